from odoo import models
from odoo.tools import format_date, format_datetime

from odoo.addons.realestate_sales.tools import phone

HISTORY = 5  # calls shown of a number


class RealestateCallNumber(models.Model):
    """A number as its caller sees it on the call screen (CH-3)."""

    _inherit = "realestate.call.number"

    def _desk_number(self):
        """Return this number (superuser's) as its caller sees it, in full; that he does is logged once (ACCESS-3)."""
        self.ensure_one()
        if self.shown_user_id != self.env.user:
            self._log_disclosure("reveal", ["phone"])
            self.shown_user_id = self.env.user
        others = self.other_ids.filtered("user_id")
        return {
            "id": self.id,
            "name": self.name or "",
            "phone": phone.shown(self.phone_sanitized),
            "tel": self._dialled(),
            "others": [{"phone": phone.shown(other.phone_sanitized), "tel": other._dialled()} for other in others],
            "place": self.place or "",
            "note": self.note or "",
            "list": self.list_id.name,
            "origin": self.list_id.origin or "",
            "until": format_date(self.env, self.protected_until),
            "today": self.project_id._today(),
            "calls": [
                {
                    "date": format_datetime(self.env, call.date, tz=self.project_id.tz, dt_format="MM-dd HH:mm"),
                    "user": call.user_id.name,
                    "result": call.result_id.with_env(self.env).name,
                    "note": call.note or "",
                }
                for call in self.call_ids.filtered(lambda call: not call.undone)[:HISTORY]
            ],
        }

    def _dialled(self):
        """Return the number as a telephone dials it (RFC 3966)."""
        self.ensure_one()
        number = self.phone_sanitized
        return number.removeprefix("+86") if number.startswith("+861") and len(number) == 14 else number
