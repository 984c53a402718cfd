from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

BATCH = 1000


class RealestateDunning(models.Model):
    """The daily run: which level each open instalment has reached (ARR-1)."""

    _inherit = "realestate.dunning"

    @api.model
    def _cron_dun(self):
        """Make the notices of the day, project by project in batches that are each kept when done.

        Repeated or interrupted it does no harm: a level is there once for an instalment and due day.
        """
        self._drop_paid()
        projects = self.env["realestate.project"].search([("active", "=", True)])
        levels = self.env["realestate.dunning.level"]._of_projects(projects)
        for project in projects:
            while vals_list := self._reached(project, levels[project.id]):
                notices = self._make(vals_list)
                notices._send_messages()
                notices._remind_officers()
                if not self.env["ir.cron"]._commit_progress(len(notices)):
                    return

    @api.model
    def _reached(self, project, levels):
        """Return ``BATCH`` open instalments of ``project`` with the highest level they have reached, one query.

        Those are left out whose level, or a higher one, has been sent for this due day; whose deal a court
        has; and whose buyer has promised to pay by a day that is not over. A level that was passed before
        anybody looked is not sent after the next one.

        :return: list of dicts: installment_id, deal_id, level_id
        """
        if not levels:
            return []
        today = project._today()
        self.env.flush_all()
        return [
            {"installment_id": row[0], "deal_id": row[1], "level_id": row[2]}
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT installment.id, installment.deal_id, level.id
                      FROM realestate_installment AS installment
                      JOIN realestate_deal AS deal ON deal.id = installment.deal_id AND deal.state != 'cancelled'
                      JOIN LATERAL (
                            SELECT level.id, level.days FROM realestate_dunning_level AS level
                             WHERE level.id = ANY(%(levels)s) AND level.days <= %(today)s - installment.date_due
                             ORDER BY level.days DESC LIMIT 1
                           ) AS level ON TRUE
                     WHERE installment.project_id = %(project)s
                       AND installment.residual_amount > 0
                       AND installment.date_due <= %(horizon)s
                       AND NOT EXISTS (
                            SELECT 1 FROM realestate_dunning AS sent
                             WHERE sent.installment_id = installment.id
                               AND sent.date_due = installment.date_due
                               AND sent.level_days >= level.days)
                       AND NOT EXISTS (
                            SELECT 1 FROM realestate_arrears_case AS arrears
                             WHERE arrears.deal_id = deal.id AND (
                                   arrears.litigation
                                OR EXISTS (SELECT 1 FROM realestate_arrears_promise AS promise
                                            WHERE promise.case_id = arrears.id AND promise.date >= %(today)s)))
                     ORDER BY installment.date_due, installment.id
                     LIMIT %(limit)s
                    """,
                    levels=levels.ids,
                    today=today,
                    project=project.id,
                    horizon=today - timedelta(days=levels[0].days),
                    limit=BATCH,
                )
            )
        ]

    @api.model
    def _make(self, vals_list):
        """Create the notices for what ``_reached`` found."""
        deals = self.env["realestate.deal"].browse({vals["deal_id"] for vals in vals_list})
        installments = self.env["realestate.installment"].browse(vals["installment_id"] for vals in vals_list)
        cases = {case.deal_id.id: case.id for case in self.env["realestate.arrears.case"]._of_deals(deals)}
        levels = {
            level.id: level
            for level in self.env["realestate.dunning.level"].browse({vals["level_id"] for vals in vals_list})
        }
        days = {project.id: project._today() for project in deals.project_id}
        return self.create(
            [
                {
                    "case_id": cases[vals["deal_id"]],
                    "installment_id": installment.id,
                    "level_id": vals["level_id"],
                    "means": levels[vals["level_id"]].means,
                    "level_days": levels[vals["level_id"]].days,
                    "day": days[installment.project_id.id],
                    "date_due": installment.date_due,
                    "amount": installment.residual_amount,
                }
                for installment, vals in zip(installments, vals_list, strict=True)
            ]
        )

    def _remind_officers(self):
        """One activity a case for what an officer must do by hand: calls, letters, messages without address."""
        by_hand = self.filtered(lambda notice: notice.state == "to_do")
        for case, notices in by_hand.grouped("case_id").items():
            if case.user_id and not case.activity_ids:
                case.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=notices[0].day,
                    user_id=case.user_id.id,
                    summary=notices.sorted("level_days")[-1].level_id.with_context(lang=case.user_id.lang).display_name,
                )
