from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    realestate_tile_url = fields.Char(
        string="Map Tiles",
        help="Address of the company's own tile server, with {z}, {x} and {y}; empty: zones are drawn without a map.",
    )
