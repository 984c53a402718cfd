from odoo import api, models
from odoo.fields import Domain


class RealestateService(models.Model):
    """Reminders, as activities of who has the file (SRV-1)."""

    _inherit = "realestate.service"

    @api.model
    def _cron_remind(self):
        """Remind who has them of the files that are late or due by tomorrow, once in each step.

        Also looks again at what waits for money: an instalment falls due by the day alone.
        """
        self._refresh_waiting()
        cron = self.env["ir.cron"]
        due = self.search(self._due_domain("<=", 1) & Domain("user_id", "!=", False), order="id")
        told = due.activity_ids.filtered("automated").mapped("res_id")
        todo = due.filtered(lambda service: service.id not in told)
        cron._commit_progress(remaining=len(todo))
        while batch := todo[:500]:
            batch._remind()
            todo -= batch
            if not cron._commit_progress(len(batch)):
                break

    def _remind(self):
        """Put these files before who has them; one insert for each user, step and day."""
        for (user, stage, day), services in self.grouped(
            lambda service: (service.user_id, service.stage_id, service.date_due)
        ).items():
            translated = services.with_context(lang=user.lang)
            translated.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                user_id=user.id,
                summary=stage.with_context(lang=user.lang).name,
                automated=True,
            )

    def _clear_reminders(self):
        """The step is over, and so is what was to be remembered of it."""
        self.sudo().activity_ids.filtered("automated").unlink()

    @api.model
    def _refresh_waiting(self):
        services = self.search([("state", "=", "running"), ("step_id.money", "=", "due")])
        self.env.add_to_compute(self._fields["waiting_for"], services)
        services.flush_recordset(["waiting_for"])
