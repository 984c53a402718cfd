from odoo import fields, models


class RealestatePaperTemplate(models.Model):
    _inherit = "realestate.paper.template"

    kind = fields.Selection(
        selection_add=[("handover_notice", "Notice of handover")], ondelete={"handover_notice": "cascade"}
    )
