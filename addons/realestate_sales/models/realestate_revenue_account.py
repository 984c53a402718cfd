from odoo import fields, models

from .realestate_project import PROPERTY_TYPES


class RealestateRevenueAccount(models.Model):
    """The revenue account of one property type, where it differs from the company's (DEAL-6)."""

    _name = "realestate.revenue.account"
    _description = "Revenue Account by Property Type"
    _order = "company_id, property_type"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    property_type = fields.Selection(PROPERTY_TYPES, required=True)
    account_id = fields.Many2one(
        "account.account",
        string="Revenue Account",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('internal_group', '=', 'income')]",
    )

    _type_uniq = models.UniqueIndex("(company_id, property_type)", "This property type has its account already.")

    def _account(self, company, property_type):
        """Return the revenue account for a property type of ``company``."""
        own = self.sudo().search([("company_id", "=", company.id), ("property_type", "=", property_type)], limit=1)
        return (
            own.account_id or company._realestate_get("realestate_revenue_account_id")["realestate_revenue_account_id"]
        )
