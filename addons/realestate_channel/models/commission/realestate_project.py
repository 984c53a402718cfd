from odoo import fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    commission_day = fields.Selection(
        [("subscribed", "Subscription"), ("signed", "Signing")],
        string="Commission Policy of the Day of",
        required=True,
        default="subscribed",
        help="Which version of a policy rules a deal; until it is signed, that of the subscription (CH-7).",
    )
