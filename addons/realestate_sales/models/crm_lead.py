from odoo import api, fields, models
from odoo.fields import Domain

from ..fields import MaskedChar
from ..tools.masking import is_masked


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["realestate.person.mixin", "realestate.masked.mixin", "crm.lead"]

    phone = MaskedChar(mask="phone")
    phone_sanitized = MaskedChar(mask="phone", compact=True)
    phone_mobile_search = MaskedChar(mask="phone")
    realestate_project_id = fields.Many2one("realestate.project", string="Project", index="btree_not_null")
    realestate_deal_ids = fields.One2many("realestate.deal", "lead_id", string="Property Deals")

    # ------------------------------------------------------------------
    # who reaches and who sees
    # ------------------------------------------------------------------
    @api.depends("realestate_project_id", "user_id")
    def _compute_realestate_reachable(self):
        super()._compute_realestate_reachable()

    @api.depends("realestate_project_id", "user_id")
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        """The numbers of a project's opportunity are its consultant's."""
        domain = Domain("realestate_project_id", "!=", False)
        if self.env.user.has_group("realestate_sales.realestate_sales_group_consultant"):
            domain &= Domain("user_id", "!=", self.env.uid)
        return domain

    @api.model
    def _realestate_reachable_domain(self):
        """A project's opportunity is reached by its consultant and by the roles of the project (ACCESS-1)."""
        domain = Domain("realestate_project_id", "=", False)
        if projects := self.env.user._realestate_customer_projects():
            domain |= Domain("realestate_project_id", "in", projects.ids)
        if self.env.user.has_group("realestate_sales.realestate_sales_group_consultant"):
            domain |= Domain("user_id", "=", self.env.uid)
        return domain

    def _realestate_customers(self):
        return self.filtered("realestate_project_id")

    @api.model
    def _search_phone_mobile_search(self, operator, value):
        # on what is shown: a query on the column would answer for hidden digits
        return self._search_shown_phone(operator, value)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):
        result = super().write(vals)
        if vals.get("realestate_project_id"):
            self._mark_persons(self.partner_id)
        return result

    def _mark_persons(self, persons):
        # an opportunity without project is Odoo's own
        super()._mark_persons(persons & self.sudo().filtered("realestate_project_id").partner_id)

    # ------------------------------------------------------------------
    # a masked number is never handed on as if it were one
    # ------------------------------------------------------------------
    def _inverse_phone(self):
        allowed = self.filtered(lambda lead: lead.partner_id.has_access("write"))
        return super(CrmLead, allowed.sudo())._inverse_phone()

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company=is_company, parent_id=parent_id)
        if is_masked(values.get("phone")):
            values["phone"] = self.sudo().phone
        return values

    def _merge_data(self, fnames=None):
        return super(CrmLead, self.sudo())._merge_data(fnames)
