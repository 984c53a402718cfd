from odoo import fields, models


class RealestateAreaSettleLine(models.TransientModel):
    """A unit in the preview of an area settlement (DEAL-10)."""

    _name = "realestate.area.settle.line"
    _description = "Unit of an Area Settlement Preview"
    _order = "settle_id, id"

    settle_id = fields.Many2one("realestate.area.settle", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="settle_id.currency_id")
    unit_id = fields.Many2one("realestate.unit", required=True, ondelete="cascade")
    deal_id = fields.Many2one("realestate.deal", ondelete="cascade")
    area_gross = fields.Float(string="Final Gross Area", digits="Real Estate Area")
    area_inner = fields.Float(string="Final Inner Area", digits="Real Estate Area")
    contract_area = fields.Float(digits="Real Estate Area")
    final_area = fields.Float(digits="Real Estate Area")
    ratio = fields.Float(string="Difference (%)", digits=(7, 4))
    amount = fields.Monetary(string="Amount Settled")
    explanation = fields.Char(string="How Computed")
    may_withdraw = fields.Boolean()
    reason = fields.Char(string="Left Out Because")
