from odoo import api, fields, models


class RealestateService(models.Model):
    """The filing file drives the deal's contract, and follows it when it is taken on by hand (DEAL-4, SRV-1)."""

    _inherit = "realestate.service"

    online_number = fields.Char(
        string="Online Contract Number", copy=False, help="Goes to the deal when the step is done that records it."
    )

    @api.model
    def _user_fields(self):
        return super()._user_fields() | {"online_number"}

    def _check_online(self):
        if not (self.online_number or "").strip():
            return [self.env._("Enter the online contract number first.")]
        return []

    def _effect_online(self, day):
        """Record the online contracts of these files' deals (DEAL-4)."""
        for service in self.filtered(lambda service: service.deal_id.state == "signed"):
            service.deal_id.sudo().action_online(service.online_number, day)

    def _check_filed(self):
        # the step before may have been left out of the office's template
        if self.deal_id.state == "signed":
            return [self.env._("The contract is not signed online yet.")]
        return []

    def _effect_filed(self, day):
        """Record the filing of these files' deals (DEAL-4)."""
        self.deal_id.filtered(lambda deal: deal.state == "online").sudo().action_file(day)

    def _follow(self, effect, day):
        """Finish the step of these files that means ``effect``, which has happened; what was open before is skipped.

        :param date day: when it happened
        """
        for service in self:
            target = service.step_ids.filtered(
                lambda step: step.stage_id.effect == effect and step.state in ("todo", "current")
            )[:1]
            if not target:
                continue
            if target != service.step_id:
                service.step_id.state = "skipped"
                service._skip_between({service: target})
                service._enter({service: target}, day)
            service._finish_step(day, effects=False)

    def _repeat(self, effect, reason):
        """Put these files back into the step that means ``effect``, which was taken back on the deal."""
        targets = {
            service: step
            for service in self
            for step in service.step_ids
            if step.stage_id.effect == effect and step.state == "done"
        }
        back = self.browse().union(*targets)
        back.filtered(lambda service: service.state == "done").write({"state": "running", "date_done": False})
        back._go_back(targets, reason)
