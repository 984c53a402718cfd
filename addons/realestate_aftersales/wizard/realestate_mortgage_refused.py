from odoo import fields, models


class RealestateMortgageRefused(models.TransientModel):
    """The bank refuses: why, and what comes next (MOR-1)."""

    _name = "realestate.mortgage.refused"
    _description = "Loan Refused"

    mortgage_id = fields.Many2one("realestate.mortgage", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="mortgage_id.company_id")
    loan_kind = fields.Selection(related="mortgage_id.loan_kind")
    former_bank_id = fields.Many2one(related="mortgage_id.bank_id", string="Refused by")
    reason = fields.Text(required=True)
    then = fields.Selection(
        [
            ("bank", "Apply at another bank"),
            ("payment_method", "Another payment method"),
            ("withdrawal", "The buyer withdraws"),
            ("open", "To be decided"),
        ],
        string="What Comes Next",
        required=True,
        default="bank",
    )
    bank_id = fields.Many2one(
        "realestate.loan.bank",
        string="Other Bank",
        ondelete="cascade",
        domain="[('company_id', '=', company_id), ('kind', '=', loan_kind), ('id', '!=', former_bank_id)]",
    )

    def action_refused(self):
        """End the file as refused and open what comes next."""
        self.ensure_one()
        then = False if self.then == "open" else self.then
        following = self.mortgage_id.action_refused(self.reason, then=then, bank=self.bank_id)
        if not following:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": following._name,
            "res_id": following.id,
            "views": [(False, "form")],
        }
