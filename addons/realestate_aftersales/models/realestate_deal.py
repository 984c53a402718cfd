from odoo import fields, models


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    service_user_id = fields.Many2one(
        "res.users",
        string="Customer Service Officer",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who carries the buyer's file from the contract to the certificate.",
    )

    def action_take_file(self):
        """Put the files that nobody carries yet into the current officer's hands.

        :return: True; files that somebody carries stay with him
        """
        self.check_access("read")
        self.sudo().filtered(lambda deal: not deal.service_user_id).service_user_id = self.env.user
        return True
