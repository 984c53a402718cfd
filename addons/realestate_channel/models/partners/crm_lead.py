from odoo import api, fields, models
from odoo.tools import format_date

from ..crm_lead import CHANNEL_FIELDS


class CrmLead(models.Model):
    """A number that a partner registered is known when a customer is typed (CUS-4, CH-6)."""

    _inherit = "crm.lead"

    realestate_registration_ids = fields.One2many(
        "realestate.registration", "lead_id", string="Registrations by Partners"
    )

    @api.model
    def _realestate_same_sources(self):
        return [*super()._realestate_same_sources(), self._realestate_same_registrations]

    @api.model
    def _realestate_same_registrations(self, asked, company, project, excluded):
        """Answer ``_realestate_find_same`` from partners' live registrations, by one query.

        Only full numbers: a hidden one is known at the desk, where it is compared.
        """
        registrations = self.env["realestate.registration"].sudo()
        found = registrations.search(
            [
                ("phone_sanitized", "in", list(asked)),
                ("is_live", "=", True),
                ("company_id", "=", company.id),
                ("lead_id", "not in", list(excluded)),
            ]
        )
        return [
            {
                "number": registration.phone_sanitized,
                "via": "self",
                "kind": "registration",
                "lead": self.sudo().browse(),
                "partner": self.env["res.partner"].sudo(),
                "project": registration.project_id,
                "user": self.env["res.users"].sudo(),
                "until": registration.valid_until,
                **self._realestate_told(
                    self.env._(
                        "Registered in %(project)s by %(partner)s, protected through %(until)s",
                        project=registration.project_id.name,
                        partner=registration.channel_partner_id.display_name,
                        until=format_date(self.env, registration.valid_until),
                    ),
                    "",
                ),
            }
            for registration in found.filtered(lambda registration: not registration._is_over())
        ]

    def _realestate_clear_channel_source(self, reason):
        """Take back who brought these customers: a judgement found that they were ours (CUS-7).

        :param str reason: kept in the chatter with the old source
        """
        leads = self.sudo()
        leads.realestate_channel_deal_ids.write({"realestate_channel_lead_id": False})
        leads.write(dict.fromkeys(CHANNEL_FIELDS, False))
        for lead in leads:
            lead._track_set_log_message(self.env._("Who brought him was corrected: %s", reason))
