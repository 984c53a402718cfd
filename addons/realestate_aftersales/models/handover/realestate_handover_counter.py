from odoo import fields, models
from odoo.tools import SQL


class RealestateHandoverCounter(models.Model):
    """The last number of the queue of a plan's day: two desks that check in at one moment get two numbers (HND-1)."""

    _name = "realestate.handover.counter"
    _description = "Last Number of a Handover Queue"
    _rec_name = "day"

    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    plan_id = fields.Many2one("realestate.handover.plan", index=True, ondelete="cascade")
    day = fields.Date(required=True)
    number = fields.Integer(required=True, default=0, aggregator=None)

    _day_uniq = models.UniqueIndex("(project_id, COALESCE(plan_id, 0), day)", "A plan's day has one counter.")

    def _next(self, handover, day):
        """Return the next number of the queue that ``handover`` stands in on ``day``.

        Who comes second waits for the first one's commit, is replayed by Odoo and gets the number after his; a
        number that is not committed is given back.

        :param handover: one realestate.handover
        :param date day: of the project
        :rtype: int
        """
        [[number]] = self.env.execute_query(
            SQL(
                """INSERT INTO realestate_handover_counter AS counter (project_id, company_id, plan_id, day, number)
                        VALUES (%(project)s, %(company)s, %(plan)s, %(day)s, 1 + (
                            SELECT COALESCE(max(queue_number), 0) FROM realestate_handover
                             WHERE check_in_day = %(day)s AND project_id = %(project)s
                               AND plan_id IS NOT DISTINCT FROM %(plan)s))
                   ON CONFLICT (project_id, COALESCE(plan_id, 0), day) DO UPDATE SET number = counter.number + 1
                     RETURNING number""",
                project=handover.project_id.id,
                company=handover.company_id.id,
                plan=handover.plan_id.id or None,
                day=day,
            )
        )
        return number
