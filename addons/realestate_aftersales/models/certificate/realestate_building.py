from odoo import fields, models


class RealestateBuilding(models.Model):
    _inherit = "realestate.building"

    first_registration_ids = fields.One2many("realestate.first.registration", "building_id")
    first_registration_date = fields.Date(related="first_registration_ids.date", string="First Registration on")
