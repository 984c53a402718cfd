from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.realestate_sales.fields import MaskedChar


class RealestateEnterpriseContact(models.Model):
    """A key person of an enterprise; the number is seen by who works the enterprise (CH-5, ACCESS-3)."""

    _name = "realestate.enterprise.contact"
    _description = "Key Person of an Enterprise"
    _inherit = ["realestate.masked.mixin", "mail.thread"]
    _order = "enterprise_id, sequence, id"
    _check_company_auto = True

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
    phone = MaskedChar(mask="phone")
    phone_sanitized = MaskedChar(
        string="Sanitized Number",
        mask="phone",
        compact=True,
        compute="_compute_realestate_phone_sanitized",
        store=True,
    )
    note = fields.Char()

    @api.depends("enterprise_id.user_id")
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        """The number is seen in full by the specialist of the enterprise."""
        return Domain("enterprise_id.user_id", "!=", self.env.uid)

    @api.depends("name", "title")
    def _compute_display_name(self):
        for contact in self:
            contact.display_name = f"{contact.name} ({contact.title})" if contact.title else contact.name
