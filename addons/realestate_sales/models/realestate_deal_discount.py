from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

ACTIVITY = "realestate_sales.realestate_activity_type_discount"
STATES = [("requested", "Requested"), ("granted", "Granted"), ("refused", "Refused"), ("withdrawn", "Taken Off")]


class RealestateDealDiscount(models.Model):
    """A discount asked for or granted on a deal; only what is granted changes the price (DEAL-3).

    Created and decided by the deal's verbs alone, in the rights of who asks and who decides.
    """

    _name = "realestate.deal.discount"
    _description = "Discount on a Deal"
    _inherit = ["realestate.discount.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "deal_id, sequence, id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="deal_id.unit_id")
    partner_id = fields.Many2one(related="deal_id.partner_id")
    user_id = fields.Many2one(related="deal_id.user_id", string="Consultant")
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    discount_id = fields.Many2one(
        "realestate.discount", string="Policy", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="requested", index=True, tracking=True)
    amount = fields.Monetary(string="Taken Off", readonly=True, help="What this step takes off the price.")
    price_after = fields.Monetary(readonly=True)

    reason = fields.Text(readonly=True)
    requested_by_id = fields.Many2one("res.users", string="Asked by", readonly=True, index=True)
    requested_on = fields.Datetime(string="Asked on", readonly=True)
    asked_price = fields.Monetary(readonly=True, help="The deal price with this discount.")
    asked_percent = fields.Float(
        string="Total Discount (%)", readonly=True, digits=(5, 2), help="Off the list price, with this discount."
    )
    level_id = fields.Many2one(
        "realestate.discount.right",
        string="To be Decided by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The lowest level whose right covers the asked price.",
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, index="btree_not_null")
    decided_on = fields.Datetime(readonly=True)
    decision_note = fields.Text(readonly=True)
    change_id = fields.Many2one(
        "realestate.deal.change",
        string="Special Price",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Granted after signing by this request: comes after all other discounts.",
    )
    floor_approved = fields.Boolean(readonly=True, help="Granted in the knowledge that the price is below the floor.")
    # what the approver looks at
    list_price = fields.Monetary(related="deal_id.list_price")
    current_price = fields.Monetary(related="deal_id.price", string="Price Now")
    floor_price = fields.Monetary(related="deal_id.floor_price")
    below_floor = fields.Boolean(compute="_compute_below_floor")
    rights_table = fields.Html(string="Rights", compute="_compute_rights_table", sanitize=False)
    can_decide = fields.Boolean(compute="_compute_can_decide", search="_search_can_decide")

    _policy_once = models.UniqueIndex(
        "(deal_id, discount_id) WHERE discount_id IS NOT NULL AND state IN ('requested', 'granted')",
        "This deal has this discount already.",
    )
    _decided_by_another = models.Constraint(
        "CHECK(state != 'granted' OR decided_by_id IS NOT NULL)", "A granted discount names who granted it."
    )
    _requested_idx = models.Index("(project_id) WHERE state = 'requested'")

    @api.depends("asked_price", "floor_price")
    def _compute_below_floor(self):
        for line in self:
            line.below_floor = line.asked_price < line.floor_price

    @api.depends("deal_id", "state")
    @api.depends_context("lang")
    def _compute_rights_table(self):
        for line in self:
            line.rights_table = line._rights_table() if line.deal_id else False

    @api.depends("state", "deal_id.price", "requested_by_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for line in self:
            line.can_decide = line.state == "requested" and not line._why_not_decide()

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        # those that wait are few
        waiting = self.search([("state", "=", "requested")]).filtered("can_decide")
        return [("id", "in" if True in value else "not in", waiting.ids)]

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Discounts stay on record; take the discount off instead."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_grant(self, note=False):
        """Grant these requests; the deals' prices change now (DEAL-3).

        :param str note: the approver's note
        :raises UserError: decided already, beyond the right of the user, asked by himself, or not fitting any more
        """
        for line in self._lock_requested():
            line._refuse_undecidable()
            line.deal_id._check_discounts_open()
            line._check_policy()
            line._decide("granted", note)
            line.deal_id.sudo()._apply_discounts()
        return True

    def action_refuse(self, note=False):
        """Refuse these requests; prices stay (DEAL-3).

        :param str note: the approver's note, told to who asked
        """
        for line in self._lock_requested():
            line._refuse_undecidable()
            line._decide("refused", note)
        return True

    def action_withdraw(self):
        """Take requests back, or granted discounts off; the price follows while the deal is subscribed."""
        self.deal_id.check_access("write")
        for line in self.filtered(lambda li: li.state in ("requested", "granted")):
            line.deal_id._check_discounts_open()
            line.sudo().activity_unlink([ACTIVITY])
            line.sudo().state = "withdrawn"
            line.deal_id.sudo()._apply_discounts()
        return True

    def action_decide_granting(self):
        """Ask the approver for his note, then grant."""
        return self._action_decide("granted")

    def action_decide_refusing(self):
        """Ask the approver for his note, then refuse."""
        return self._action_decide("refused")

    def _action_decide(self, decision):
        self.ensure_one()
        self._refuse_undecidable()
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("realestate_sales.realestate_deal_discount_decide_action")
        action["name"] = self.env._("Grant") if decision == "granted" else self.env._("Refuse")
        action["context"] = {"default_line_id": self.id, "default_decision": decision}
        return action

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _lock_requested(self):
        """Lock these requests against a second approver; refuse what is decided already."""
        self.check_access("read")
        lines = self.sudo()
        try:
            # the deal first: two requests on one deal are decided one after the other
            lines.deal_id.lock_for_update(allow_referencing=True)
            lines.lock_for_update()
        except LockError:
            raise UserError(
                self.env._("Somebody else is deciding about this deal just now. Reload and look again.")
            ) from None
        lines.invalidate_recordset(["state"])
        for line in lines.filtered(lambda li: li.state != "requested")[:1]:
            raise UserError(
                self.env._(
                    "Discount “%(discount)s” is no longer to be decided: %(state)s %(by)s.",
                    discount=line.name,
                    state=line._state_label(),
                    by=line.decided_by_id.name or "",
                )
            )
        return self

    def _why_not_decide(self):
        """Return why the current user may not decide this request, or False."""
        self.ensure_one()
        if self.sudo().requested_by_id == self.env.user:
            return self.env._("Nobody decides on his own request: somebody else of sufficient right must.")
        rights = self.env["realestate.discount.right"]._of_project(self.sudo().project_id)
        right = rights._of_user(self.env.user)
        need = self.sudo()._need()
        if not right or not right._suffices(need):
            level = rights._lowest_sufficient(need)
            return self.env._("This discount is beyond your right; it is decided by: %s.", level.display_name or "—")
        return False

    def _refuse_undecidable(self):
        for line in self:
            if reason := line._why_not_decide():
                raise UserError(reason)

    def _need(self):
        """Return what right the deal's price with this discount needs."""
        self.ensure_one()
        return self.deal_id._discount_need(self.deal_id._granted_discounts() | self)

    def _check_policy(self):
        """The policy's conditions hold as they did on the day of the request."""
        self.ensure_one()
        if policy := self.sudo().discount_id:
            policy._refuse_unfit(self.deal_id.sudo(), self.project_id._to_day(self.requested_on))

    def _decide(self, state, note):
        self.ensure_one()
        line = self.sudo()
        line.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "decision_note": note or False,
                "floor_approved": state == "granted" and line._need()["below_floor"],
            }
        )
        if line.requested_by_id == self.env.user:
            return
        line.activity_ids.filtered(lambda activity: activity.user_id == self.env.user).action_feedback(
            feedback=note or False
        )
        line.activity_unlink([ACTIVITY])
        line._tell_requester()

    def _tell_requester(self):
        self.ensure_one()
        values = {"discount": self.name, "deal": self.deal_id.name, "note": self.decision_note or ""}
        env = self.with_context(lang=self.requested_by_id.lang).env
        body = (
            env._("Discount “%(discount)s” on deal %(deal)s is granted. %(note)s", **values)
            if self.state == "granted"
            else env._("Discount “%(discount)s” on deal %(deal)s is refused. %(note)s", **values)
        )
        self.message_post(
            body=body,
            author_id=self.env.user.partner_id.id,
            partner_ids=self.requested_by_id.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _send_up(self):
        """Put the request on the to-do list of the lowest level that may decide it."""
        self.ensure_one()
        rights = self.env["realestate.discount.right"]._of_project(self.project_id)
        need = self._need()
        for right in rights.filtered(lambda right: right._suffices(need)):
            if users := right._holders(self.project_id) - self.requested_by_id:
                self.level_id = right
                break
        else:
            raise UserError(
                self.env._(
                    "Nobody in project %s may decide such a discount. Ask for less, or have the rights set up.",
                    self.project_id.name,
                )
            )
        for user in users:
            line = self.with_context(lang=user.lang)
            summary = line.env._("Discount on %(unit)s: %(label)s", unit=line.unit_id.name, label=line._value_label())
            line.activity_schedule(ACTIVITY, user_id=user.id, summary=summary, note=line.reason)

    def _rights_table(self):
        self.ensure_one()
        line = self.sudo()
        rights = self.env["realestate.discount.right"]._of_project(line.project_id)
        return self.env["ir.qweb"]._render(
            "realestate_sales.realestate_discount_rights_table",
            {"rights": rights, "need": line._need(), "deal": line.deal_id},
        )

    def _state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
