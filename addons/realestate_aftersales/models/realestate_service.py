from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

SERVICE_STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
WAITING_FOR = [
    ("us", "To Do"),
    ("papers", "Waiting for Papers"),
    ("money", "Waiting for Money"),
    ("outside", "With Bank or Authority"),
]
# given when a file is started, and fixed from then on
START_FIELDS = {"deal_id", "kind_id", "template_id"}
# written by users at any time; a stage that is written takes the step by its verb
USER_FIELDS = {"user_id", "note", "stage_id", "material_ids"}


class RealestateService(models.Model):
    """A file that after-sales works for a deal, step by step: filing, mortgage, certificate … (SRV-1).

    It starts when it is created. Its life is in its verbs (``realestate_service_verbs.py``); a kind that does
    more extends the hooks ``_post_start``, ``_post_step_done``, ``_post_sent_back``, ``_post_end``, adds
    sentences to ``_next_blockers`` or an ``effect`` to a step (``realestate.service.stage``).
    """

    _name = "realestate.service"
    _description = "Service File"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    # what is late goes first, then what is due first
    _order = "date_due, id"
    _rec_names_search = ["deal_id.name", "deal_id.unit_id.name", "deal_id.partner_id.name"]
    _check_company_auto = True

    deal_id = fields.Many2one(
        "realestate.deal",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', 'not in', ('subscribed', 'cancelled'))]",
    )
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    building_id = fields.Many2one(related="deal_id.building_id", store=True, index=True)
    unit_id = fields.Many2one(related="deal_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="deal_id.partner_id", store=True, index=True)
    consultant_id = fields.Many2one(related="deal_id.user_id", string="Consultant")
    kind_id = fields.Many2one("realestate.service.kind", required=True, index=True, ondelete="restrict")
    template_id = fields.Many2one(
        "realestate.service.template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind_id', '=', kind_id), ('company_id', 'in', (False, company_id)), "
        "('project_id', 'in', (False, project_id))]",
    )
    template_version = fields.Integer(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Who Has It",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        copy=False,
    )
    state = fields.Selection(SERVICE_STATES, required=True, readonly=True, default="running", copy=False, index=True)
    stage_id = fields.Many2one(
        "realestate.service.stage",
        string="Step",
        index=True,
        copy=False,
        ondelete="restrict",
        domain="[('kind_id', '=', kind_id)]",
        group_expand="_group_expand_stage",
    )
    step_id = fields.Many2one(
        "realestate.service.step", string="Current Step", readonly=True, copy=False, index="btree_not_null"
    )
    step_ids = fields.One2many("realestate.service.step", "service_id", string="Steps")
    material_ids = fields.One2many("realestate.service.material", "service_id", string="Papers")
    waiting_for = fields.Selection(WAITING_FOR, compute="_compute_waiting_for", store=True, index=True)

    # days of the project's time zone
    date_start = fields.Date(string="Started on", readonly=True, copy=False)
    date_entered = fields.Date(string="In This Step Since", readonly=True, copy=False)
    date_due = fields.Date(string="Due", readonly=True, copy=False, index=True, help="Of the current step.")
    date_done = fields.Date(string="Ended on", readonly=True, copy=False, index=True)
    days_late = fields.Integer(
        compute="_compute_days_late", search="_search_days_late", help="Days after the due day of the current step."
    )
    days_here = fields.Integer(string="Days in This Step", compute="_compute_days_late")

    missing = fields.Text(string="Missing Papers", compute="_compute_missing")
    missing_count = fields.Integer(string="Number of Missing Papers", compute="_compute_missing")
    blocking_reason = fields.Text(
        string="What is Missing", compute="_compute_blocking_reason", help="Why the current step is not finished yet."
    )
    next_stage_id = fields.Many2one("realestate.service.stage", compute="_compute_next_stage_id", string="Next Step")
    stage_ids = fields.Many2many(
        "realestate.service.stage", compute="_compute_stage_ids", string="Steps of This File", help="In their order."
    )
    back_stage_ids = fields.Many2many(
        "realestate.service.stage", compute="_compute_back_stage_ids", string="May Be Sent Back to"
    )
    effect = fields.Selection(related="stage_id.effect")
    step_note = fields.Text(related="step_id.note")
    may_act = fields.Boolean(compute="_compute_may_act", help="Whether the current user may finish the current step.")
    sent_back_reason = fields.Text(readonly=True, copy=False, help="Why the file was sent back to this step.")
    sent_back_count = fields.Integer(string="Times Sent Back", readonly=True, copy=False)
    end_reason = fields.Text(string="Why It Ended", readonly=True, copy=False)
    note = fields.Html(string="Notes")

    _live_uniq = models.UniqueIndex(
        "(deal_id, kind_id) WHERE state = 'running'", "This deal has a running file of this kind already."
    )
    _user_due_idx = models.Index("(user_id, date_due) WHERE state = 'running'")
    _stage_due_idx = models.Index("(stage_id, date_due) WHERE state = 'running'")

    # ------------------------------------------------------------------
    # compute and search
    # ------------------------------------------------------------------
    @api.depends("kind_id.name", "deal_id.unit_id.name")
    def _compute_display_name(self):
        for service in self:
            unit = service.deal_id.sudo().unit_id.name or ""
            service.display_name = f"{service.kind_id.name or ''} {unit}".strip()

    @api.depends("deal_id", "kind_id")
    def _compute_template_id(self):
        todo = self.filtered(lambda service: service.deal_id and service.kind_id)
        (self - todo).template_id = False
        templates = self.env["realestate.service.template"].sudo()
        candidates = templates._candidates(todo.kind_id, todo.deal_id.sudo().company_id)
        for service in todo:
            service.template_id = candidates._for_deal(service.deal_id.sudo(), service.kind_id)

    @api.depends(
        "state",
        "step_id.sequence",
        "step_id.money",
        "stage_id.waits_outside",
        "material_ids.received",
        "material_ids.required",
        "material_ids.stage_id",
        "deal_id.installment_ids.residual_amount",
        "deal_id.installment_ids.date_due",
    )
    def _compute_waiting_for(self):
        for service in self:
            if service.state != "running":
                service.waiting_for = False
            elif service._missing_materials():
                service.waiting_for = "papers"
            elif service.stage_id.waits_outside:
                service.waiting_for = "outside"
            elif service._money_open():
                service.waiting_for = "money"
            else:
                service.waiting_for = "us"

    @api.depends("state", "date_due", "date_entered", "project_id.tz")
    def _compute_days_late(self):
        for service in self:
            running = service.state == "running" and service.project_id
            today = running and service.project_id._today()
            service.days_late = max((today - service.date_due).days, 0) if running and service.date_due else 0
            service.days_here = (today - service.date_entered).days if running and service.date_entered else 0

    def _search_days_late(self, operator, value):
        """Late is what runs after its due day; each project's today is its own."""
        if operator not in (">", ">=") or not isinstance(value, int):
            return NotImplemented
        # not late is 0 days late: “at least 0” is everything
        least = value + 1 if operator == ">" else value
        return Domain.TRUE if least <= 0 else self._due_domain("<=", -least)

    @api.model
    def _due_domain(self, operator, days):
        """Domain of the running files whose due day compares so with the day ``days`` from their project's today."""
        by_day = self.env["realestate.project"]._by_own_day(
            lambda today: Domain("date_due", operator, fields.Date.add(today, days=days))
        )
        return Domain("state", "=", "running") & by_day

    @api.depends("state", "step_id", "material_ids.received", "material_ids.required", "material_ids.stage_id")
    def _compute_missing(self):
        for service in self:
            materials = service._missing_materials() if service.state == "running" else service.material_ids.browse()
            service.missing = ", ".join(material._label() for material in materials)
            service.missing_count = len(materials)

    @api.depends("state", "step_id", "missing", "waiting_for")
    def _compute_blocking_reason(self):
        for service in self:
            running = service.id and service.state == "running"
            service.blocking_reason = "\n".join(service._next_blockers()) if running else False

    @api.depends("state", "step_id", "step_ids.sequence")
    def _compute_next_stage_id(self):
        for service in self:
            service.next_stage_id = service._next_step().stage_id if service.state == "running" else False

    @api.depends("step_ids.state", "step_ids.stage_id")
    def _compute_stage_ids(self):
        for service in self:
            service.stage_ids = service.step_ids.filtered(lambda step: step.state != "skipped").stage_id

    @api.depends("state", "step_id", "step_ids.sequence", "step_ids.state")
    def _compute_back_stage_ids(self):
        for service in self:
            service.back_stage_ids = service._allowed_back().stage_id if service.state == "running" else False

    @api.depends("state", "step_id.group_id")
    @api.depends_context("uid")
    def _compute_may_act(self):
        for service in self:
            service.may_act = service.state == "running" and service._is_for_user()

    @api.model
    def _group_expand_stage(self, stages, domain):
        """All steps of the kinds that are shown, in their order, empty or not."""
        kinds = stages.kind_id
        if kind_id := self.env.context.get("realestate_kind_id"):
            kinds = self.env["realestate.service.kind"].browse(kind_id)
        return self.env["realestate.service.stage"].search([("kind_id", "in", kinds.ids)])

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_fields(vals.keys(), START_FIELDS | self._user_fields() - {"stage_id"})
        services = super().create(vals_list)
        services.sudo()._start()
        return services

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._refuse_fields(vals.keys(), self._user_fields())
        vals = dict(vals)
        # a card that is dragged on the board: the step is taken by its verb
        if stage_id := vals.pop("stage_id", False):
            self._move_to_stage(self.env["realestate.service.stage"].browse(stage_id))
        return super().write(vals) if vals else True

    @api.model
    def _user_fields(self):
        """Names of the fields that a user may write; the others are the verbs'."""
        return USER_FIELDS

    @api.model
    def _refuse_fields(self, names, allowed):
        """Refuse what users may not write by themselves: stored fields that are not ``allowed``."""
        refused = sorted(
            name
            for name in names - allowed
            if name in self._fields
            and self._fields[name].store
            and not name.startswith(("message_", "activity_", "website_message_"))
        )
        if refused:
            labels = (self._fields[name].get_description(self.env, ["string"])["string"] for name in refused)
            raise AccessError(
                self.env._("%s of a file cannot be written directly; use the file's own buttons.", ", ".join(labels))
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A file stays on record; cancel it instead."))

    # ------------------------------------------------------------------
    # what it waits for
    # ------------------------------------------------------------------
    def _missing_materials(self):
        """Return the required papers without which the current step cannot be finished."""
        self.ensure_one()
        order = {step.stage_id.id: step.sequence for step in self.step_ids}
        reached = self.step_id.sequence
        return self.material_ids.filtered(
            lambda m: m.required and not m.received and order.get(m.stage_id.id, reached) <= reached
        )

    def _money_open(self):
        """Return the instalments that must be paid before the current step can be finished."""
        self.ensure_one()
        installments = self.deal_id.sudo().installment_ids.filtered(lambda line: line.residual_amount > 0)
        if not self.step_id.money:
            return installments.browse()
        return installments.filtered(getattr(self, f"_money_{self.step_id.money}")())

    def _money_due(self):
        today = self.project_id._today()
        return lambda line: line.date_due and line.date_due <= today

    def _money_own(self):
        return lambda line: line.kind in ("deposit", "down_payment", "installment")

    def _money_loan(self):
        loans = [self.kind_id.loan] if self.kind_id.loan else ["commercial_loan", "provident_loan"]
        return lambda line: line.kind in loans

    def _money_fee(self):
        return lambda line: line.kind == "fee"

    def _money_all(self):
        return lambda line: True

    def _next_blockers(self):
        """Sentences that say why the current step cannot be finished; others may add theirs."""
        self.ensure_one()
        reasons = []
        if self.missing:
            reasons.append(self.env._("Papers missing: %s.", self.missing))
        for line in self._money_open():
            reasons.append(
                self.env._(
                    "%(name)s is not paid: %(amount)s open, due %(date)s.",
                    name=line.name,
                    amount=line.currency_id.format(line.residual_amount),
                    date=format_date(self.env, line.date_due) if line.date_due else "—",
                )
            )
        if self.effect:
            reasons += getattr(self, f"_check_{self.effect}")()
        return reasons

    def _next_step(self):
        """Return the step that follows the current one; empty where the current one is the last."""
        self.ensure_one()
        return self._allowed_next()[:1]

    def _allowed_next(self):
        """Return the steps that may follow the current one, the usual one first."""
        self.ensure_one()
        here = self.step_id
        named = here.template_step_id.next_stage_ids
        later = self.step_ids.filtered(lambda step: step.sequence > here.sequence).sorted("sequence")
        if not named:
            return later[:1]
        allowed = self.step_ids.filtered(lambda step: step.stage_id in named and step != here)
        return (later & allowed) | (allowed - later)

    def _allowed_back(self):
        """Return the steps that the file may be sent back to, the nearest first."""
        self.ensure_one()
        here = self.step_id
        named = here.template_step_id.back_stage_ids
        earlier = self.step_ids.filtered(lambda step: step.sequence < here.sequence and step.state != "skipped")
        return earlier.filtered(lambda step: not named or step.stage_id in named).sorted("sequence", reverse=True)
