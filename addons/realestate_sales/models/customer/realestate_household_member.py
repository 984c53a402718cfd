from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...fields import MaskedChar
from ...tools import identity


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
    phone_sanitized = MaskedChar(
        string="Sanitized Number",
        mask="phone",
        compact=True,
        compute="_compute_realestate_phone_sanitized",
        store=True,
        index="btree_not_null",
    )
    identity_number = MaskedChar(mask="identity", compact=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null")

    @api.constrains("phone")
    def _check_phone(self):
        for member in self.sudo():
            if member.phone and not member.phone_sanitized:
                raise ValidationError(member._name_error(self._phone_message(member.phone)))

    @api.constrains("identity_number")
    def _check_identity_number(self):
        for member in self.sudo():
            # which document it is was not asked: 15 and 18 characters are an identity card's
            document = "id_card" if len(member.identity_number or "") in (15, 18) else "other"
            if error := self.env["res.partner"]._why_not_identity(document, member.identity_number):
                raise ValidationError(member._name_error(error))

    def _name_error(self, error):
        return self.env._("%(name)s: %(error)s", name=self.name, error=error)

    # ------------------------------------------------------------------
    # who sees the numbers: as of the customer (ACCESS-3)
    # ------------------------------------------------------------------
    @api.depends("household_id.lead_ids.user_id", "household_id.colleague_lead_ids.user_id")
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        """A member's numbers are seen by the consultant of a customer of the household, or by who enters him."""
        mine = Domain("user_id", "=", self.env.uid) & Domain("realestate_project_id", "!=", False)
        worked = Domain("household_id.lead_ids", "any!", mine) | Domain("household_id.colleague_lead_ids", "any!", mine)
        unlinked = Domain("household_id.lead_ids", "not any!", []) & Domain(
            "household_id.colleague_lead_ids", "not any!", []
        )
        return ~(worked | (Domain("create_uid", "=", self.env.uid) & unlinked))

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize_identity(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize_identity(vals))

    @api.model
    def _normalize_identity(self, vals):
        if not vals.get("identity_number"):
            return vals
        return {**vals, "identity_number": identity.normalize(vals["identity_number"])}
