from odoo import fields, models
from odoo.exceptions import RedirectWarning

# what the Chinese chart of accounts offers, best first: the chart for larger companies has
# contract liabilities (CAS 14), the chart for small ones only advances from customers
CHINESE_CHARTS = ("cn", "cn_large_bis")
CHINESE_DEFAULTS = {
    "realestate_advance_account_id": ("l10n_cn_large_bis_account_2204", "l10n_cn_common_account_2203"),
    "realestate_revenue_account_id": ("l10n_cn_large_bis_account_6001", "l10n_cn_account_5001"),
    "realestate_fee_account_id": ("l10n_cn_common_account_2241",),
    "realestate_penalty_account_id": ("l10n_cn_large_bis_account_6301", "l10n_cn_account_5301"),
    "realestate_compensation_account_id": ("l10n_cn_large_bis_account_6711", "l10n_cn_account_5711"),
    "realestate_tax_id": ("l10n_cn_tax_large_bis_sales_excluded_9", "l10n_cn_sales_excluded_9"),
}


class ResCompany(models.Model):
    """Which accounts a sale of property is booked on (DEAL-6).

    Empty means: what the company's chart offers. Only the Chinese charts are known; on any other the
    accounts must be chosen once.
    """

    _inherit = "res.company"

    realestate_project_ids = fields.One2many("realestate.project", "company_id", string="Real Estate Projects")
    realestate_advance_account_id = fields.Many2one(
        "account.account",
        string="Advance Account",
        check_company=True,
        domain="[('account_type', 'in', ('liability_current', 'liability_non_current'))]",
        help="Where the price is booked until delivery: advances from customers or contract liabilities.",
    )
    realestate_revenue_account_id = fields.Many2one(
        "account.account",
        string="Property Revenue Account",
        check_company=True,
        domain="[('internal_group', '=', 'income')]",
        help="Where the price goes at delivery; a property type may have an account of its own.",
    )
    realestate_fee_account_id = fields.Many2one(
        "account.account",
        string="Collected Fees Account",
        check_company=True,
        domain="[('account_type', 'in', ('liability_current', 'liability_non_current'))]",
        help="Fees collected for others: maintenance fund, deed tax, registration fee.",
    )
    realestate_penalty_account_id = fields.Many2one(
        "account.account",
        string="Forfeits and Penalties Account",
        check_company=True,
        domain="[('internal_group', '=', 'income')]",
        help="Forfeited deposits, penalties and late fees.",
    )
    realestate_compensation_account_id = fields.Many2one(
        "account.account",
        string="Compensation Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="What the seller pays for his own default, such as a deposit returned double.",
    )
    realestate_tax_id = fields.Many2one(
        "account.tax",
        string="Tax on Property",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]",
        help="Included in the deal price, whether the tax itself is included in prices or not.",
    )
    realestate_untaxed = fields.Boolean(
        string="Property is Not Taxed", help="Invoice instalments without a tax, on purpose."
    )
    realestate_journal_id = fields.Many2one(
        "account.journal",
        string="Property Sales Journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Empty: the first sales journal of the company.",
    )

    def _realestate_get(self, *names):
        """Return the accounting records of this company by the names of its fields, as a dict.

        :param names: fields of this model beginning with ``realestate_``; the accounts and the tax
        :raises RedirectWarning: something is neither chosen nor known from the chart: lists what and where
        """
        self.ensure_one()
        company = self.sudo()
        found = {name: company[name] or company._realestate_chart_default(name) for name in names}
        missing = [name for name, record in found.items() if not record and not company._realestate_optional(name)]
        if missing:
            raise company._realestate_missing(missing)
        return found

    def _realestate_optional(self, name):
        return name == "realestate_tax_id" and self.realestate_untaxed

    def _realestate_chart_default(self, name):
        """Return the record of the company's chart for an empty setting; nothing on a chart we do not know."""
        self.ensure_one()
        empty = self.env[self._fields[name].comodel_name]
        if self._realestate_optional(name):
            return empty
        if name == "realestate_journal_id":
            return empty.search([*empty._check_company_domain(self), ("type", "=", "sale")], limit=1)
        if self.chart_template not in CHINESE_CHARTS:
            return empty
        chart = self.env["account.chart.template"].with_company(self)
        for xmlid in self._realestate_chart_defaults()[name]:
            if record := chart.ref(xmlid, raise_if_not_found=False):
                return record
        return empty

    def _realestate_chart_defaults(self):
        """Return what the Chinese charts offer for each setting, best first; an addon adds its own."""
        return CHINESE_DEFAULTS

    def _realestate_missing(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        return RedirectWarning(
            self.env._(
                "Company %(company)s does not use the Chinese chart of accounts, so these must be chosen first in"
                " Settings › Real Estate › Accounting: %(fields)s. Ask the person who configures Odoo.",
                company=self.name,
                fields=", ".join(labels),
            ),
            self.env.ref("realestate_sales.res_config_settings_action").id,
            self.env._("Open the settings"),
        )
