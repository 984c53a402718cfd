from odoo import api, fields, models

from ...fields import MaskedChar


class RealestateHouseholdMember(models.Model):
    """One person of a household or of a company's staff: known by phone or identity number (CUS-4)."""

    _name = "realestate.household.member"
    _description = "Household Member"
    _inherit = ["realestate.person.mixin", "realestate.masked.mixin"]
    _order = "household_id, id"

    household_id = fields.Many2one("realestate.household", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="household_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    relation = fields.Selection(
        [
            ("self", "Himself"),
            ("spouse", "Spouse"),
            ("parent", "Parent"),
            ("child", "Child"),
            ("superior", "Superior"),
            ("subordinate", "Subordinate"),
            ("other", "Other"),
        ],
        required=True,
        default="spouse",
    )
    phone = MaskedChar(mask="phone")
    phone_sanitized = MaskedChar(mask="phone", compact=True, readonly=True, index="btree_not_null")
    identity_number = MaskedChar(mask="identity", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null")

    @api.model
    def _phone_format(self, number):
        """Return ``number`` as it is compared: see ``crm.lead``."""
        return self.env["res.partner"]._phone_format(number=number, country=self.env.company.country_id) or False
