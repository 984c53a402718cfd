from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 2000
ATTEMPTS = 5


class CrmLead(models.Model):
    """The nightly run: what is over at a project's midnight goes to the pool (CUS-3).

    A batch is one statement: the rows change, their events are written, and who had the customers is cut off
    from what is to come, as ``_realestate_release`` does for one. What it leaves out are Odoo's own messages
    of a changed salesperson: the event is the trail. Nothing is read into memory, so a million customers cost
    no more of it than ten. What was done is no longer due: the run may be ended and begun again at any time.
    """

    _inherit = "crm.lead"

    @api.model
    def _cron_realestate_expire(self, batch_size=BATCH):
        """Move what is over to the project's pool, from there to the company's, and warn of what ends soon.

        Runs every hour; of each project it does what its own calendar says.

        :param int batch_size: customers committed together
        """
        cron = self.env["ir.cron"]
        projects = self.env["realestate.project"].sudo().search([("active", "in", (True, False))])
        remaining = sum(self._realestate_count_due(project) for project in projects)
        cron._commit_progress(remaining=remaining)
        for step in (self._realestate_expire_batch, self._realestate_company_pool_batch):
            for project in projects:
                while done := self._realestate_run(step, project, batch_size):
                    if not cron._commit_progress(done):
                        return
                    if done < batch_size:
                        break
        for project in projects:
            project._warn_of_expiry()
            if not cron._commit_progress():
                return

    @api.model
    def _realestate_run(self, step, project, batch_size):
        """Do a batch; begin it anew where somebody else has just changed one of its rows."""
        self.env.flush_all()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                done = step(project, project._today(), batch_size)
                self.env.invalidate_all(flush=False)
                return done
            except SerializationFailure:
                if attempt == ATTEMPTS:
                    raise
                # the batches before are committed
                self.env.cr.rollback()
        return 0

    @api.model
    def _realestate_count_due(self, project):
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT count(*) FROM crm_lead
                         WHERE realestate_project_id = %(project)s AND realestate_protected_until < %(today)s)
                     + (SELECT count(*) FROM crm_lead
                         WHERE realestate_project_id = %(project)s AND realestate_pool = 'project'
                           AND realestate_pool_since <= %(over)s)
                """,
                project=project.id,
                today=project._today(),
                over=project._today() - timedelta(days=project.pool_project_days),
                to_flush=self._fields["realestate_protected_until"],
            )
        )
        return count

    @api.model
    def _realestate_kept_sql(self, alias):
        """Return SQL that is true of a customer who is kept without end: he bought (see ``_realestate_buyers``)."""
        lead = SQL.identifier(alias)
        return SQL(
            """
            (EXISTS (SELECT FROM realestate_deal WHERE lead_id = %(lead)s.id AND state != 'cancelled')
             OR EXISTS (SELECT FROM realestate_deal
                         WHERE partner_id = %(lead)s.partner_id AND project_id = %(lead)s.realestate_project_id
                           AND state != 'cancelled'))
            """,
            lead=lead,
        )

    @api.model
    def _realestate_expire_batch(self, project, today, size):
        """Expire up to ``size`` customers of ``project`` whose last day is before ``today``.

        They expired on the day after that last day, however late the run is.

        :return: how many rows were dealt with
        """
        [[done]] = self.env.execute_query(
            SQL(
                """
                WITH due AS MATERIALIZED (
                    SELECT lead.id, lead.user_id, holder.partner_id AS holder_partner_id, lead.partner_id,
                           lead.realestate_protected_until AS until, %(kept)s AS kept
                      FROM crm_lead AS lead LEFT JOIN res_users AS holder ON holder.id = lead.user_id
                     WHERE lead.realestate_project_id = %(project)s AND lead.realestate_protected_until < %(today)s
                     LIMIT %(size)s
                       FOR NO KEY UPDATE OF lead SKIP LOCKED
                ), won AS (
                    UPDATE crm_lead AS lead SET realestate_protected_until = NULL
                      FROM due WHERE lead.id = due.id AND due.kept
                ), expired AS (
                    UPDATE crm_lead AS lead
                       SET user_id = NULL, date_open = NULL, day_open = NULL,
                           realestate_held_since = NULL, realestate_protected_from = NULL,
                           realestate_protected_until = NULL, realestate_extended = FALSE,
                           realestate_pool = 'project', realestate_pool_since = due.until + 1,
                           realestate_last_holder_id = due.user_id,
                           write_uid = %(uid)s, write_date = %(now)s
                      FROM due WHERE lead.id = due.id AND NOT due.kept
                ), trail AS (
                    INSERT INTO realestate_protection_event
                           (lead_id, project_id, company_id, date, day, kind, user_id, until,
                            create_uid, create_date, write_uid, write_date)
                    SELECT id, %(project)s, %(company)s, %(now)s, until + 1,
                           CASE WHEN kept THEN 'won' ELSE 'expired' END, user_id,
                           CASE WHEN NOT kept THEN until END,
                           %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM due
                ), unfollowed AS (
                    DELETE FROM mail_followers AS follower USING due
                     WHERE follower.res_model = 'crm.lead' AND follower.res_id = due.id
                       AND follower.partner_id = due.holder_partner_id AND NOT due.kept
                ), dropped AS (
                    DELETE FROM mail_activity AS activity USING due
                     WHERE activity.res_model = 'crm.lead' AND activity.res_id = due.id
                       AND activity.user_id = due.user_id AND activity.active AND NOT due.kept
                ), freed AS (
                    UPDATE res_partner AS person SET user_id = NULL
                      FROM due
                     WHERE person.id = due.partner_id AND person.user_id = due.user_id AND NOT due.kept
                       AND NOT EXISTS (SELECT FROM realestate_deal AS deal
                                        WHERE deal.partner_id = person.id AND deal.user_id = due.user_id
                                          AND deal.state != 'cancelled')
                )
                SELECT count(*) FROM due
                """,
                kept=self._realestate_kept_sql("lead"),
                project=project.id,
                company=project.company_id.id,
                today=today,
                size=size,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return done

    @api.model
    def _realestate_company_pool_batch(self, project, today, size):
        """Move up to ``size`` customers who were in the project's pool for M days to the company's (CUS-3).

        :return: how many
        """
        [[done]] = self.env.execute_query(
            SQL(
                """
                WITH due AS MATERIALIZED (
                    SELECT id, realestate_last_holder_id AS user_id, realestate_pool_since + %(days)s AS day
                      FROM crm_lead
                     WHERE realestate_project_id = %(project)s AND realestate_pool = 'project'
                       AND realestate_pool_since <= %(over)s
                     LIMIT %(size)s
                       FOR NO KEY UPDATE SKIP LOCKED
                ), moved AS (
                    UPDATE crm_lead AS lead
                       SET realestate_pool = 'company', write_uid = %(uid)s, write_date = %(now)s
                      FROM due WHERE lead.id = due.id
                ), trail AS (
                    INSERT INTO realestate_protection_event
                           (lead_id, project_id, company_id, date, day, kind, user_id,
                            create_uid, create_date, write_uid, write_date)
                    SELECT id, %(project)s, %(company)s, %(now)s, day, 'company_pool', user_id,
                           %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM due
                )
                SELECT count(*) FROM due
                """,
                days=project.pool_project_days,
                project=project.id,
                company=project.company_id.id,
                over=today - timedelta(days=project.pool_project_days),
                size=size,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return done
