from odoo import api, fields, models


class RealestatePerformanceLine(models.Model):
    _inherit = "realestate.performance.line"

    day_signed = fields.Date(
        string="Counts as Signed on",
        compute="_compute_day_signed",
        store=True,
        index=True,
        help="The day of the contract, or later the day of what corrects it; empty until the contract is signed.",
    )

    @api.depends("day", "deal_id.date_signed")
    def _compute_day_signed(self):
        for line in self:
            signed = line.deal_id.date_signed
            line.day_signed = signed and max(signed, line.day)
