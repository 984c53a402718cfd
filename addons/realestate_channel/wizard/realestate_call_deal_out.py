from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = {"new": ("new",), "unreached": ("unreached",), "reached": ("reached",), "all": ("new", "unreached", "reached")}


class RealestateCallDealOut(models.TransientModel):
    """Give the numbers of a list out in lots: so many each, or all that are free evenly (CH-3)."""

    _name = "realestate.call.deal.out"
    _description = "Give out Numbers"

    list_id = fields.Many2one("realestate.call.list", required=True, readonly=True, ondelete="cascade")
    states = fields.Selection(
        [
            ("new", "Not called yet"),
            ("unreached", "Not reached, protection over"),
            ("reached", "Reached without decision, protection over"),
            ("all", "All that are free"),
        ],
        string="Which Numbers",
        required=True,
        default="new",
    )
    free_count = fields.Integer(compute="_compute_free_count", string="Free")
    user_ids = fields.Many2many(
        "res.users",
        "realestate_call_deal_out_user_rel",
        "wizard_id",
        "user_id",
        string="Callers",
        default=lambda self: self._default_user_ids(),
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    mode = fields.Selection(
        [("each", "So many each"), ("even", "All evenly")], string="How Many", required=True, default="each"
    )
    size = fields.Integer(string="People each", default=100)
    date_until = fields.Date(
        string="Call through", required=True, default=lambda self: self._default_date_until(),
        help="What is not called by then is taken back.",
    )  # fmt: skip
    summary = fields.Char(compute="_compute_summary")

    @api.model
    def _default_user_ids(self):
        call_list = self.env["realestate.call.list"].browse(self.env.context.get("default_list_id"))
        return call_list.team_id.sudo().member_ids

    @api.model
    def _default_date_until(self):
        call_list = self.env["realestate.call.list"].browse(self.env.context.get("default_list_id"))
        project = call_list.sudo().project_id
        return project and project._today() + timedelta(days=project.call_lot_days)

    @api.depends("list_id")
    def _compute_candidate_ids(self):
        """Who works in the list's team or below it."""
        teams = self.env["realestate.channel.team"].sudo()
        for wizard in self:
            found = teams.search([("id", "child_of", wizard.list_id.team_id.ids)])
            wizard.candidate_ids = found.member_ids | found.user_id

    @api.depends("list_id", "states")
    def _compute_free_count(self):
        numbers = self.env["realestate.call.number"].sudo()
        for wizard in self:
            wizard.free_count = numbers.search_count(
                [
                    ("list_id", "=", wizard.list_id.id),
                    ("user_id", "=", False),
                    ("main_id", "=", False),
                    ("state", "in", STATES.get(wizard.states, ())),
                ]
            )

    @api.depends("free_count", "user_ids", "mode", "size")
    def _compute_summary(self):
        for wizard in self:
            sizes = wizard._sizes()
            if not sizes or not wizard.free_count:
                wizard.summary = False
                continue
            given = min(sum(size for _user, size in sizes), wizard.free_count)
            wizard.summary = self.env._(
                "%(callers)s callers get up to %(most)s persons each; %(left)s stay free.",
                callers=len(sizes),
                most=max(size for _user, size in sizes),
                left=wizard.free_count - given,
            )

    def _sizes(self):
        """Return pairs of caller and how many he gets."""
        users = self.user_ids._origin or self.user_ids
        if not users:
            return []
        if self.mode == "each":
            return [(user, self.size) for user in users]
        each, rest = divmod(self.free_count, len(users))
        return [(user, each + (index < rest)) for index, user in enumerate(users)]

    @api.constrains("size", "mode")
    def _check_size(self):
        if any(wizard.mode == "each" and wizard.size < 1 for wizard in self):
            raise ValidationError(self.env._("Give out at least one person each."))

    def action_deal_out(self):
        """Give the numbers out and open the lots.

        :raises UserError: nobody to give them to, a day that is over, or nothing free
        """
        self.ensure_one()
        self.list_id.check_access("write")
        if not self.user_ids:
            raise UserError(self.env._("Say who calls: choose at least one caller."))
        if strangers := self.user_ids - self.candidate_ids:
            raise UserError(
                self.env._("%s does not belong to the list's team: add him to its members first.", strangers[0].name)
            )
        if self.date_until < self.list_id.project_id._today():
            raise UserError(self.env._("The day by which is called is over: choose today or later."))
        lots = self.env["realestate.call.number"]._deal_out(
            self.list_id, self._sizes(), self.date_until, STATES[self.states]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_call_lot_action")
        return {**action, "domain": [("id", "in", lots.ids)], "context": {}}
