from odoo import fields, models


class AccountTax(models.Model):
    _inherit = "account.tax"

    realestate_included_tax_id = fields.Many2one(
        "account.tax",
        string="Same Tax, Included in the Price",
        index="btree_not_null",
        copy=False,
        help="Deal prices include the tax. A tax added on top cannot make every total to the cent, so instalments"
        " use this twin of it.",
    )

    def _realestate_included(self):
        """Return this tax if it is included in prices, else its twin that is (made at its first use).

        With 9% on top there is no net amount in cents that makes a total of 1.05; taken out of the total
        every total is exact.
        """
        if not self or self.price_include:
            return self
        self.ensure_one()
        tax = self.sudo()
        if not tax.realestate_included_tax_id:
            tax.lock_for_update(allow_referencing=True)
            tax.realestate_included_tax_id = tax._create_included_twin()
        return tax.realestate_included_tax_id.with_env(self.env)

    def _create_included_twin(self):
        twin = self.copy(
            {
                "name": self.env._("%s included", self.name),
                "price_include_override": "tax_included",
                "include_base_amount": False,
            }
        )
        for code, _name in self.env["res.lang"].get_installed():
            tax = self.with_context(lang=code)
            twin.with_context(lang=code).name = tax.env._("%s included", tax.name)
        return twin
