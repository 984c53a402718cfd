from odoo import fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    channel_analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic Account of the Channel",
        check_company=True,
        groups="realestate_sales.realestate_sales_group_staff",
        help="Bills of partners and hired teams for this project are analysed here; empty: not at all.",
    )
