from odoo import fields, models

CHANNEL_DEFAULTS = {"realestate_commission_account_id": ("l10n_cn_large_bis_account_6601", "l10n_cn_account_5601")}


class ResCompany(models.Model):
    """Where the channel's cost is booked, and what happens to commission that is to be given back (CH-1, CH-7)."""

    _inherit = "res.company"

    realestate_commission_account_id = fields.Many2one(
        "account.account",
        string="Commission Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="Commission of partners and the work of hired teams; empty: the sales expenses of the Chinese chart.",
    )
    realestate_commission_negative = fields.Selection(
        [("carry", "Carry to the next settlement"), ("refund", "Claim back by a vendor's credit note")],
        string="Commission below Zero",
        required=True,
        default="carry",
        help="What is done where more is taken back from a partner than he has earned.",
    )

    def _realestate_chart_defaults(self):
        return {**super()._realestate_chart_defaults(), **CHANNEL_DEFAULTS}
