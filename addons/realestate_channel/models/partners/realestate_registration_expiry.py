from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 2000


class RealestateRegistration(models.Model):
    """The end of registrations, each project's by its own midnight (CH-6)."""

    _inherit = "realestate.registration"

    @api.model
    def _cron_expire(self, batch_size=BATCH):
        """End what is over: not visited within X days, or not bought within Y days after the visit.

        One statement a batch, rows that somebody is at are left for the next hour, each batch is committed: the run
        may be ended and begun again at any time.

        :param int batch_size: registrations committed together
        """
        cron = self.env["ir.cron"]
        for project in self.env["realestate.project"].sudo().search([("active", "in", (True, False))]):
            while done := self._expire_batch(project, project._today(), batch_size):
                if not cron._commit_progress(done) or done < batch_size:
                    break

    @api.model
    def _expire_batch(self, project, today, size):
        """End up to ``size`` registrations of ``project`` whose last day is before ``today``; return how many.

        They ended on the day after that last day, however late the run is. Writes what ``_end_by_rule`` writes.
        """
        self.env.flush_all()
        [[done]] = self.env.execute_query(
            SQL(
                """
                WITH due AS MATERIALIZED (
                    SELECT id FROM realestate_registration
                     WHERE is_live AND project_id = %(project)s AND valid_until < %(today)s
                     LIMIT %(size)s
                       FOR NO KEY UPDATE SKIP LOCKED
                ), ended AS (
                    UPDATE realestate_registration AS registration
                       SET date_ended = valid_until + 1, end_reason = 'expired', is_live = FALSE,
                           state = CASE WHEN visit_outcome = 'valid' THEN 'lapsed' ELSE 'expired' END,
                           write_uid = %(uid)s, write_date = %(now)s
                      FROM due WHERE registration.id = due.id
                )
                SELECT count(*) FROM due
                """,
                project=project.id,
                today=today,
                size=size,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        if done:
            self.invalidate_model(["date_ended", "end_reason", "is_live", "state"], flush=False)
        return done

    def _end_by_rule(self):
        """End these registrations, which are over, one by one: as the nightly run does."""
        for registration in self:
            registration.write({"date_ended": registration.valid_until + timedelta(days=1), "end_reason": "expired"})
