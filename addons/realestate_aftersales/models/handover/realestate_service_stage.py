from odoo import fields, models


class RealestateServiceStage(models.Model):
    _inherit = "realestate.service.stage"

    effect = fields.Selection(
        selection_add=[
            ("handover_notice", "The buyer is given notice"),
            ("handover_inspected", "The unit is inspected"),
            ("handover_keys", "Keys, meters and manuals are handed over"),
            ("handover_signed", "The unit is delivered"),
        ],
        ondelete={
            "handover_notice": "set null",
            "handover_inspected": "set null",
            "handover_keys": "set null",
            "handover_signed": "set null",
        },
    )
