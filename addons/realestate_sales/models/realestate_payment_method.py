from odoo import fields, models


class RealestatePaymentMethod(models.Model):
    """How a price is paid: the lines from which a deal's plan is made (DEAL-5)."""

    _name = "realestate.payment.method"
    _description = "Payment Method"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    project_id = fields.Many2one("realestate.project", index="btree_not_null", help="Empty: for all projects.")
    kind = fields.Selection(
        [
            ("lump_sum", "Lump sum"),
            ("installments", "Instalments"),
            ("mortgage", "Commercial mortgage"),
            ("provident_fund", "Provident fund loan"),
            ("combination", "Combination loan"),
        ],
        required=True,
        default="lump_sum",
    )
    line_ids = fields.One2many("realestate.payment.method.line", "method_id", string="Lines", copy=True)
