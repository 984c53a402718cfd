from odoo import fields, models

HOMES = [("first", "First home"), ("second", "Second home")]


class RealestateLoanRate(models.Model):
    """The yearly rate of a bank from a day on (MOR-1)."""

    _name = "realestate.loan.rate"
    _description = "Loan Rate"
    _order = "bank_id, date desc, home"
    _rec_name = "rate"

    bank_id = fields.Many2one("realestate.loan.bank", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    date = fields.Date(string="From", required=True, default=fields.Date.context_today)
    home = fields.Selection(HOMES, required=True, default="first")
    rate = fields.Float(string="Yearly Rate (%)", digits=(5, 3), required=True, aggregator=None)

    _rate_uniq = models.UniqueIndex("(bank_id, date, home)", "There is a rate from this day on already.")
    _rate_range = models.Constraint("CHECK(rate > 0 AND rate < 100)", "A rate lies between 0% and 100%.")
