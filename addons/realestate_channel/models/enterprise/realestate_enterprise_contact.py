from odoo import api, fields, models


class RealestateEnterpriseContact(models.Model):
    """A key person of an enterprise; the number is seen by who works the enterprise (CH-5, ACCESS-3)."""

    _name = "realestate.enterprise.contact"
    _description = "Key Person of an Enterprise"
    _inherit = ["realestate.worked.number.mixin", "mail.thread"]
    _order = "enterprise_id, sequence, id"
    _check_company_auto = True
    _worker = "enterprise_id.user_id"

    enterprise_id = fields.Many2one(
        "realestate.enterprise", string="Employer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="enterprise_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    title = fields.Char(string="Position")
    role = fields.Selection(
        [("decides", "Decides"), ("advises", "Has a Say"), ("contact", "Contact")], default="contact", required=True
    )
    note = fields.Char()

    @api.depends("name", "title")
    def _compute_display_name(self):
        for contact in self:
            contact.display_name = f"{contact.name} ({contact.title})" if contact.title else contact.name
