from odoo import models
from odoo.tools import format_date, format_datetime

BADGES = {
    "valid": "text-bg-info",
    "visited": "text-bg-success",
    "won": "text-bg-success",
    "refused": "text-bg-danger",
    "rejected": "text-bg-danger",
}


class RealestateRegistration(models.Model):
    """What a partner sees of his registrations on the portal (CH-6)."""

    _inherit = "realestate.registration"

    def _portal_rows(self):
        """Return these registrations, of the superuser, as the partner may see them: no number in full, nothing of
        whose customer somebody is.

        :rtype: list[dict]
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": registration.id,
                "number": registration.name,
                "customer": registration.customer_name,
                "phone": registration.phone_key,
                "project": registration.project_id.name,
                "agent": registration.agent_id.name,
                "date": registration._portal_moment(registration.date),
                "state": registration.state,
                "label": states[registration.state],
                "badge": BADGES.get(registration.state, "text-bg-secondary"),
                "answer": registration.answer,
                "until": format_date(self.env, registration.valid_until) if registration.valid_until else "",
                "is_live": registration.is_live,
                "days_left": registration.days_left,
                "visit": registration._portal_moment(registration.date_visit),
                "may_extend": not registration._why_not_extended(),
                "extension_days": registration.rule_id.extension_days,
                "may_withdraw": registration.state == "valid",
                "deals": registration._portal_deals(),
            }
            for registration in self
        ]

    def _portal_deals(self):
        """Return the deals that came of this registration: which unit, when, how far; no buyer, no price."""
        deals = self.deal_ids
        states = dict(deals._fields["state"]._description_selection(self.env))
        return [
            {
                "unit": deal.unit_id.display_name,
                "subscribed": format_date(self.env, deal.date_subscribed),
                "signed": format_date(self.env, deal.date_signed) if deal.date_signed else "",
                "label": states[deal.state],
            }
            for deal in deals
        ]

    def _portal_moment(self, moment):
        if not moment:
            return ""
        return format_datetime(self.env, moment, tz=self.project_id.tz, dt_format="yyyy-MM-dd HH:mm")
