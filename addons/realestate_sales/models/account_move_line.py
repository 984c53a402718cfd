from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # on the line, because an entry that moves money from one deal to the next belongs to both
    realestate_deal_id = fields.Many2one(
        "realestate.deal",
        string="Property Deal",
        compute="_compute_realestate_deal_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        copy=False,
    )

    @api.depends("move_id.realestate_deal_id")
    def _compute_realestate_deal_id(self):
        for line in self:
            if deal := line.move_id.realestate_deal_id:
                line.realestate_deal_id = deal
