from odoo import fields, models


class RealestateJobCategory(models.Model):
    """A kind of jobs as the company sorts them: management, sales, service … (HR-1)."""

    _name = "realestate.job.category"
    _description = "Category of Jobs"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
