from odoo import fields, models


class RealestateReception(models.Model):
    _inherit = "realestate.reception"

    registration_id = fields.Many2one(
        "realestate.registration",
        string="Partner's Registration",
        readonly=True,
        index="btree_not_null",
        help="By which the visitor came 到访确认 (CH-6).",
    )

    def _desk_answer(self):
        answer = super()._desk_answer()
        registration = self.sudo().registration_id
        if registration:
            answer["registration"] = {
                "partner": registration.channel_partner_id.display_name,
                "is_valid": registration.visit_outcome == "valid",
                "message": self.env._(
                    "%(partner)s: %(ruling)s",
                    partner=registration.channel_partner_id.display_name,
                    ruling=registration._ruling_sentence(registration.visit_outcome, registration._minutes_before()),
                ),
            }
        return answer
