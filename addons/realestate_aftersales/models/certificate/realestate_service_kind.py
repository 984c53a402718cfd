from odoo import fields, models


class RealestateServiceKind(models.Model):
    _inherit = "realestate.service.kind"

    is_certificate = fields.Boolean(
        string="Leads to a Certificate", help="A file of this kind has a certificate of title beside it (CERT-1)."
    )
