from odoo import fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    certificate_days = fields.Integer(
        string="Days to the Certificate",
        default=90,
        help="From delivery, of finished property from signing, to the certificate of title; at most 90 (CERT-1).",
    )

    _certificate_days_legal = models.Constraint(
        "CHECK(certificate_days BETWEEN 1 AND 90)", "The certificate is due 90 days after delivery at the latest."
    )
