from odoo import fields, models


class RealestatePaymentMethodLine(models.Model):
    _name = "realestate.payment.method.line"
    _description = "Payment Method Line"
    _order = "method_id, sequence, id"

    method_id = fields.Many2one("realestate.payment.method", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="method_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
