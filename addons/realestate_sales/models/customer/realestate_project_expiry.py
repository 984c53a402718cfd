from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

# customers named in a warning; the list of the day has all
NAMED = 20


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    protection_warned_on = fields.Date(
        readonly=True, copy=False, help="The last day on which consultants were warned of what ends."
    )

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        # a company sells with its first project: it starts with the usual numbers
        self.env["realestate.pool.cap"].sudo()._create_defaults(projects.company_id)
        return projects

    def _warn_of_expiry(self):
        """Tell each consultant once a day which customers he is about to lose: one activity, however many (CUS-3).

        With a warning of 1 day it is the last day of protection: the day before the customer is in the pool.
        """
        self.ensure_one()
        today = self._today()
        if not self.protection_warning_days or (self.protection_warned_on or today - timedelta(days=1)) >= today:
            return
        self.protection_warned_on = today
        kind = self.env.ref("realestate_sales.realestate_activity_type_expiry")
        ending = self.env["crm.lead"]._read_group(
            [*self._ending_domain(today), ("user_id", "!=", False)], ["user_id"], ["__count"]
        )
        activities = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        users = self.env["res.users"].union(*(user for user, _count in ending))
        activities.search([("activity_type_id", "=", kind.id), ("user_id", "in", users.ids)]).filtered(
            lambda activity: activity.date_deadline < today
        ).unlink()
        activities.create([self._prepare_warning_vals(kind, user, count, today) for user, count in ending])

    def _ending_domain(self, today):
        """Return the domain of the customers whose protection is about to end."""
        return [
            ("realestate_project_id", "=", self.id),
            ("realestate_protected_until", ">=", today),
            ("realestate_protected_until", "<=", today + timedelta(days=self.protection_warning_days - 1)),
            ("realestate_deal_ids", "not any", [("is_live", "=", True)]),
        ]

    def _prepare_warning_vals(self, kind, user, count, today):
        """Values of the activity that warns ``user`` of the end of ``count`` protections."""
        leads = self.env["crm.lead"].search(
            [*self._ending_domain(today), ("user_id", "=", user.id)],
            limit=NAMED,
            order="realestate_protected_until, id",
        )
        env = self.with_context(lang=user.lang).env
        items = Markup().join(
            Markup("<li>%s</li>") % f"{lead._realestate_customer_name()} ({lead.realestate_protected_until})"
            for lead in leads
        )
        return {
            "activity_type_id": kind.id,
            "user_id": user.id,
            "date_deadline": today,
            "summary": env._("%(count)s customers of %(project)s go to the pool soon", count=count, project=self.name),
            "note": Markup("<p>%s</p><ul>%s</ul>") % (env._("Follow them up today, or they are anybody's:"), items),
        }
