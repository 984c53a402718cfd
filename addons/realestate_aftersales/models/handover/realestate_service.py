from odoo import fields, models


class RealestateService(models.Model):
    """A file that leads to handover has the handover beside it; what its steps mean (HND-1)."""

    _inherit = "realestate.service"

    handover_ids = fields.One2many("realestate.handover", "service_id")

    def _post_start(self):
        result = super()._post_start()
        files = self.filtered(lambda service: service.kind_id.is_handover)
        self.env["realestate.handover"].sudo().create([{"service_id": service.id} for service in files])
        return result

    def _post_end(self, state):
        result = super()._post_end(state)
        if state in ("refused", "cancelled"):
            handovers = self.handover_ids
            handovers.slot_id._give_back()
            handovers.write({"state": "cancelled", "slot_id": False})
        return result

    def _money_open(self):
        # an exception of the service manager's stands for the money
        if self.handover_ids.money_exception_by_id:
            return self.env["realestate.installment"]
        return super()._money_open()

    def _check_handover_notice(self):
        # without a plan there is no day that a notice could name
        if not self.handover_ids.plan_id or self.handover_ids.notice_state == "all":
            return []
        return [self.env._("Not all buyers have had their notice: “Send Notice” on the handover.")]

    def _effect_handover_notice(self, day):
        for service in self:
            service.handover_ids.date_noticed = fields.Date.to_date(day) or service.project_id._today()

    def _check_handover_inspected(self):
        handover = self.handover_ids
        if not handover.inspected:
            return [self.env._("Go through all rooms with the buyer first, and tick “Inspected”.")]
        if handover.defect_ids.filtered(lambda defect: defect.is_serious and defect.state == "open"):
            return [self.env._("A defect that prevents moving in is open: mend it, or note that he refuses.")]
        return []

    def _effect_handover_inspected(self, day):
        """Nothing more: the defects stand on the handover."""

    def _check_handover_keys(self):
        handover, reasons = self.handover_ids, []
        if not handover.key_count:
            reasons.append(self.env._("Count the keys that were handed over."))
        if not (handover.quality_guarantee and handover.manual):
            reasons.append(self.env._("Hand over the quality guarantee and the user manual."))
        return reasons

    def _effect_handover_keys(self, day):
        """Nothing more: keys, meters and manuals stand on the handover."""

    def _check_handover_signed(self):
        if self.handover_ids.signature:
            return []
        return [self.env._("Let the buyer sign on the screen.")]

    def _effect_handover_signed(self, day):
        for service in self:
            service.deal_id._deliver(fields.Date.to_date(day) or service.project_id._today())
        self.handover_ids.state = "delivered"
