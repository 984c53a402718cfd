from odoo import api, fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    loan_rounding = fields.Integer(
        string="Loans Rounded Down to",
        default=10000,
        help="¥. Loans are rounded down to a multiple of it; the rest moves to the down payment. 0: not rounded.",
    )

    _loan_rounding_positive = models.Constraint(
        "CHECK(loan_rounding >= 0)", "Loans are rounded to 0 or more yuan."
    )

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        # a company sells with its first project: it starts with the usual payment methods
        self.env["realestate.payment.method"].sudo()._create_defaults(projects.company_id)
        return projects
