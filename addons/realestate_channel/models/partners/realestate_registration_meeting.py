from odoo import models
from odoo.fields import Domain


class RealestateRegistration(models.Model):
    """Conflicts are put on record where they show: at the registration and at the visit."""

    _inherit = "realestate.registration"

    def _note_conflict(self, kind, rival=None, lead=None):
        """Put a conflict of this registration on record, once."""
        conflicts = self.env["realestate.registration.conflict"].sudo()
        same = [("registration_id", "=", self.id), ("kind", "=", kind), ("rival_id", "=", rival.id if rival else False)]
        conflict = conflicts.search(same, limit=1)
        if conflict:
            conflict.lead_id = conflict.lead_id or lead
            return conflict
        return conflicts.create(
            [
                {
                    "registration_id": self.id,
                    "kind": kind,
                    "rival_id": rival.id if rival else False,
                    "lead_id": lead.id if lead else False,
                }
            ]
        )

    def _note_collisions(self):
        """A full number beside a registration with the same digits hidden: the visit shows whose he is."""
        if not self.phone_sanitized:
            return
        vals = {"project_id": self.project_id.id, "day": self.day}
        beside = self._live_in(vals).search(
            self._live_domain(vals)
            & Domain("phone_sanitized", "=", False)
            & Domain("phone_key", "=", self.phone_key)
            & Domain("id", "!=", self.id)
        )
        for other in beside:
            self._note_conflict("collision", rival=other)
