from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RealestateDealChangeInstallment(models.Model):
    """An instalment that a request puts off, from which day to which (DEAL-7)."""

    _name = "realestate.deal.change.installment"
    _description = "Instalment Put Off by a Request"
    _order = "change_id, old_date, id"

    change_id = fields.Many2one("realestate.deal.change", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    installment_id = fields.Many2one("realestate.installment", required=True, index=True, ondelete="cascade")
    residual_amount = fields.Monetary(related="installment_id.residual_amount")
    old_date = fields.Date(
        string="Due Before", compute="_compute_old_date", store=True, help="As it was when the request was made."
    )
    new_date = fields.Date(string="Due from Now on", required=True)
    days = fields.Integer(compute="_compute_days", store=True)

    _installment_uniq = models.UniqueIndex("(change_id, installment_id)", "This instalment is on the request already.")

    @api.depends("installment_id")
    def _compute_old_date(self):
        for line in self:
            line.old_date = line.installment_id.date_due

    @api.depends("old_date", "new_date")
    def _compute_days(self):
        for line in self:
            line.days = (line.new_date - line.old_date).days if line.new_date and line.old_date else 0

    @api.constrains("installment_id", "change_id")
    def _check_installment(self):
        """Nobody reads another deal's instalment by putting it on his request (ACCESS-1)."""
        for line in self:
            if line.installment_id.sudo().deal_id not in line.change_id.deal_id._family():
                raise ValidationError(self.env._("Choose instalments of the deal that the request is for."))
