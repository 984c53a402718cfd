from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from .reception_rotation import Rotation


class RealestateRoster(models.Model):
    """Who is on duty in a project on a day, and whose turn it is: 轮序接待 (CUS-6)."""

    _name = "realestate.roster"
    _description = "Roster of a Day"
    _inherit = ["mail.thread"]
    _order = "day desc, project_id"
    _check_company_auto = True

    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["realestate.project"].search([], limit=1),
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    day = fields.Date(
        string="Date",
        compute="_compute_day",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Of the project's time zone.",
    )
    line_ids = fields.One2many("realestate.roster.line", "roster_id", string="On Duty")
    version = fields.Integer(readonly=True, copy=False, help="Counts the changes of the day: one after the other.")
    present_count = fields.Integer(compute="_compute_counts", string="Present")
    received_count = fields.Integer(compute="_compute_counts", string="Received in Turn or by Name")
    duty_count = fields.Integer(compute="_compute_counts", string="Received for Colleagues")
    next_user_id = fields.Many2one("res.users", string="Next in Turn", compute="_compute_next_user_id")

    _day_uniq = models.UniqueIndex("(project_id, day)", "This project has a roster for that day already.")

    @api.depends("project_id")
    def _compute_day(self):
        for roster in self:
            roster.day = roster.day or (
                roster.project_id._today() if roster.project_id else self.env.company._realestate_today()
            )

    @api.depends("line_ids.state", "line_ids.received_count", "line_ids.duty_count")
    def _compute_counts(self):
        for roster in self:
            roster.present_count = len(roster.line_ids.filtered(lambda line: line.state != "away"))
            roster.received_count = sum(roster.line_ids.mapped("received_count"))
            roster.duty_count = sum(roster.line_ids.mapped("duty_count"))

    @api.depends("line_ids.state", "line_ids.turn_count", "line_ids.sequence")
    def _compute_next_user_id(self):
        for roster in self:
            roster.next_user_id = roster._floor().next_line.user_id

    @api.depends("project_id", "day")
    def _compute_display_name(self):
        for roster in self:
            roster.display_name = f"{roster.project_id.name or ''} {fields.Date.to_string(roster.day) or ''}".strip()

    # ------------------------------------------------------------------
    # one after the other
    # ------------------------------------------------------------------
    def _touch(self):
        """Make everything that changes this day's rotation happen one after the other.

        Who comes second in the same moment gets a serialisation failure from the database, is replayed by
        Odoo and sees what the first did: nobody is "next" for two visitors. At commit the desks are told.
        """
        for roster in self:
            self.env.cr.execute(
                SQL("UPDATE realestate_roster SET version = COALESCE(version, 0) + 1 WHERE id = %s", roster.id)
            )
            roster.invalidate_recordset(["version"], flush=False)
        self.project_id._notify_reception()

    def _floor(self, counter="turn_count"):
        """Return the rotation of this day as it stands now; see ``Rotation``.

        :param str counter: ``turn_count`` for visitors, ``call_count`` for calls
        """
        kept = self.env["realestate.trainee"]._kept_from_receiving(self.project_id, self.day) if self.project_id else {}
        return Rotation(self.line_ids, kept, counter)

    # ------------------------------------------------------------------
    # made from an earlier one
    # ------------------------------------------------------------------
    def action_copy_last(self):
        """Fill the roster from the last earlier one, in the order of the turns in which that day ended.

        :raises UserError: there is no earlier roster
        """
        for roster in self:
            earlier = self.search([("project_id", "=", roster.project_id.id), ("day", "<", roster.day)], limit=1)
            roster._fill_from(earlier)
        return True

    def action_copy_week(self):
        """Fill the roster from the one of the same weekday of last week.

        :raises UserError: there was none that day
        """
        for roster in self:
            day = roster.day - timedelta(days=7)
            roster._fill_from(self.search([("project_id", "=", roster.project_id.id), ("day", "=", day)]))
        return True

    def _fill_from(self, earlier):
        if not earlier:
            raise UserError(
                self.env._(
                    "There is no roster of %(project)s to copy for %(day)s: add who is on duty by hand.",
                    project=self.project_id.name,
                    day=self.day,
                )
            )
        staff = self.project_id.sudo().user_ids
        there = self.line_ids.user_id
        users = [line.user_id for line in earlier._floor().order if line.user_id in staff - there]
        start = max(self.line_ids.mapped("sequence"), default=0)
        self.sudo().line_ids = [
            Command.create({"user_id": user.id, "sequence": start + 10 * number})
            for number, user in enumerate(users, 1)
        ]
