from odoo import fields, models

from .realestate_project import PROPERTY_TYPES


class RealestateLayout(models.Model):
    _name = "realestate.layout"
    _description = "Layout"
    _order = "project_id, sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, help="As it is advertised: 3 rooms 2 halls 1 bath.")
    sequence = fields.Integer(default=10)
    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    property_type = fields.Selection(PROPERTY_TYPES, required=True, default="residential")
    room_count = fields.Integer(string="Rooms")
    hall_count = fields.Integer(string="Halls")
    bath_count = fields.Integer(string="Baths")
    image = fields.Image(string="Floor Plan", max_width=1920, max_height=1920)

    _name_uniq = models.UniqueIndex("(project_id, name)", "Another layout of this project has this name.")
