from odoo import api, fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    discount_order = fields.Selection(
        [
            ("amount_first", "Amounts first, then percents"),
            ("percent_first", "Percents first, then amounts"),
            ("as_entered", "As entered"),
        ],
        required=True,
        default="amount_first",
        help="In which order the discounts of a deal are applied; a fixed price always comes first.",
    )
    discount_right_ids = fields.One2many(
        "realestate.discount.right",
        "project_id",
        string="Own Rights to Grant Discounts",
        help="Only where the project differs from its company.",
    )
    loan_rounding = fields.Integer(
        string="Loans Rounded Down to",
        default=10000,
        help="¥. Loans are rounded down to a multiple of it; the rest moves to the down payment. 0: not rounded.",
    )

    _loan_rounding_positive = models.Constraint("CHECK(loan_rounding >= 0)", "Loans are rounded to 0 or more yuan.")

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        # a company sells with its first project: it starts with the usual payment methods and rights
        self.env["realestate.payment.method"].sudo()._create_defaults(projects.company_id)
        self.env["realestate.discount.right"].sudo()._create_defaults(projects.company_id)
        return projects
