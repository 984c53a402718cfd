from odoo import fields, models
from odoo.exceptions import UserError


class RealestateReceiptMeans(models.Model):
    """How money is handed over at the desk, and in which journal it arrives (DEAL-12)."""

    _name = "realestate.receipt.means"
    _description = "Means of Payment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("cash", "Cash"), ("bank", "Bank")],
        required=True,
        default="bank",
        help="Without a journal of its own: the first cash or bank journal of the company.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        company_dependent=True,
        domain="[('type', 'in', ('cash', 'bank', 'credit'))]",
        help="Where this money arrives in the current company.",
    )

    def _journal(self, company):
        """Return the journal of ``company`` that this money goes to.

        :raises UserError: the company has no such journal
        """
        self.ensure_one()
        journals = self.env["account.journal"].sudo()
        journal = self.sudo().with_company(company).journal_id or journals.search(
            [*journals._check_company_domain(company), ("type", "=", self.kind)], limit=1
        )
        if not journal:
            raise UserError(
                self.env._(
                    "Company %(company)s has no journal for “%(means)s”. Choose one in Configuration › Means of Payment.",
                    company=company.name,
                    means=self.name,
                )
            )
        return journal.sudo(self.env.su)
