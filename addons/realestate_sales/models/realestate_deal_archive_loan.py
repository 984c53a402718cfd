from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateDealArchiveLoan(models.Model):
    """Who has a contract file out of the archive, since when, and when it came back (DEAL-4)."""

    _name = "realestate.deal.archive.loan"
    _description = "Archive Loan"
    _order = "date_lent desc, id desc"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    borrower = fields.Char(required=True, help="Who takes the file: a colleague, a bank, a court.")
    purpose = fields.Char(required=True)
    date_lent = fields.Date(required=True, default=fields.Date.context_today)
    date_due = fields.Date(string="Return by")
    date_returned = fields.Date(string="Returned on")
    lent_by_id = fields.Many2one("res.users", string="Lent by", readonly=True, default=lambda self: self.env.user)

    _open_uniq = models.UniqueIndex(
        "(deal_id) WHERE date_returned IS NULL", "The file is lent already; record its return first."
    )
    _days_in_order = models.Constraint(
        "CHECK(date_returned IS NULL OR date_returned >= date_lent)", "A file cannot come back before it was lent."
    )

    def action_return(self):
        """Record that the files are back on their shelf today."""
        for loan in self.filtered(lambda loan: not loan.date_returned):
            loan.date_returned = loan.deal_id.project_id._today()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was lent stays on record."))
