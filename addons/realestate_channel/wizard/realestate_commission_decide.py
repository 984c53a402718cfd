from odoo import fields, models


class RealestateCommissionDecide(models.TransientModel):
    """Decide on a settlement or a version of a policy, with a note; the models do it."""

    _name = "realestate.commission.decide"
    _description = "Decide on Commission"

    settlement_ids = fields.Many2many(
        "realestate.commission.settlement",
        "realestate_commission_decide_settlement_rel",
        "decide_id",
        "settlement_id",
    )
    policy_id = fields.Many2one("realestate.commission.policy")
    note = fields.Char()

    def action_approve(self):
        if self.policy_id:
            return self.policy_id.action_approve(self.note)
        return self.settlement_ids.action_approve(self.note)

    def action_return(self):
        return self.settlement_ids.action_return(self.note)
