from odoo import fields, models


class RealestateServiceStage(models.Model):
    _inherit = "realestate.service.stage"

    effect = fields.Selection(
        selection_add=[
            ("loan_papers", "The loan's papers are complete"),
            ("loan_submit", "The loan is handed to the bank"),
            ("loan_approved", "The bank grants the loan"),
            ("loan_funds", "The loan's funds are received"),
        ],
        ondelete={
            "loan_papers": "set null",
            "loan_submit": "set null",
            "loan_approved": "set null",
            "loan_funds": "set null",
        },
    )
