from odoo import api, fields, models
from odoo.tools import SQL


class RealestateCommissionBook(models.Model):
    """One row a company: it puts the computations and settlements of commission one after the other (CH-7).

    Odoo's transactions do not see what others committed after they began; whoever comes second meets the changed
    row, and Odoo repeats his request with fresh eyes. Nothing is computed twice, nothing settled twice.
    """

    _name = "realestate.commission.book"
    _description = "Book of Commission"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    entries = fields.Integer(readonly=True, help="How often the book was opened for writing.")
    followed_until = fields.Datetime(readonly=True, help="What changed of deals before this moment is computed.")

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one book of commission.")

    @api.model
    def _lock(self, companies):
        """Take the books of ``companies`` for this transaction; another waits or is repeated.

        :raises psycopg2.errors.SerializationFailure: somebody wrote after this transaction began
        """
        if not companies:
            return
        self.env.execute_query(
            SQL(
                """INSERT INTO realestate_commission_book (company_id, entries, create_uid, create_date, write_uid,
                                                           write_date)
                   SELECT company, 1, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                     FROM unnest(%(companies)s::int[]) AS company ORDER BY company
                       ON CONFLICT (company_id) DO UPDATE SET entries = realestate_commission_book.entries + 1
                   RETURNING id""",
                uid=self.env.uid,
                companies=companies.ids,
            )
        )
        self.invalidate_model(["entries"])
