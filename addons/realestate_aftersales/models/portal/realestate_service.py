from odoo import fields, models
from odoo.tools import format_list

PAPER_ACTIVITY = "realestate_aftersales.realestate_activity_type_check_paper"


class RealestateService(models.Model):
    """How far a file has come, in words that the buyer understands (PORTAL-1)."""

    _name = "realestate.service"
    _inherit = ["realestate.portal.mixin", "realestate.service"]

    upload_count = fields.Integer(compute="_compute_upload_count", string="Papers to Check")

    def _compute_upload_count(self):
        groups = self.env["realestate.service.upload"]._read_group(
            [("service_id", "in", self.ids), ("state", "=", "to_check")], ["service_id"], ["__count"]
        )
        counts = dict(groups)
        for service in self:
            service.upload_count = counts.get(service, 0)

    def action_view_uploads(self):
        """Open what the buyers of these files sent."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_service_upload_action")
        return {**action, "domain": [("service_id", "in", self.ids)]}

    def _portal_fields(self):
        return super()._portal_fields() | {
            "deal_id",
            "kind_id",
            "stage_id",
            "state",
            "waiting_for",
            "date_start",
            "date_done",
        }

    def _home_steps(self):
        """Return the steps in their order, those left out aside."""
        self.ensure_one()
        return self.step_ids.filtered(lambda step: step.state != "skipped").sorted("sequence")

    def _home_sentence(self):
        """Say what is waited for now, and by whom it is to be done."""
        self.ensure_one()
        if self.state == "done":
            return self.env._("Finished on %s.", self.deal_id._home_day(self.date_done))
        if self.state == "refused":
            return self.env._("Not approved. Your customer service officer will talk over with you what to do next.")
        step = self.stage_id.name
        if self.waiting_for == "papers":
            return self._home_papers_sentence(step)
        if self.waiting_for == "money":
            lines = self._money_open()
            if all(line.kind in ("commercial_loan", "provident_loan") for line in lines):
                return self.env._("%s: the bank is asked to pay out the loan.", step)
            amount = self.currency_id.format(sum(lines.mapped("residual_amount")))
            return self.env._("%(step)s: waiting for your payment of %(amount)s.", step=step, amount=amount)
        if self.waiting_for == "outside":
            return self.env._("%s: with the bank or authority; nothing to do for you.", step)
        return self.env._("%s: we are working on it; nothing to do for you.", step)

    def _home_papers_sentence(self, step):
        """Say which papers the step waits for: the buyer's own go first, of others he need not know each."""
        own = self._missing_materials().filtered(lambda material: material.source == "buyer")
        waiting = own.filtered(lambda material: material.portal_state in ("missing", "sent_back"))
        if waiting:
            names = format_list(self.env, waiting.mapped("type_id.name"))
            return self.env._("%(step)s: please bring or send: %(papers)s.", step=step, papers=names)
        if own:
            return self.env._("%s: we are checking the papers that you sent.", step)
        return self.env._("%s: papers of ours or of the bank are on their way; nothing to do for you.", step)

    def _paper_checker(self):
        """Return who is to check papers that the buyer sent: who has the file, the deal's officer, one of the project."""
        self.ensure_one()
        officers = self._role_of(self.step_id.browse()).all_user_ids
        staff = self.project_id.user_ids & officers
        for user in (self.user_id, self.deal_id.service_user_id, *staff.sorted("id")):
            if user & officers:
                return user
        return staff.browse()

    def _ask_to_check_papers(self):
        """Put the papers that came in before the officer: one activity a file, however many there are."""
        for service in self:
            checker = service._paper_checker()
            if checker and not service._paper_activities():
                service.activity_schedule(PAPER_ACTIVITY, user_id=checker.id)

    def _papers_checked(self):
        """All papers of these files that came in have been looked at: nothing more to ask for."""
        waiting = self.env["realestate.service.upload"].search(
            [("service_id", "in", self.ids), ("state", "=", "to_check")]
        )
        (self - waiting.service_id)._paper_activities().action_done()

    def _paper_activities(self):
        return self.activity_ids.filtered(lambda activity: activity.activity_type_id == self.env.ref(PAPER_ACTIVITY))
