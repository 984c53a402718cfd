from odoo import api, fields, models


class RealestateMilestone(models.Model):
    """A building's stage of construction; reaching it makes instalments due (DEAL-5)."""

    _name = "realestate.milestone"
    _description = "Construction Milestone"
    _order = "building_id, sequence, id"
    _check_company_auto = True

    building_id = fields.Many2one("realestate.building", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="building_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="building_id.company_id", store=True, index=True)
    type_id = fields.Many2one(
        "realestate.milestone.type", string="Milestone", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="type_id.sequence", store=True)
    name = fields.Char(related="type_id.name")
    date_planned = fields.Date(string="Planned")
    date_reached = fields.Date(
        string="Reached", help="From this day run the due dates of the instalments that wait for the milestone."
    )
    note = fields.Char(string="Remark")

    _type_uniq = models.UniqueIndex("(building_id, type_id)", "The building has this milestone already.")

    @api.depends("building_id.name", "type_id.name")
    def _compute_display_name(self):
        for milestone in self:
            milestone.display_name = f"{milestone.building_id.name} {milestone.type_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        milestones = super().create(vals_list)
        milestones.filtered("date_reached")._refresh_due_dates()
        return milestones

    def write(self, vals):
        result = super().write(vals)
        if {"date_reached", "type_id", "building_id"} & vals.keys():
            self._refresh_due_dates()
        return result

    def _refresh_due_dates(self):
        # whoever records the progress of a building need not see the deals it makes due
        deals = (
            self.env["realestate.installment"]
            .sudo()
            .search(
                [
                    ("milestone_type_id", "in", self.type_id.ids),
                    ("deal_id.building_id", "in", self.building_id.ids),
                    ("deal_id.state", "!=", "cancelled"),
                ]
            )
            .deal_id
        )
        deals._refresh_due_dates(["milestone"])
