from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    realestate_project_id = fields.Many2one("realestate.project", string="Project", index="btree_not_null")
    realestate_deal_ids = fields.One2many("realestate.deal", "lead_id", string="Property Deals")
