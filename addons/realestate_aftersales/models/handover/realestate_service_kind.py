from odoo import fields, models


class RealestateServiceKind(models.Model):
    _inherit = "realestate.service.kind"

    is_handover = fields.Boolean(
        string="Leads to Handover", help="A file of this kind has the handover of the unit beside it (HND-1)."
    )
