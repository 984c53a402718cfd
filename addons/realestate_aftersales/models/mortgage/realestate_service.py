from odoo import fields, models


class RealestateService(models.Model):
    """A file of a kind with a loan has the loan beside it; what its steps mean for the loan (MOR-1)."""

    _inherit = "realestate.service"

    mortgage_ids = fields.One2many("realestate.mortgage", "service_id", string="Loan")

    def _post_start(self):
        result = super()._post_start()
        with_loan = self.filtered(lambda service: service.kind_id.loan)
        self.env["realestate.mortgage"].sudo().create([service._prepare_mortgage_vals() for service in with_loan])
        return result

    def _prepare_mortgage_vals(self):
        """Values of the loan of this file."""
        self.ensure_one()
        loan = self.kind_id.loan
        banks = self.env["realestate.loan.bank"].search([("kind", "=", loan), ("company_id", "=", self.company_id.id)])
        fitting = banks.filtered(lambda bank: not bank.project_ids or self.project_id in bank.project_ids)
        return {
            "service_id": self.id,
            "loan_kind": loan,
            # a provident fund centre is usually the only one
            "bank_id": fitting.id if len(fitting) == 1 else False,
        }

    def _adopt_papers(self, other):
        """Take over what papers came in for ``other``, a file of the same kind that ended."""
        received = {material.type_id: material for material in other.material_ids.filtered("received")}
        for material in self.material_ids.filtered(lambda m: m.type_id in received and not m.received):
            material.date_received = received[material.type_id].date_received

    # ------------------------------------------------------------------
    # what steps mean
    # ------------------------------------------------------------------
    def _set_loan_day(self, name, day):
        for service in self:
            service.mortgage_ids[name] = fields.Date.to_date(day) or service.project_id._today()

    def _check_loan_papers(self):
        return []

    def _effect_loan_papers(self, day):
        self._set_loan_day("date_papers", day)
        self.mortgage_ids._apply_bank_days()

    def _check_loan_submit(self):
        if not self.mortgage_ids.bank_id:
            return [self.env._("Choose the bank first: on the loan, or for several files with “Hand to a Bank”.")]
        return []

    def _effect_loan_submit(self, day):
        self._set_loan_day("date_submitted", day)

    def _check_loan_approved(self):
        return []

    def _effect_loan_approved(self, day):
        self._set_loan_day("date_approved", day)
        for mortgage in self.mortgage_ids.filtered(lambda m: not m.approved_amount):
            mortgage.approved_amount = mortgage.amount

    def _check_loan_funds(self):
        return []

    def _effect_loan_funds(self, day):
        """Nothing more: the receipt has closed the instalment."""
