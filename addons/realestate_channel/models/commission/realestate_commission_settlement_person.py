from odoo import fields, models


class RealestateCommissionSettlementPerson(models.Model):
    """What one of the staff gets of a settlement: all that payroll needs to know, without deals or customers (CH-7)."""

    _name = "realestate.commission.settlement.person"
    _description = "Commission of a Person"
    _order = "settlement_id, user_id"
    _rec_name = "user_id"

    settlement_id = fields.Many2one(
        "realestate.commission.settlement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, index=True, precompute=True)
    project_id = fields.Many2one(
        related="settlement_id.project_id", store=True, index="btree_not_null", precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_to = fields.Date(related="settlement_id.date_to", store=True, precompute=True)
    state = fields.Selection(related="settlement_id.state", store=True)
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    line_count = fields.Integer(string="Number of Lines", readonly=True)
    amount = fields.Monetary(readonly=True)

    _person_uniq = models.UniqueIndex("(settlement_id, user_id)", "A person has one total in a settlement.")
