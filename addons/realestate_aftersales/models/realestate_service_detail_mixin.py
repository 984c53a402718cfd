from odoo import fields, models


class RealestateServiceDetailMixin(models.AbstractModel):
    """What stands beside a service file, one to one: a loan, a certificate, a handover.

    Whose it is, where it stands and who has it are the file's (SRV-1).
    """

    _name = "realestate.service.detail.mixin"
    _description = "Beside a Service File"

    service_id = fields.Many2one(
        "realestate.service", string="Service File", required=True, readonly=True, index=True, ondelete="cascade"
    )
    deal_id = fields.Many2one(related="service_id.deal_id", store=True, index=True)
    project_id = fields.Many2one(related="service_id.project_id", store=True, index=True)
    building_id = fields.Many2one(related="service_id.building_id", store=True, index=True)
    company_id = fields.Many2one(related="service_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="service_id.partner_id", store=True, index=True)
    unit_id = fields.Many2one(related="service_id.unit_id", store=True, index=True)
    user_id = fields.Many2one(related="service_id.user_id", store=True, index=True)
    stage_id = fields.Many2one(related="service_id.stage_id", store=True, index=True)

    def action_next(self):
        """Finish the current step of these records' files."""
        return self.service_id.action_next()

    def action_view_file(self):
        """Open the service file with its steps and papers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.service",
            "res_id": self.service_id.id,
            "views": [(False, "form")],
        }
