from odoo import fields, models


class RealestateDocumentType(models.Model):
    _inherit = "realestate.document.type"

    service_only = fields.Boolean(
        string="For Service Files Only",
        help="Loan application, tax receipt: asked for by a service file, not on the contract's checklist.",
    )

    def _for_deal(self, deal):
        return super()._for_deal(deal).filtered(lambda kind: not kind.service_only)
