from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "realestate_aftersales.realestate_aftersales_group_manager"


class RealestateHandover(models.Model):
    """The handover of one unit: when the buyer comes, what he found, what he took with him, his signature (HND-1).

    The steps and their papers and money are those of its service file.
    """

    _name = "realestate.handover"
    _description = "Handover of a Unit"
    _inherit = ["realestate.service.detail.mixin", "mail.thread"]
    _order = "plan_id, queue_number, unit_id"
    _rec_name = "service_id"
    _check_company_auto = True

    plan_id = fields.Many2one("realestate.handover.plan", readonly=True, index="btree_not_null", ondelete="set null")
    blocking_reason = fields.Text(related="service_id.blocking_reason")
    # notice and slot
    date_noticed = fields.Date(string="Notice Given on", readonly=True, copy=False)
    slot_id = fields.Many2one(
        "realestate.handover.slot", index="btree_not_null", readonly=True, copy=False, tracking=True
    )
    booked_by = fields.Selection([("desk", "The desk"), ("portal", "The buyer")], readonly=True, copy=False)
    # the day
    checked_in_on = fields.Datetime(string="Checked in", readonly=True, copy=False)
    check_in_day = fields.Date(readonly=True, copy=False)
    queue_number = fields.Integer(readonly=True, copy=False, aggregator=None, help="In the order of arrival, that day.")
    money_exception_by_id = fields.Many2one(
        "res.users", string="Exception by", readonly=True, copy=False, index="btree_not_null", tracking=True
    )
    money_exception_reason = fields.Char(readonly=True, copy=False)
    defect_ids = fields.One2many("realestate.handover.defect", "handover_id", string="Defects")
    open_defect_count = fields.Integer(compute="_compute_open_defect_count", string="Open Defects")
    inspected = fields.Boolean(help="The buyer went through all rooms.")
    water_meter = fields.Float(digits=(12, 2), help="m³")
    power_meter = fields.Float(digits=(12, 2), help="kWh")
    gas_meter = fields.Float(digits=(12, 2), help="m³")
    key_count = fields.Integer(string="Keys")
    quality_guarantee = fields.Boolean(help="Quality guarantee of the home.")
    manual = fields.Boolean(string="User Manual", help="User manual of the home.")
    signature = fields.Image(max_width=1024, max_height=512, copy=False)
    signed_by = fields.Char(help="Who signed: the buyer or his agent.", copy=False)
    date_delivered = fields.Date(related="deal_id.date_delivered")
    warranty_ids = fields.One2many(related="deal_id.warranty_ids", string="Warranty")
    state = fields.Selection(
        [
            ("open", "Expected"),
            ("here", "Checked in"),
            ("delivered", "Delivered"),
            ("deemed", "Deemed Delivered"),
            ("refused", "Taking Over Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True, readonly=True, default="open", copy=False, index=True, tracking=True,
        group_expand="_group_expand_state",
    )  # fmt: skip
    refused_reason = fields.Text(readonly=True, copy=False, tracking=True)

    _service_uniq = models.UniqueIndex("(service_id)", "This file has its handover already.")
    _queue_uniq = models.UniqueIndex(
        "(plan_id, check_in_day, queue_number) WHERE queue_number IS NOT NULL AND queue_number > 0",
        "This number of the queue is given already.",
    )

    @api.depends("defect_ids.state")
    def _compute_open_defect_count(self):
        for handover in self:
            handover.open_defect_count = len(handover.defect_ids.filtered(lambda defect: defect.state == "open"))

    @api.model
    def _group_expand_state(self, states, domain):
        """The columns of the day's board, in the order of the day."""
        return ["open", "here", "delivered", "deemed", "refused"]

    # ------------------------------------------------------------------
    # slot
    # ------------------------------------------------------------------
    def action_book(self, slot, by="desk"):
        """Book ``slot`` for this unit; the one it had is given back (HND-1).

        :param slot: realestate.handover.slot of the unit's plan
        :param str by: ``desk`` or ``portal``
        :raises UserError: the slot is full, over, of another plan, or the buyer has been here
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("open", "refused"):
            raise UserError(self.env._("%s needs no slot any more.", self.display_name))
        if slot.plan_id != self.plan_id or slot.day < self.project_id._today():
            raise UserError(self.env._("%s cannot be booked for this unit: choose one of its plan.", slot.display_name))
        if slot == self.slot_id:
            return True
        slot.sudo()._take()
        self.slot_id.sudo()._give_back()
        self.sudo().write({"slot_id": slot.id, "booked_by": by})
        return True

    def action_cancel_slot(self):
        """Give the slot back."""
        self.check_access("write")
        self.slot_id.sudo()._give_back()
        self.sudo().write({"slot_id": False, "booked_by": False})

    # ------------------------------------------------------------------
    # the day
    # ------------------------------------------------------------------
    def action_check_in(self):
        """The buyer is here: he gets the next number of the day's queue (HND-1).

        :raises UserError: he is not expected
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("open", "refused"):
            raise UserError(self.env._("%s is not expected: look at its state.", self.display_name))
        today = self.project_id._today()
        # two desks at one moment wait for each other at the counter's row: first of all
        number = self.env["realestate.handover.counter"].sudo()._next(self.sudo(), today)
        self.sudo().write(
            {
                "state": "here",
                "checked_in_on": fields.Datetime.now(),
                "check_in_day": today,
                "queue_number": number,
            }
        )
        self._leave_notice_step()
        return True

    def _leave_notice_step(self):
        """Whoever is here has had his notice, if only now and by hand: the file leaves that step."""
        if self.plan_id and self.notice_state != "all":
            self.sudo()._record_notices("hand", False, {})
        files = self.service_id.filtered(lambda service: service.stage_id.effect == "handover_notice")
        if files:
            files.action_next()

    def action_allow_without_money(self, reason):
        """Hand over although something is open: the service manager's exception, on record (HND-1).

        :raises AccessError: for the service manager only
        :raises UserError: no reason
        """
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only the customer service manager makes an exception."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        self.sudo().write({"money_exception_by_id": self.env.uid, "money_exception_reason": reason.strip()})

    def action_refuse(self, reason):
        """The buyer does not take the unit over, for reasons that stay on record; he may come again (HND-1).

        :raises UserError: no reason
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        self.slot_id.sudo()._give_back()
        self.sudo().write(
            {"state": "refused", "refused_reason": reason.strip(), "slot_id": False, "queue_number": False}
        )

    def action_deem_delivered(self):
        """Units whose buyers did not come after a proper notice are deemed delivered (视同交付, HND-1).

        :raises AccessError: for the service manager only
        :raises UserError: the plan's last day is not over, a buyer had no notice in time, or refused with a reason
        """
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only the customer service manager declares a unit delivered."))
        for handover in self:
            today = handover.project_id._today()
            if handover.state != "open" or not handover.plan_id or handover.plan_id.date_to >= today:
                raise UserError(
                    self.env._(
                        "%s cannot be deemed delivered: its buyer must not have come, and the plan's last day must be"
                        " over.",
                        handover.display_name,
                    )
                )
            if late := handover._lacks_proper_notice():
                raise UserError(
                    self.env._(
                        "%(handover)s cannot be deemed delivered: %(buyers)s had no notice %(days)s days before the"
                        " first day.",
                        handover=handover.display_name,
                        buyers=", ".join(late.mapped("name")),
                        days=handover.plan_id.notice_days,
                    )
                )
        for handover in self.sudo():
            handover.deal_id._deliver(handover.plan_id.date_to)
            handover.state = "deemed"
            handover.service_id._end("done", day=handover.project_id._today())
