from odoo import fields, models
from odoo.tools import SQL


class RealestateReceptionCounter(models.Model):
    """The last numbers of a project's registration books of a day: gapless, because a number that is not
    committed is given back (CUS-1)."""

    _name = "realestate.reception.counter"
    _description = "Last Number of a Registration Book"

    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    day = fields.Date(required=True)
    visit = fields.Integer()
    call = fields.Integer()

    _day_uniq = models.UniqueIndex("(project_id, day)", "A day has one counter a project.")

    def _lock_day(self, project, day):
        """Let the registrations of a project's day happen one after the other.

        Two desks wait for each other here for the moment of a commit; the second one is then replayed by
        Odoo and sees what the first has written: also that it registered the same customer.
        """
        self.env.execute_query(
            SQL(
                """INSERT INTO realestate_reception_counter AS counter (project_id, company_id, day)
                        VALUES (%s, %s, %s)
                   ON CONFLICT (project_id, day) DO UPDATE SET day = EXCLUDED.day
                     RETURNING id""",
                project.id,
                project.company_id.id,
                day,
            )
        )

    def _next(self, project, day, kind):
        """Return the next number of a book; it is given back when the transaction does not commit.

        :param project: one project
        :param date day: of the project
        :param str kind: ``visit`` or ``call``
        :rtype: int
        """
        column = SQL.identifier(kind)
        [[number]] = self.env.execute_query(
            SQL(
                """INSERT INTO realestate_reception_counter AS counter (project_id, company_id, day, %(column)s)
                        VALUES (%(project)s, %(company)s, %(day)s, 1)
                   ON CONFLICT (project_id, day)
                     DO UPDATE SET %(column)s = COALESCE(counter.%(column)s, 0) + 1
                     RETURNING %(column)s""",
                column=column,
                project=project.id,
                company=project.company_id.id,
                day=day,
            )
        )
        return number
