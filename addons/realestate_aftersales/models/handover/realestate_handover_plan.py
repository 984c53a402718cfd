from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RealestateHandoverPlan(models.Model):
    """When the units of a building are handed over, in which slots, and what stands in the way (HND-1)."""

    _name = "realestate.handover.plan"
    _description = "Handover Plan"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, help="e.g. 3# first handover")
    project_id = fields.Many2one("realestate.project", required=True, index=True, tracking=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    building_ids = fields.Many2many(
        "realestate.building", "realestate_handover_plan_building_rel", "plan_id", "building_id",
        string="Buildings", required=True, domain="[('project_id', '=', project_id)]",
    )  # fmt: skip
    date_from = fields.Date(string="First Day", required=True, tracking=True)
    date_to = fields.Date(string="Last Day", required=True, tracking=True)
    notice_days = fields.Integer(
        string="Days of Notice", default=10, required=True, help="A buyer has notice so many days before the first day."
    )
    date_noticed = fields.Date(string="Notice Given on", readonly=True, copy=False, tracking=True)
    state = fields.Selection(
        [("draft", "In Preparation"), ("noticed", "Notice Given"), ("closed", "Closed")],
        required=True, readonly=True, default="draft", copy=False, tracking=True,
    )  # fmt: skip
    place = fields.Char(help="Where the buyers check in.")
    slot_ids = fields.One2many("realestate.handover.slot", "plan_id", string="Slots")
    handover_ids = fields.One2many("realestate.handover", "plan_id", string="Units")
    handover_count = fields.Integer(compute="_compute_counts", string="Number of Units")
    booked_count = fields.Integer(compute="_compute_counts", string="Booked")
    delivered_count = fields.Integer(compute="_compute_counts", string="Delivered")
    refused_count = fields.Integer(compute="_compute_counts", string="Taking Over Refused")
    unnoticed_count = fields.Integer(compute="_compute_counts", string="Without Notice")
    mail_template_id = fields.Many2one(
        "mail.template",
        string="E-Mail to the Buyers",
        domain="[('model', '=', 'realestate.handover')]",
        ondelete="set null",
        index="btree_not_null",
        default=lambda self: self.env.ref("realestate_aftersales.mail_template_handover_notice", False),
    )
    risks = fields.Text(compute="_compute_risks", help="What should be settled before notice is given.")

    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "A plan ends on its first day or later.")
    _notice_positive = models.Constraint("CHECK(notice_days >= 0)", "The days of notice cannot be negative.")

    @api.depends("handover_ids.state", "handover_ids.slot_id", "handover_ids.notice_state")
    def _compute_counts(self):
        rows = self.env["realestate.handover"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count", "slot_id:count"]
        )
        waiting = dict(
            self.env["realestate.handover"]._read_group(self._without_notice_domain(), ["plan_id"], ["__count"])
        )
        for plan in self:
            plan.unnoticed_count = waiting.get(plan, 0)
            mine = {state: (count, booked) for found, state, count, booked in rows if found == plan}
            plan.handover_count = sum(count for count, _booked in mine.values())
            plan.booked_count = sum(booked for _count, booked in mine.values())
            plan.delivered_count = sum(mine.get(state, (0, 0))[0] for state in ("delivered", "deemed"))
            plan.refused_count = mine.get("refused", (0, 0))[0]

    # ------------------------------------------------------------------
    # risks
    # ------------------------------------------------------------------
    @api.depends("building_ids.completion_date", "date_from", "state")
    def _compute_risks(self):
        for plan in self:
            plan.risks = "\n".join(plan._risks())

    def _deals(self):
        """Return the deals whose units this plan hands over: under contract, not delivered."""
        return self.env["realestate.deal"].search(
            [("building_id", "in", self.building_ids.ids), ("state", "in", ("signed", "online", "filed"))]
        )

    def _risks(self):
        """Return a sentence for each thing that should be settled before the buyers are asked to come (HND-1)."""
        self.ensure_one()
        sentences = []
        if unfinished := self.building_ids.filtered(lambda building: not building.completion_date):
            sentences.append(self.env._("No completion filing: %s.", ", ".join(unfinished.mapped("name"))))
        deals = self._deals()
        arrears = self.env["realestate.arrears"]._read_group(
            [("deal_id", "in", deals.ids), ("is_late", "=", True)],
            [],
            ["deal_id:count_distinct", "residual_amount:sum"],
        )
        [[late, amount]] = arrears
        if late:
            sentences.append(
                self.env._(
                    "%(count)s buyers owe %(amount)s that is overdue.",
                    count=late,
                    amount=self.currency_id.format(amount),
                )
            )
        units = deals.unit_id
        if unsurveyed := units.filtered(lambda unit: not (unit.area_gross_final or unit.area_inner_final)):
            sentences.append(self.env._("%s units without final survey: no area settlement yet.", len(unsurveyed)))
        registered = self.building_ids.filtered("first_registration_date")
        if missing := self.building_ids - registered:
            sentences.append(self.env._("No first registration yet: %s.", ", ".join(missing.mapped("name"))))
        return sentences

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_notify(self):
        """Give notice: a handover file for each sold unit of the buildings that has none, a mail to each buyer (HND-1).

        Who has no address is left for a letter: ``action_notify_rest``.

        :raises UserError: nothing to hand over; the first day is nearer than the days of notice
        """
        self.check_access("write")
        for plan in self:
            today = plan.project_id._today()
            if plan.date_from < today + timedelta(days=plan.notice_days):
                raise UserError(
                    self.env._(
                        "%(plan)s begins in less than %(days)s days: the buyers' notice would be too short.",
                        plan=plan.name,
                        days=plan.notice_days,
                    )
                )
            deals = plan.sudo()._deals()
            if not deals:
                raise UserError(self.env._("No unit of %s is sold and not delivered yet.", plan.name))
            plan.sudo()._start_handovers(deals)
            plan.sudo().write({"state": "noticed", "date_noticed": today})
            addressed = plan.handover_ids.filtered(lambda h: h.state in ("open", "refused") and h.email_buyer_ids)
            if addressed:
                addressed.action_notify("email")
        return True

    def _without_notice_domain(self):
        return [("plan_id", "in", self.ids), ("state", "in", ("open", "refused")), ("notice_state", "!=", "all")]

    def action_notify_rest(self):
        """Ask how those are told whom no e-mail has reached: letters, by hand."""
        self.check_access("write")
        handovers = self.env["realestate.handover"].search(self._without_notice_domain())
        if not handovers:
            raise UserError(self.env._("All buyers have had their notice."))
        action = handovers.action_notify_window()
        return {**action, "context": {**action["context"], "default_means": "letter"}}

    def _start_handovers(self, deals):
        """Start the handover files of ``deals``, all in one go; those that run join the plan."""
        kind = self.env["realestate.service.kind"].search([("is_handover", "=", True)], limit=1)
        if not kind:
            raise UserError(self.env._("No kind of service file leads to handover: choose one under Configuration."))
        services = self.env["realestate.service"]
        running = services.search([("deal_id", "in", deals.ids), ("kind_id", "=", kind.id), ("state", "=", "running")])
        started = services.create([{"deal_id": deal.id, "kind_id": kind.id} for deal in deals - running.deal_id])
        (running | started).handover_ids.plan_id = self

    def action_close(self):
        """Nobody is expected any more."""
        self.check_access("write")
        self.sudo().state = "closed"

    def action_make_slots(self, starts=(9, 10, 11, 14, 15, 16), capacity=8):
        """Make the usual slots of each day of the plan that has none.

        :param starts: hours
        :param int capacity: buyers a slot
        """
        self.check_access("write")
        for plan in self:
            days = (plan.date_to - plan.date_from).days + 1
            known = set(plan.slot_ids.mapped("day"))
            plan.slot_ids = [
                Command.create({"day": day, "hour": hour, "capacity": capacity})
                for day in (plan.date_from + timedelta(days=number) for number in range(days))
                if day not in known
                for hour in starts
            ]
        return True

    def action_view_handovers(self):
        """Open the units of these plans."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_handover_action")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {}}
