from odoo import models
from odoo.exceptions import UserError

# state → (state before it, what the step wrote)
STEPS = {
    "signed": ("subscribed", ("date_signed",)),
    "online": ("signed", ("date_online", "online_number")),
    "filed": ("online", ("date_filed",)),
}


class RealestateDeal(models.Model):
    """A step of the contract that was entered by mistake is taken back, never erased (DEAL-4, DEAL-7)."""

    _inherit = "realestate.deal"

    def action_undo_step(self, reason):
        """Take back the last step of these contracts: signing, online number or filing (DEAL-7).

        What is sold together goes back with them. For administrators; the reason is kept in the chatter.

        :param str reason: why it was a mistake
        :raises UserError: no reason, nothing to take back, or something follows from the step already
        """
        self._require_role("administrator")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the step is taken back."))
        deals = self._prepare_step()
        for deal in deals:
            if reasons := deal._undo_blockers():
                raise UserError("\n".join([deal.display_name, *reasons]))
        labels = dict(self._fields["state"]._description_selection(self.env))
        for state, group in deals.grouped("state").items():
            before, names = STEPS[state]
            notes = {deal.id: group._undo_note(deal, labels[state], names, reason) for deal in group}
            group.write({**dict.fromkeys(names, False), "state": before, "reviewed_by_id": False, "reviewed_on": False})
            group._message_log_batch(notes)
        return True

    def _undo_note(self, deal, step, names, reason):
        was = ", ".join(str(deal[name]) for name in names if deal[name])
        return self.env._("Step “%(step)s” (%(was)s) taken back: %(reason)s", step=step, was=was, reason=reason)

    def _undo_blockers(self):
        """Sentences that say why the last step of this deal cannot be taken back; others may add theirs."""
        self.ensure_one()
        if self.state not in STEPS:
            return [self.env._("There is no signing, online number or filing to take back.")]
        reasons = []
        if self.archived_on:
            reasons.append(self.env._("The contract is archived."))
        if change := self.change_ids.filtered(lambda c: c.state in ("submitted", "approved"))[:1]:
            reasons.append(self.env._("Request %s for this deal is still open.", change.display_name))
        if line := self.installment_ids.filtered(lambda li: li.due_event == self.state)._invoiced()[:1]:
            reasons.append(
                self.env._(
                    "Instalment “%s”, which fell due by this step, is invoiced. Have its invoice cancelled first.",
                    line.name,
                )
            )
        return reasons

    def action_undo_window(self):
        """Ask for the reason of taking a step back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_deal_undo_action")
        return {**action, "context": {"default_deal_id": self.id}}
