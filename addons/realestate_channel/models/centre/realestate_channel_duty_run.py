from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.working_days import working_days

# how far ahead duties stand in the list
AHEAD = timedelta(days=35)
# a shift looks so far for a working day
AROUND = timedelta(days=20)


class RealestateChannelDutyTask(models.Model):
    _inherit = "realestate.channel.duty.task"

    @api.model
    def _cron_make_and_remind(self):
        """Make what falls due in the next weeks, and remind of what is due soon (CH-8)."""
        self._make_due()
        self._remind_due()

    @api.model
    def _make_due(self, since=None):
        """Make the tasks of all duties and centres from ``since`` (default today) on, each once.

        :return: the new tasks
        """
        centres = self.env["realestate.channel.centre"].search([("active", "=", True)])
        duties = self.env["realestate.channel.duty"].search([("active", "=", True)])
        today = since or fields.Date.today()
        first, last = today, today + AHEAD
        known = {
            (duty.id, centre.id, period)
            for duty, centre, period in self._read_group(
                [("period", ">=", first - timedelta(days=62))], ["duty_id", "centre_id", "period:day"]
            )
        }
        working = {
            company: working_days(company.sudo().resource_calendar_id, first - AROUND, last + AROUND)
            for company in centres.company_id
        }
        vals_list = []
        for duty in duties:
            days = duty._days_between(first, last)
            for centre in centres:
                if duty.centre_ids and centre not in duty.centre_ids:
                    continue
                if duty.company_id and duty.company_id != centre.company_id:
                    continue
                for day in days:
                    period = duty._period(day, duty.every)
                    if (duty.id, centre.id, period) not in known:
                        due = duty._shifted(day, centre.company_id, working[centre.company_id])
                        vals_list.append(
                            {
                                "duty_id": duty.id,
                                "centre_id": centre.id,
                                "period": period,
                                "due_day": due,
                                "deadline": duty._deadline(due, centre.tz),
                            }
                        )
        return self.sudo().create(vals_list)

    @api.model
    def _remind_due(self):
        """Put what is due soon before the centres' managers, once each, in their language."""
        now = fields.Datetime.now()
        soon = self.browse()
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            until = now + timedelta(days=company.realestate_duty_remind_days + 1)
            soon |= self.search(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "open")
                & Domain("deadline", "<=", until)
                & Domain("user_id", "!=", False)
            )
        told = set(soon.activity_ids.filtered("automated").mapped("res_id"))
        by_user = defaultdict(self.browse)
        for task in soon.filtered(lambda task: task.id not in told):
            by_user[task.user_id] |= task
        model_id = self.env["ir.model"]._get_id(self._name)
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": task.id,
                    "activity_type_id": todo.id,
                    "user_id": user.id,
                    "summary": task.duty_id.name,
                    "date_deadline": task.due_day,
                    "automated": True,
                }
                for user, tasks in by_user.items()
                for task in tasks.with_context(lang=user.lang)
            ]
        )
