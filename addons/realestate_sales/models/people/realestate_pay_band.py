from odoo import api, fields, models
from odoo.tools import formatLang


class RealestatePayBand(models.Model):
    """A pay band 薪级: from how much to how much a month; for human resources alone (HR-4)."""

    _name = "realestate.pay.band"
    _description = "Pay Band"
    _order = "amount_from, id"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_from = fields.Monetary(string="From a Month", required=True)
    amount_to = fields.Monetary(string="To a Month", required=True)
    note = fields.Text()
    job_ids = fields.One2many("hr.job", "realestate_pay_band_id", string="Jobs")

    _name_uniq = models.UniqueIndex("(company_id, name)", "There is a pay band with this name already.")
    _amounts_ordered = models.Constraint(
        "CHECK(amount_from >= 0 AND amount_to >= amount_from)", "A pay band goes from a lower amount to a higher one."
    )

    @api.depends("name", "amount_from", "amount_to")
    def _compute_display_name(self):
        for band in self:
            amounts = [formatLang(self.env, amount, digits=0) for amount in (band.amount_from, band.amount_to)]
            band.display_name = f"{band.name or ''} ({amounts[0]}–{amounts[1]})"
