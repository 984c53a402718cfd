from odoo import api, fields, models

MEANS = [
    ("message", "Message"),
    ("call", "Call"),
    ("letter", "Letter"),
    ("lawyer", "Lawyer's Letter"),
]
# what a company starts with: days after the due day (before it: negative), means, name
DEFAULT_LEVELS = [
    (-7, "message"),
    (-3, "message"),
    (1, "message"),
    (7, "call"),
    (15, "letter"),
    (30, "lawyer"),
]


class RealestateDunningLevel(models.Model):
    """How a buyer is asked for what is due, and from which day on (ARR-1).

    A project with levels of its own uses these alone; others use their company's.
    """

    _name = "realestate.dunning.level"
    _description = "Dunning Level"
    _inherit = ["realestate.project.row.mixin"]
    _order = "company_id, project_id, days, id"
    _check_company_auto = True

    project_id = fields.Many2one(help="Empty: for all projects of the company that have no levels of their own.")
    days = fields.Integer(
        string="From Day", required=True, help="Days after the due day, which is not counted; negative: before it."
    )
    means = fields.Selection(MEANS, required=True, default="message")
    active = fields.Boolean(default=True)

    _day_uniq = models.UniqueIndex(
        "(company_id, COALESCE(project_id, 0), days) WHERE active", "There is a level for this day already."
    )
    _days_range = models.Constraint(
        "CHECK(days BETWEEN -90 AND 3650)", "A level lies between 90 days before and ten years after the due day."
    )

    @api.depends("days", "means")
    @api.depends_context("lang")
    def _compute_display_name(self):
        means = dict(self._fields["means"]._description_selection(self.env))
        for level in self:
            name = means.get(level.means, "")
            if level.days < 0:
                level.display_name = self.env._("%(means)s, %(days)s days before", means=name, days=-level.days)
            else:
                level.display_name = self.env._("%(means)s, %(days)s days late", means=name, days=level.days)

    @api.model
    def _prepare_default_vals_list(self):
        return [{"days": days, "means": means} for days, means in DEFAULT_LEVELS]
