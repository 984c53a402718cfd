from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    realestate_tile_url = fields.Char(related="company_id.realestate_tile_url", readonly=False)
