from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    realestate_duty_shift = fields.Selection(related="company_id.realestate_duty_shift", readonly=False)
    realestate_duty_remind_days = fields.Integer(related="company_id.realestate_duty_remind_days", readonly=False)
