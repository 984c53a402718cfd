from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from .realestate_commission_policy_line import SHARE_ROLES

CHANNEL_MANAGER = "realestate_channel.realestate_channel_group_manager"
READERS_OF_LINES = (
    "realestate_sales.realestate_sales_group_consultant,realestate_sales.realestate_sales_group_accountant,"
    "realestate_channel.realestate_channel_group_specialist"
)
READERS_OF_PEOPLE = (
    "realestate_sales.realestate_sales_group_manager,realestate_sales.realestate_sales_group_accountant,"
    "realestate_sales.realestate_sales_group_hr"
)
# written by the verbs alone
VERB_FIELDS = {
    "name", "stage", "bill_id", "line_ids", "person_ids", "submitted_by_id", "submitted_on", "decided_by_id",
    "decided_on", "decision_note", "sent_by_id", "sent_on",
}  # fmt: skip
DRAFT_FIELDS = {"kind", "partner_id", "project_id", "company_id", "date_from", "date_to"}


class RealestateCommissionSettlement(models.Model):
    """A settlement of commission 佣金结算单: lines collected, approved, and paid by a bill or with the wages (CH-7).

    Three steps that know nothing of each other: lines are earned, a settlement collects and approves them, a vendor
    bill (partners) or the wages (staff) pay them. The state follows from the bill where there is one.
    """

    _name = "realestate.commission.settlement"
    _description = "Settlement of Commission"
    _inherit = ["mail.thread", "mail.activity.mixin", "realestate.channel.bill.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/", index="trigram")
    kind = fields.Selection(
        [("partner", "Partner"), ("staff", "Own Staff")], string="For", required=True, default="partner", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict")
    project_id = fields.Many2one(
        "realestate.project",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: all projects of the company.",
    )
    date_from = fields.Date(string="Period from", required=True)
    date_to = fields.Date(
        string="Through", required=True, index=True, help="What was earned up to this day and is not settled yet."
    )
    line_ids = fields.One2many(
        "realestate.commission.line", "settlement_id", string="Lines", readonly=True, groups=READERS_OF_LINES
    )
    person_ids = fields.One2many(
        "realestate.commission.settlement.person",
        "settlement_id",
        string="By Person",
        readonly=True,
        groups=READERS_OF_PEOPLE,
    )
    amount_total = fields.Monetary(string="Total", readonly=True, tracking=True)
    line_count = fields.Integer(string="Number of Lines", readonly=True)
    claimed_count = fields.Integer(
        string="Deals under a Claim", compute="_compute_claimed_count", help="Left out until the claim is ruled."
    )
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waiting for Approval"),
            ("approved", "Approved"),
            ("sent", "Sent to Payroll"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waiting for Approval"),
            ("approved", "Approved"),
            ("billed", "Billed"),
            ("sent", "Sent to Payroll"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )
    submitted_by_id = fields.Many2one("res.users", string="Submitted by", readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Char(readonly=True, copy=False, tracking=True)
    sent_by_id = fields.Many2one("res.users", string="Sent by", readonly=True, copy=False)
    sent_on = fields.Datetime(readonly=True, copy=False)

    _bill_uniq = models.UniqueIndex("(bill_id) WHERE bill_id IS NOT NULL", "This bill pays another settlement.")
    _partner_kind = models.Constraint(
        "CHECK((kind = 'partner') = (partner_id IS NOT NULL))", "A settlement is one partner's, or the staff's."
    )
    _period_order = models.Constraint("CHECK(date_to >= date_from)", "The period ends before it begins.")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("stage", "amount_total", "bill_id.state", "bill_id.payment_state")
    def _compute_state(self):
        for settlement in self:
            settlement.state = settlement._current_state()

    def _current_state(self):
        self.ensure_one()
        if self.stage != "approved" or self.kind == "staff":
            return self.stage
        bill = self.sudo().bill_id
        if self.currency_id.is_zero(self.amount_total):
            return "paid"
        if not bill or bill.state == "cancel":
            return "approved"
        return "paid" if bill.payment_state in ("paid", "in_payment") else "billed"

    @api.depends("name", "partner_id", "date_to")
    def _compute_display_name(self):
        for settlement in self:
            whose = settlement.sudo().partner_id.name or self.env._("Own Staff")
            settlement.display_name = f"{settlement.name} {whose}"

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_verbs_only(
                name
                for name, value in vals.items()
                if value and (name, value) not in (("stage", "draft"), ("name", "/"))
            )
        settlements = super().create(vals_list)
        for settlement in settlements.sudo():
            sequence = self.env["ir.sequence"].sudo().with_company(settlement.company_id)
            settlement.name = sequence.next_by_code(self._name) or "/"
        return settlements

    def write(self, vals):
        self._check_verbs_only(vals.keys())
        if DRAFT_FIELDS & vals.keys():
            self._check_stage("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._check_stage("draft", "cancelled")

    def _check_verbs_only(self, names):
        if not self.env.su and VERB_FIELDS & set(names):
            raise AccessError(self.env._("Use the buttons of the settlement."))

    def _check_stage(self, *stages):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for settlement in self:
            if settlement.stage not in stages:
                raise UserError(
                    self.env._(
                        "Settlement %(name)s is %(state)s; this step needs one that is %(needed)s.",
                        name=settlement.name,
                        state=labels[settlement.state],
                        needed=", ".join(labels[stage] for stage in stages),
                    )
                )

    # ------------------------------------------------------------------
    # collecting
    # ------------------------------------------------------------------
    @api.depends("state", "date_to", "project_id", "kind", "company_id")
    def _compute_claimed_count(self):
        """Count the deals whose commission waits for the ruling of a claim (CUS-7)."""
        self.claimed_count = 0
        lines = self.env["realestate.commission.line"].sudo()
        for settlement in self.filtered(lambda settlement: settlement.kind == "staff" and settlement.state == "draft"):
            domain = Domain("deal_id", "in", lines._claimed_deals(settlement.company_id).ids)
            domain &= Domain("role", "in", SHARE_ROLES) & Domain("settlement_id", "=", False)
            domain &= Domain("day", "<=", settlement.date_to)
            if settlement.project_id:
                domain &= Domain("project_id", "=", settlement.project_id.id)
            settlement.claimed_count = len(lines.search(domain).deal_id)

    def action_collect(self):
        """Collect what is earned and not settled yet, what was taken back included."""
        self._check_prepares()
        self._check_stage("draft")
        self.sudo()._collect()
        return True

    def _collect(self):
        """Take the open lines of each settlement; nobody else can take them any more."""
        self.env["realestate.commission.book"]._lock(self.company_id)
        for settlement in self:
            lines = self.env["realestate.commission.line"].search(settlement._lines_domain())
            lines.write({"settlement_id": settlement.id})
        self._add_up()

    def _lines_domain(self):
        self.ensure_one()
        domain = self.env["realestate.commission.line"]._open_domain(self.company_id, self.date_to)
        if self.project_id:
            domain &= Domain("project_id", "=", self.project_id.id)
        if self.kind == "partner":
            return domain & Domain("partner_id", "=", self.partner_id.id)
        return domain & Domain("user_id", "not in", [False, *self._kept_back().ids])

    def _kept_back(self):
        """Return the persons who would have to give back more than they earned; by setting they wait."""
        self.ensure_one()
        users = self.env["res.users"]
        if self.company_id.realestate_commission_negative != "carry":
            return users
        domain = self.env["realestate.commission.line"]._open_domain(self.company_id, self.date_to)
        if self.project_id:
            domain &= Domain("project_id", "=", self.project_id.id)
        sums = self.env["realestate.commission.line"]._read_group(
            domain & Domain("user_id", "!=", False), ["user_id"], ["amount:sum"]
        )
        return users.union(*(user for user, amount in sums if self.currency_id.compare_amounts(amount, 0) < 0))

    def _add_up(self):
        """Write the totals of these settlements, and those of each person (CH-7)."""
        lines = self.env["realestate.commission.line"]
        domain = Domain("settlement_id", "in", self.ids)
        sums = {s: figures for s, *figures in lines._read_group(domain, ["settlement_id"], ["amount:sum", "__count"])}
        for settlement in self:
            amount, count = sums.get(settlement, (0.0, 0))
            settlement.write({"amount_total": settlement.currency_id.round(amount), "line_count": count})
        self.person_ids.unlink()
        people = lines._read_group(
            domain & Domain("user_id", "!=", False), ["settlement_id", "user_id"], ["amount:sum", "__count"]
        )
        self.env["realestate.commission.settlement.person"].create(
            [
                {"settlement_id": settlement.id, "user_id": user.id, "amount": amount, "line_count": count}
                for settlement, user, amount, count in people
            ]
        )

    def _release(self):
        """Let go of the lines: they may be settled anew."""
        self.env["realestate.commission.book"]._lock(self.company_id)
        self.env["realestate.commission.line"].search([("settlement_id", "in", self.ids)]).write(
            {"settlement_id": False}
        )

    # ------------------------------------------------------------------
    # approval
    # ------------------------------------------------------------------
    def action_submit(self):
        """Ask the director to approve; from now on the lines stay."""
        self._check_prepares()
        self._check_stage("draft")
        for settlement in self:
            if not settlement.line_count:
                raise UserError(self.env._("Settlement %s has no lines: collect them first.", settlement.name))
        self.sudo().write(
            {"stage": "submitted", "submitted_by_id": self.env.uid, "submitted_on": fields.Datetime.now()}
        )
        return True

    def action_approve(self, note=False):
        """Approve what was submitted; whoever submitted does not approve (CH-7).

        :param str note: kept in the history
        """
        self._check_decides()
        self._decide("approved", note)
        return True

    def action_return(self, note=False):
        """Send what was submitted back, with the reason."""
        self._check_decides()
        if not (note or "").strip():
            raise UserError(self.env._("Say what is to be changed."))
        self._decide("draft", note)
        return True

    def _decide(self, stage, note):
        self.sudo().write(
            {
                "stage": stage,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "decision_note": (note or "").strip(),
            }
        )

    def _check_prepares(self):
        """Settlements are prepared by the channel's manager, the project's manager and the director."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(CHANNEL_MANAGER)):
            self.env["realestate.deal"]._require_role("manager")

    def _check_decides(self):
        self.check_access("read")
        self.env["realestate.deal"]._require_role("director")
        self._check_stage("submitted")
        for settlement in self:
            if settlement.submitted_by_id == self.env.user:
                raise UserError(
                    self.env._("You submitted settlement %s yourself: another director approves it.", settlement.name)
                )

    # ------------------------------------------------------------------
    # paying
    # ------------------------------------------------------------------
    def action_bill(self):
        """Make the draft vendor bill of each approved settlement of a partner; for the accountant."""
        self.check_access("read")
        self._check_stage("approved")
        for settlement in self.filtered(lambda settlement: settlement.state in ("billed", "paid")):
            raise UserError(self.env._("Settlement %s has its bill, or nothing to pay.", settlement.name))
        if self.filtered(lambda settlement: settlement.kind != "partner"):
            raise UserError(self.env._("Commission of own staff goes to payroll; there is no bill for it."))
        self._create_bills()
        return self.action_view_bill() if len(self) == 1 else True

    def action_send(self):
        """Record that the payroll workbook of these settlements went to who pays the wages."""
        self.check_access("read")
        self.env["realestate.deal"]._require_role("accountant", "hr", "director")
        self._check_stage("approved")
        if self.filtered(lambda settlement: settlement.kind != "staff"):
            raise UserError(self.env._("Commission of a partner is paid by a vendor bill."))
        self.sudo().write({"stage": "sent", "sent_by_id": self.env.uid, "sent_on": fields.Datetime.now()})
        return True

    def action_cancel(self):
        """Cancel these settlements: their lines are free to be settled anew (CH-7).

        :raises UserError: paid, sent, or with a bill that is posted
        """
        self._check_prepares()
        self._check_stage("draft", "submitted", "approved")
        for settlement in self.sudo():
            if settlement.bill_id.state == "posted":
                raise UserError(
                    self.env._(
                        "Bill %(bill)s of settlement %(name)s is posted: cancel it first.",
                        bill=settlement.bill_id.name,
                        name=settlement.name,
                    )
                )
            if settlement.stage == "approved":
                self.env["realestate.deal"]._require_role("director")
        settlements = self.sudo()
        settlements.bill_id.filtered(lambda bill: bill.state == "draft").button_cancel()
        settlements._release()
        settlements.write({"stage": "cancelled"})
        return True

    def _action_settlements(self):
        """Open these settlements: the one, or their list."""
        action = {"type": "ir.actions.act_window", "name": self.env._("Settlements"), "res_model": self._name}
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)], "views": [(False, "list"), (False, "form")]}

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_commission_line_action")
        return {**action, "domain": [("settlement_id", "=", self.id)], "context": {}, "display_name": self.name}

    def action_workbook(self):
        """Download the payroll workbook, with the figures that the screen shows."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/realestate/commission/{self.id}/xlsx",
            "target": "download",
        }

    # ------------------------------------------------------------------
    # the bill (realestate.channel.bill.mixin)
    # ------------------------------------------------------------------
    def _bill_partner(self):
        return self.sudo().partner_id

    def _bill_reference(self):
        return self.name

    def _bill_date(self):
        # a period that has not ended yet is billed today
        return min(self.date_to, super()._bill_date())

    def _bill_amounts(self):
        """One line of the bill for each deal, with what it earned in this settlement."""
        self.ensure_one()
        sums = (
            self.env["realestate.commission.line"]
            .sudo()
            ._read_group([("settlement_id", "=", self.id)], ["deal_id", "project_id"], ["amount:sum"])
        )
        return [
            (self.env._("Commission %(deal)s", deal=deal.display_name), amount, project)
            for deal, project, amount in sums
            if not self.currency_id.is_zero(amount)
        ]

    # ------------------------------------------------------------------
    # what the workbook and the portal show
    # ------------------------------------------------------------------
    def _payroll_data(self):
        """Return what the reader may see of these settlements: totals by person, and lines by month.

        :return: ``{"title", "people": [(name, number of lines, ¥)], "months": {month: [line values]}}``
        """
        self.ensure_one()
        lines = self.env["realestate.commission.line"]
        readable = (
            lines.search([("settlement_id", "=", self.id)], order="day, id") if lines.has_access("read") else lines
        )
        labels = {
            name: dict(lines._fields[name]._description_selection(self.env)) for name in ("role", "kind", "event")
        }
        months = {}
        for line in readable:
            months.setdefault(line.day.strftime("%Y-%m"), []).append(
                {
                    "day": line.day,
                    "earner": line.earner_name,
                    "role": labels["role"][line.role],
                    "deal": line.sudo().deal_id.name,
                    "unit": line.sudo().deal_id.unit_id.name,
                    "project": line.sudo().project_id.name,
                    "event": labels["event"].get(line.event, ""),
                    "kind": labels["kind"][line.kind],
                    "amount": line.amount,
                    "why": line.explanation.replace("\n", " "),
                }
            )
        if self.kind == "staff":
            people = [(p.sudo().user_id.name, p.line_count, p.amount) for p in self.person_ids]
        else:
            people = [(self.sudo().partner_id.name, self.line_count, self.amount_total)]
        return {
            "title": self.name,
            "period": f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}",
            "people": people,
            "months": months,
            "total": format_amount(self.env, self.amount_total, self.currency_id),
        }
