from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    realestate_paper = fields.Char(
        string="Property Paper", readonly=True, copy=False, index="btree_not_null",
        help="Which printed paper of a deal this is; the buyer reads his own on the portal.",
    )  # fmt: skip
