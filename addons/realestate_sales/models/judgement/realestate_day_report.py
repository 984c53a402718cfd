from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY = "mail.mail_activity_data_todo"
MOMENT = "%Y-%m-%d %H:%M"


class RealestateDayReport(models.Model):
    """A project's report of one day as it was handed in 日报上报, on time or late (HR-2).

    Asked for by ``_cron_ask`` where the project says until when; handing it in keeps the figures as they stood.
    """

    _name = "realestate.day.report"
    _description = "Report of a Day"
    _inherit = ["realestate.deadline.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "day desc, project_id"

    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    day = fields.Date(string="Day of the Report", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, index="btree_not_null", tracking=True,
        help="Who led the project when the report was asked for.",
    )  # fmt: skip
    state = fields.Selection(selection_add=[("open", "To Hand in"), ("on_time", "On Time"), ("late", "Handed in Late")])
    figures = fields.Json(readonly=True, copy=False, help="The report's sections and tables when it was handed in.")
    figures_html = fields.Html(string="Figures as Handed in", compute="_compute_figures_html", sanitize=False)

    _day_uniq = models.UniqueIndex("(project_id, day)", "A project has one report a day.")
    _handed_in_by_somebody = models.Constraint(
        "CHECK(handed_in_by_id IS NULL OR handed_in_on IS NOT NULL)", "Somebody hands a report in."
    )

    @api.depends("project_id", "day")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.sudo().project_id.name} {report.day or ''}".strip()

    @api.depends("figures")
    def _compute_figures_html(self):
        for report in self:
            report.figures_html = report.figures and self.env["ir.qweb"]._render(
                "realestate_sales.report_day_report_body", {"report": report.figures}
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A report of a day stays on record, handed in or not."))

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------
    @api.model
    def _cron_ask(self):
        """Ask each project that says until when for the report of its own today, once."""
        projects = self.env["realestate.project"].search([("report_hours", ">", 0)])
        today = {project: project._today() for project in projects}
        asked = self.search([("project_id", "in", projects.ids), ("day", "in", list(set(today.values())))])
        known = {(report.project_id, report.day) for report in asked}
        missing = projects.filtered(lambda project: (project, today[project]) not in known)
        leaders = missing._realestate_managers()
        reports = self.create(
            [
                {
                    "project_id": project.id,
                    "day": today[project],
                    "deadline": project._report_deadline(today[project]),
                    "user_id": leaders[project][:1].id,
                }
                for project in missing
            ]
        )
        for report in reports.filtered("user_id"):
            report._remind()

    def _remind(self):
        """Put the report on the list of who is responsible, in his language."""
        self.ensure_one()
        reader = self.with_context(lang=self.user_id.lang)
        reader.activity_schedule(
            ACTIVITY,
            date_deadline=self.day,
            user_id=self.user_id.id,
            summary=reader.env._("Hand in the report of the day by %s", self._local(self.deadline)),
            automated=True,
        )

    def _local(self, moment):
        """Return a moment as the project's clock shows it."""
        zone = self.with_context(tz=self.sudo().project_id.tz)
        return moment and fields.Datetime.context_timestamp(zone, moment).strftime(MOMENT)

    # ------------------------------------------------------------------
    # handing in
    # ------------------------------------------------------------------
    def action_hand_in(self):
        """Hand the report in with its figures as they stand: on time up to and at the deadline.

        :raises AccessError: the user leads or administers no sales office, or not this one
        :raises UserError: it was handed in already
        """
        self.check_access("read")
        self.env["realestate.deal"]._require_role("manager", "administrator")
        for report in self:
            if report.handed_in_on:
                raise UserError(
                    self.env._("%(name)s handed this report in already.", name=report.sudo().handed_in_by_id.name)
                )
            figures = report.project_id.day_report(report.day)
            report.sudo().write(
                {
                    "figures": {key: figures[key] for key in ("currency", "sections", "tables")},
                    "handed_in_on": fields.Datetime.now(),
                    "handed_in_by_id": self.env.uid,
                }
            )
            report.sudo().activity_feedback([ACTIVITY])
        return True

    def action_open_day(self):
        """Open the living report of that day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_project_action_day_report")
        return {**action, "params": {"project_id": self.project_id.id, "day": fields.Date.to_string(self.day)}}

    def _shown(self):
        """Return what the screen of the day says of handing in; None where nobody asks for the report."""
        if not self:
            return None
        report = self[:1]
        return {
            "id": report.id,
            "state": report.state,
            "is_overdue": report.is_overdue,
            "deadline": report._local(report.deadline),
            "on": report._local(report.handed_in_on),
            "by": report.sudo().handed_in_by_id.name,
        }
