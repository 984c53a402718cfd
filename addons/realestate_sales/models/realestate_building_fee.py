from odoo import fields, models


class RealestateBuilding(models.Model):
    _inherit = "realestate.building"

    has_lift = fields.Boolean(string="Lift", default=True, help="The maintenance fund is higher where there is one.")
