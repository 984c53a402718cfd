from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..res_users import MANAGER

SUPERVISOR = "realestate_channel.realestate_channel_group_supervisor"
# written by the verbs alone
VERB_FIELDS = {"state", "approver_id", "date_decided", "decision", "issuer_id", "date_issued"}


class RealestateMaterialRequest(models.Model):
    """A request for materials or gifts: asked, approved by who leads the team, issued by the store (CH-4)."""

    _name = "realestate.material.request"
    _description = "Request for Materials"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Purpose", required=True, tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Asked by", required=True, index=True, default=lambda self: self.env.user, readonly=True
    )
    team_id = fields.Many2one(
        "realestate.channel.team", required=True, index=True, check_company=True,
        default=lambda self: self.env["realestate.channel.team"]._of_user(self.env.user),
    )  # fmt: skip
    place_id = fields.Many2one(
        "realestate.material.place", string="From Store", required=True, index=True, check_company=True,
        default=lambda self: self._default_place_id(),
    )  # fmt: skip
    project_id = fields.Many2one(related="place_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="place_id.company_id", store=True, index=True)
    date_needed = fields.Date(string="Needed on", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("realestate.material.request.line", "request_id", string="What", copy=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Asked for"),
            ("approved", "Approved"),
            ("issued", "Issued"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    approver_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False, index="btree_not_null")
    date_decided = fields.Date(string="Decided on", readonly=True, copy=False)
    decision = fields.Char(string="Decision Note", readonly=True, copy=False)
    issuer_id = fields.Many2one("res.users", string="Issued by", readonly=True, copy=False, index="btree_not_null")
    date_issued = fields.Date(string="Issued on", readonly=True, copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", string="Cost")
    summary = fields.Char(compute="_compute_amount", string="Materials")
    may_decide = fields.Boolean(compute="_compute_rights", export_string_translation=False)
    may_issue = fields.Boolean(compute="_compute_rights", export_string_translation=False)

    _decided = models.Constraint(
        "CHECK(state NOT IN ('approved', 'issued', 'refused') OR (approver_id IS NOT NULL AND approver_id != user_id))",
        "A request is decided by somebody else than who asks.",
    )

    @api.model
    def _default_place_id(self):
        places = self.env["realestate.material.place"].search([], limit=2)
        return places if len(places) == 1 else False

    @api.depends("line_ids.quantity", "line_ids.quantity_approved", "line_ids.material_id")
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped("amount"))
            request.summary = ", ".join(
                f"{line.material_id.name} × {line.quantity_approved if request.approver_id else line.quantity}"
                for line in request.line_ids
            )

    @api.depends("state", "user_id", "team_id", "place_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        for request in self:
            request.may_decide = request._may_decide()
            request.may_issue = request._may_issue()

    def _may_decide(self):
        """Who leads the team, or the channel; never who asks."""
        self.ensure_one()
        user = self.env.user
        return (
            self.user_id != user and user.has_group(SUPERVISOR) and user._realestate_leads_channel(self.sudo().team_id)
        )

    def _may_issue(self):
        """The store's keeper, or who leads the team."""
        self.ensure_one()
        user = self.env.user
        return self.sudo().place_id.user_id == user or (
            user.has_group(SUPERVISOR) and user._realestate_leads_channel(self.sudo().team_id)
        )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_verb_fields(vals)
                if vals.get("user_id", self.env.uid) != self.env.uid:
                    raise AccessError(self.env._("Everybody asks for himself."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_verb_fields(vals)
            if "user_id" in vals:
                raise AccessError(self.env._("Everybody asks for himself."))
            fixed = {"team_id", "place_id", "line_ids", "date_needed", "name"} & vals.keys()
            if fixed and any(request.state not in ("draft", "submitted") for request in self):
                raise UserError(self.env._("What was decided stays as it was asked for: cancel it and ask anew."))
        return super().write(vals)

    def _refuse_verb_fields(self, vals):
        names = VERB_FIELDS & vals.keys()
        if names - {"state"} or vals.get("state", "draft") != "draft":
            raise AccessError(self.env._("A request is moved on by its buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(request.state not in ("draft", "cancelled") for request in self):
            raise UserError(self.env._("A request that was asked for stays on record: cancel it instead."))

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def _step(self, *states):
        """Refuse unless these requests are in one of ``states``; return them as superuser."""
        self.check_access("read")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in states:
                raise UserError(
                    self.env._(
                        "“%(request)s” is %(state)s: this is not possible any more.",
                        request=request.name,
                        state=labels[request.state],
                    )
                )
        return self.sudo()

    def action_submit(self):
        """Ask for what is in the request: who leads the team is told."""
        self.check_access("write")
        for request in self._step("draft"):
            if not request.line_ids:
                raise UserError(self.env._("Say what you need: add at least one material."))
            request.state = "submitted"
            for line in request.line_ids:
                line.quantity_approved = line.quantity
            if decider := request._decider():
                request.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=decider.id, summary=self.env._("Decide: %s", request.name)
                )
        return True

    def _decider(self):
        """Return who is asked first: the nearest leader of the team who is not the one who asks."""
        team = self.sudo().team_id
        while team:
            if team.user_id and team.user_id != self.user_id:
                return team.user_id
            team = team.parent_id
        return self.env["res.users"]

    def action_approve(self):
        """Approve, with the quantities as they stand in the lines."""
        return self._decide("approved", False)

    def action_refuse(self, reason=False):
        """Refuse, with the reason.

        :param str reason: what the person who asks reads
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: who asks reads it."))
        return self._decide("refused", reason)

    def _decide(self, state, reason):
        for request in self._step("submitted"):
            if not request.with_env(self.env)._may_decide():
                raise AccessError(self.env._("A request is decided by who leads the team, not by who asks."))
            request.write(
                {
                    "state": state,
                    "approver_id": self.env.uid,
                    "date_decided": request.project_id._today(),
                    "decision": reason,
                }
            )
            request.activity_ids.action_done()
            keeper = request.place_id.user_id
            if state == "approved" and keeper:
                request.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=keeper.id, summary=self.env._("Issue: %s", request.name)
                )
        return True

    def action_issue(self):
        """Issue all that was approved to who asked; all of it or nothing.

        :raises UserError: the store has less of something
        """
        for request in self._step("approved"):
            if not request.with_env(self.env)._may_issue():
                raise AccessError(self.env._("The store's keeper or who leads the team issues materials."))
            request.lock_for_update()
            for line in request.line_ids.filtered("quantity_approved"):
                self.env["realestate.material.move"].sudo()._record(
                    "issue", line.material_id, line.quantity_approved, place=request.place_id, holder=request.user_id,
                    team=request.team_id, request=request, note=request.name,
                )  # fmt: skip
            request.write({"state": "issued", "issuer_id": self.env.uid, "date_issued": request.project_id._today()})
            request.activity_ids.action_done()
        return True

    def action_cancel(self):
        """Take a request back that is not issued: who asked, or the channel's manager."""
        for request in self._step("draft", "submitted", "approved"):
            if request.user_id != self.env.user and not self.env.user.has_group(MANAGER):
                raise AccessError(self.env._("Who asked takes a request back."))
            request.activity_ids.unlink()
            request.state = "cancelled"
        return True

    def action_view_moves(self):
        """Open what was issued by these requests."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_material_move_action")
        return {**action, "domain": [("request_id", "in", self.ids)]}

    def action_ask_refuse(self):
        """Open the window that asks why a request is refused."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "realestate.material.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }
