from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RealestateServiceRoster(models.Model):
    """Who is on duty at a project's service desk on a day 客服值班 (HR-4).

    A file that nobody has yet goes to the one on duty (``realestate.service._who_takes``).
    """

    _name = "realestate.service.roster"
    _description = "Duty at the Service Desk"
    _order = "day desc, project_id, id"
    _rec_name = "user_id"
    _check_company_auto = True

    project_id = fields.Many2one("realestate.project", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    day = fields.Date(string="Date", required=True, index=True, help="Of the project's time zone.")
    user_id = fields.Many2one(
        "res.users",
        string="On Duty",
        required=True,
        index=True,
        domain=lambda self: [("all_group_ids", "in", self._officer_group().ids)],
    )
    note = fields.Char(help="e.g. the hours of a shift")

    _user_uniq = models.UniqueIndex(
        "(project_id, day, user_id)", "This colleague is on duty in this project on that day already."
    )

    @api.model
    def _officer_group(self):
        return self.env.ref("realestate_aftersales.realestate_aftersales_group_officer")

    @api.constrains("project_id", "user_id")
    def _check_user(self):
        """On duty is who may work the project's files: one of its officers, or a service manager."""
        manager = self.env.ref("realestate_aftersales.realestate_aftersales_group_manager")
        for duty in self.sudo():
            staff = (duty.project_id.user_ids & self._officer_group().all_user_ids) | manager.all_user_ids
            if duty.user_id not in staff:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work the files of %(project)s: choose a customer service officer of this "
                        "project, or add this colleague to the project first.",
                        user=duty.user_id.name,
                        project=duty.project_id.name,
                    )
                )

    @api.model
    def _on_duty(self, project):
        """Return the users on duty in ``project`` today, its own day."""
        return self.sudo().search([("project_id", "=", project.id), ("day", "=", project._today())]).user_id
