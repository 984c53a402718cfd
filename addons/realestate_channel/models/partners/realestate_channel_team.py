from odoo import fields, models

from .realestate_channel_partner import GRADES


class RealestateChannelTeam(models.Model):
    _inherit = "realestate.channel.team"

    grade = fields.Selection(GRADES, tracking=True, help="Of a hired team, for the resource library (CH-5).")
