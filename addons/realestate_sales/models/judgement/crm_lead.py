from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    realestate_transfer_id = fields.Many2one(
        "realestate.transfer",
        string="Left Behind by a Move",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Whose customer this was when he moved to another project (CUS-8).",
    )
