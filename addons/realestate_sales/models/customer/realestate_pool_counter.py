from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RealestatePoolCounter(models.Model):
    """How many customers somebody took from the pools of a company on a day: one row, which two of his own
    sessions cannot both raise past the cap (CUS-3)."""

    _name = "realestate.pool.counter"
    _description = "Customers Taken from the Pool"
    _order = "day desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    taken = fields.Integer(required=True, readonly=True)

    _day_uniq = models.UniqueIndex("(user_id, company_id, day)", "A day has one counter for each who takes.")
    _taken_positive = models.Constraint("CHECK(taken >= 0)", "The number taken cannot be negative.")

    def _take(self, user, project, number):
        """Count ``number`` customers taken by ``user`` today in ``project``.

        :raises UserError: it would be more than his role may a day
        """
        cap = self.env["realestate.pool.cap"]._of_user(user, project)
        day = project._today()
        rows = []
        if number <= cap:
            rows = self.env.execute_query(
                SQL(
                    """INSERT INTO realestate_pool_counter AS counter (user_id, company_id, day, taken)
                            VALUES (%(user)s, %(company)s, %(day)s, %(number)s)
                       ON CONFLICT (user_id, company_id, day)
                         DO UPDATE SET taken = counter.taken + EXCLUDED.taken
                             WHERE counter.taken + EXCLUDED.taken <= %(cap)s
                         RETURNING taken""",
                    user=user.id,
                    company=project.company_id.id,
                    day=day,
                    number=number,
                    cap=cap,
                )
            )
        if not rows:
            raise UserError(
                self.env._(
                    "You may take %(cap)s customers a day from the pool; today this is used up. Take more tomorrow.",
                    cap=cap,
                )
            )
        self.invalidate_model(["taken"])
