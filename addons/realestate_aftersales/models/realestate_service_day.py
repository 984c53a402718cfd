from odoo import api, models
from odoo.fields import Domain

from .realestate_service_verbs import MANAGER, OFFICER

# more is no day's work; the list shows them all
LIMIT = 300


class RealestateService(models.Model):
    """One officer's day on one screen (SRV-1)."""

    _inherit = "realestate.service"

    @api.model
    def my_day(self, user_id=False):
        """Return the files in one user's hands by what is to be done about them today.

        :param int user_id: whose day, for the service manager; default one's own
        :return: ``{"user": …, "users": […], "sections": [{"key", "label", "files": […]}]}``; a file is in one
            section: late, due today, to do, waiting for papers, for money, for others, nobody's
        """
        manager = self.env.user.has_group(MANAGER)
        user = self.env["res.users"].browse(user_id) if user_id and manager else self.env.user
        running = Domain("state", "=", "running")
        mine = self.search(running & Domain("user_id", "=", user.id), limit=LIMIT)
        free = self.search(running & self._free_domain(), limit=LIMIT)
        by_section = {key: files._day_rows() for key, files in mine.grouped(lambda f: f._day_section()).items()}
        by_section["free"] = free._day_rows()
        return {
            "user": {"id": user.id, "name": user.name},
            "users": self._day_users() if manager else [],
            "sections": [
                {"key": key, "label": label, "files": by_section.get(key, [])}
                for key, label in self._day_labels().items()
            ],
        }

    def _day_labels(self):
        return {
            "late": self.env._("Late"),
            "today": self.env._("Due Today"),
            "us": self.env._("To Do"),
            "papers": self.env._("Waiting for Papers"),
            "money": self.env._("Waiting for Money"),
            "outside": self.env._("With Bank or Authority"),
            "free": self.env._("Nobody Has It Yet"),
        }

    def _day_section(self):
        self.ensure_one()
        if self.days_late:
            return "late"
        if self.date_due and self.date_due == self.project_id._today():
            return "today"
        return self.waiting_for

    @api.model
    def _free_domain(self):
        """Domain of what nobody has and the current user may do."""
        roles = Domain("step_id.group_id", "in", self.env.user.all_group_ids.ids)
        if self.env.user.has_group(OFFICER):
            roles |= Domain("step_id.group_id", "=", False)
        return Domain("user_id", "=", False) & roles

    @api.model
    def _day_users(self):
        """Return who has running files, with how many, for the manager to choose from."""
        groups = self._read_group([("state", "=", "running"), ("user_id", "!=", False)], ["user_id"], ["__count"])
        return [{"id": user.id, "name": user.name, "count": count} for user, count in groups]

    def _day_rows(self):
        return [
            {
                "id": service.id,
                "unit": service.unit_id.display_name,
                "partner": service.partner_id.display_name,
                "kind": service.kind_id.name,
                "stage": service.stage_id.name,
                "next": service.next_stage_id.name,
                "due": service.date_due and service.date_due.isoformat(),
                "late": service.days_late,
                "missing": service.missing_count,
                "blocking": service.blocking_reason or "",
                "back": service.sent_back_reason or "",
                "may_act": service.may_act,
                "may_back": bool(service.back_stage_ids),
            }
            for service in self
        ]
