from odoo import models
from odoo.fields import Domain
from odoo.tools import ormcache

MANAGER = "realestate_channel.realestate_channel_group_manager"
SPECIALIST = "realestate_channel.realestate_channel_group_specialist"
SUPERVISOR = "realestate_channel.realestate_channel_group_supervisor"
MARKETER = "realestate_channel.realestate_channel_group_marketer"


class ResUsers(models.Model):
    _inherit = "res.users"

    @ormcache("self.id")
    def _realestate_channel_team_ids(self):
        """Return the ids of the channel teams this user leads, with all teams below them, archived ones too.

        Kept in memory, so that a record rule is a comparison with a few ids; what changes the tree clears
        it, see ``realestate.channel.team``.

        :rtype: tuple
        """
        teams = self.env["realestate.channel.team"].sudo().with_context(active_test=False)
        led = teams._search([("user_id", "in", self.ids)])
        return tuple(teams._search([("id", "child_of", list(led))], order="id"))

    @ormcache("self.id")
    def _realestate_channel_seen_team_ids(self):
        """Return the ids of the channel teams this user sees: those he leads or works in, and what they are part of.

        :rtype: tuple
        """
        teams = self.env["realestate.channel.team"].sudo().with_context(active_test=False)
        own = teams._search([("member_ids", "in", self.ids)])
        seen = {*own, *self._realestate_channel_team_ids()}
        return tuple(teams._search([("id", "parent_of", list(seen))], order="id"))

    def _realestate_channel_domain(self, user="user_id", team="team_id"):
        """Return which records of the channel this user sees: the manager all of his companies, a leader those of
        his teams, everybody his own (ACCESS-1).

        :param str user: path to whose the record is
        :param str team: path to its team
        """
        self.ensure_one()
        if self.has_group(MANAGER):
            return Domain.TRUE
        return Domain(user, "=", self.id) | Domain(team, "in", self._realestate_channel_team_ids())

    def _realestate_home_actions(self):
        return [
            (MARKETER, "realestate_channel.realestate_channel_duty_task_action"),
            (SUPERVISOR, "realestate_channel.realestate_channel_grid_action"),
            (SPECIALIST, "realestate_channel.realestate_channel_result_action"),
            *super()._realestate_home_actions(),
        ]
