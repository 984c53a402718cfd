from odoo import models

from ..res_users import MANAGER


class ResUsers(models.Model):
    _inherit = "res.users"

    def _realestate_leads_channel(self, team):
        """Return whether this user answers for ``team``: its leader, one above it, or the channel's manager."""
        self.ensure_one()
        return self.has_group(MANAGER) or team.id in self._realestate_channel_team_ids()
