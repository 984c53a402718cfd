from odoo import fields, models


class RealestateServiceStage(models.Model):
    _inherit = "realestate.service.stage"

    effect = fields.Selection(
        selection_add=[
            ("certificate_submit", "The certificate is applied for"),
            ("certificate_issued", "The certificate is issued"),
            ("certificate_handed", "The certificate is handed over"),
        ],
        ondelete={
            "certificate_submit": "set null",
            "certificate_issued": "set null",
            "certificate_handed": "set null",
        },
    )
