from odoo import models
from odoo.tools import format_time

from ...tools.masking import mask_value


class RealestateReception(models.Model):
    _inherit = "realestate.reception"

    def _desk_answer(self):
        """Return the big answer of the desk after a registration: who receives, why, which number."""
        self.ensure_one()
        line = self.sudo()
        return {
            "number": line.number,
            "kind": line.kind,
            "visitor": line.name,
            "user": line.user_id.name,
            "holder": line.holder_id.name if line.is_duty else False,
            "is_duty": line.is_duty,
            "is_first": line.is_first,
            "already": bool(self.env.context.get("realestate_registered_already")),
            "reason": line.reason,
        }

    def _desk_rows(self, *, in_full=False):
        """Return these lines as the desk lists them; names and masked numbers only for who may read them."""
        rows = []
        for line in self.sudo():
            date = format_time(self.env, line.date, tz=line.project_id.tz, time_format="HH:mm")
            rows.append(
                {
                    "id": line.id,
                    "kind": line.kind,
                    "number": line.number,
                    "time": date,
                    "name": line.name if in_full else f"{line.name[:1]}**",
                    "phone": mask_value(line.phone, "phone") if in_full else "",
                    "user": line.user_id.name,
                    "is_first": line.is_first,
                    "is_duty": line.is_duty,
                    "reason": line.reason,
                }
            )
        return rows
