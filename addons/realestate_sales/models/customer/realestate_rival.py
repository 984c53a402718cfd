from odoo import fields, models


class RealestateRival(models.Model):
    """Another developer's project that our customers compare with ours (CUS-1)."""

    _name = "realestate.rival"
    _description = "Rival Project"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    developer = fields.Char()
    location = fields.Char()
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(company_id, name)", "This rival project is there already.")
