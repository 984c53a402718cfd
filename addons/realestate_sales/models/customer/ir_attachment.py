from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        # the papers of a customer are not for those who may merely choose him from the pool (ACCESS-1)
        lead_ids = [lead_id for lead_id in model_and_ids.get("crm.lead") or () if lead_id]
        if lead_ids and not self.env.su:
            leads = self.env["crm.lead"].sudo().browse(lead_ids).exists()
            for lead in leads.filtered(lambda lead: lead.realestate_pool and not lead.realestate_workable):
                yield "crm.lead", lead.id
