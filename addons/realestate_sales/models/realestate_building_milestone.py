from odoo import fields, models


class RealestateBuilding(models.Model):
    _inherit = "realestate.building"

    milestone_ids = fields.One2many("realestate.milestone", "building_id", string="Construction Milestones")
