from odoo import api, fields, models


class RealestatePerformanceLine(models.Model):
    _inherit = "realestate.performance.line"

    area = fields.Float(
        string="Area (㎡)",
        digits="Real Estate Area",
        compute="_compute_area",
        store=True,
        help="The person's share of the deal's area; taken back with it.",
    )

    @api.depends("percent", "deal_id.area")
    def _compute_area(self):
        for line in self:
            line.area = line.deal_id.area * line.percent / 100
