from odoo import api, models


class RealestateReception(models.Model):
    _inherit = "realestate.reception"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        visits = lines.filtered(lambda line: line.kind == "visit")
        # the first visit of who was brought is the channel's (CH-2)
        visits.lead_id.sudo().filtered(
            lambda lead: lead.realestate_channel_module and not lead.realestate_channel_visit_day
        )._realestate_channel_visited()
        return lines
