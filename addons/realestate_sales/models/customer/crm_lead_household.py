from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Who counts as one customer with this one: the household everywhere, colleagues on one unit (CUS-4)."""

    _inherit = "crm.lead"

    realestate_employer_id = fields.Many2one(
        "realestate.household",
        string="Buying Colleagues",
        domain="[('kind', '=', 'employer')]",
        index="btree_not_null",
        help="Superior and subordinates of one company: one customer where they buy the same unit.",
    )
    realestate_employer_member_ids = fields.One2many(related="realestate_employer_id.member_ids", string="Colleagues")

    realestate_household_id = fields.Many2one(domain="[('kind', '=', 'family')]", tracking=True, copy=False)
    realestate_household_member_ids = fields.One2many(readonly=False)
    realestate_household_lead_ids = fields.One2many(
        related="realestate_household_id.lead_ids", string="Opportunities of the Household"
    )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._realestate_check_household(vals)
            if vals.get("realestate_household_member_ids") and not vals.get("realestate_household_id"):
                vals["realestate_household_id"] = self._realestate_new_household(vals).id
        return super().create(vals_list)

    def write(self, vals):
        self._realestate_check_household(vals)
        if vals.get("realestate_household_member_ids") and "realestate_household_id" not in vals:
            for lead in self.filtered(lambda lead: not lead.realestate_household_id):
                lead.realestate_household_id = self._realestate_new_household({"company_id": lead.company_id.id})
        return super().write(vals)

    @api.model
    def _realestate_check_household(self, vals):
        """Refuse a household that the user does not reach: its members would open to him (ACCESS-1)."""
        ids = {vals.get("realestate_household_id"), vals.get("realestate_employer_id")} - {None, False}
        self.env["realestate.household"].browse(ids).check_access("read")

    @api.model
    def _realestate_new_household(self, vals):
        company_id = vals.get("company_id") or self.env.company.id
        return self.env["realestate.household"].create({"kind": "family", "company_id": company_id})

    # ------------------------------------------------------------------
    # linking
    # ------------------------------------------------------------------
    def _realestate_link_household(self, other):
        """Make this customer and ``other`` one household; the members of both come together (CUS-4).

        :raises UserError: it is the same opportunity
        """
        self.ensure_one()
        if self == other:
            raise UserError(self.env._("Choose another customer: this is the same opportunity."))
        household = self.realestate_household_id or other.realestate_household_id
        household = household or self._realestate_new_household({"company_id": self.company_id.id})
        merged = (self | other).realestate_household_id - household
        joining = self | other | merged.lead_ids
        merged.member_ids.household_id = household
        joining.filtered(lambda lead: lead.realestate_household_id != household).realestate_household_id = household
        names = "、".join(lead._realestate_customer_name() for lead in household.lead_ids)
        note = self.env._(
            "One household from now on, linked by %(user)s: %(names)s", user=self.env.user.name, names=names
        )
        household.lead_ids.sudo()._message_log_batch({lead.id: note for lead in household.lead_ids})

    def action_leave_household(self):
        """Take this customer out of his household; who did it stays on record with all of them (CUS-4)."""
        self.ensure_one()
        note = self.env._(
            "%(customer)s was taken out of the household by %(user)s.",
            customer=self._realestate_customer_name(),
            user=self.env.user.name,
        )
        leads = self.sudo().realestate_household_id.lead_ids
        leads._message_log_batch({lead.id: note for lead in leads})
        self.realestate_household_id = False

    # ------------------------------------------------------------------
    # one customer?
    # ------------------------------------------------------------------
    def _realestate_is_same_on(self, unit):
        """Return whether these opportunities are one customer as to ``unit`` (CUS-4).

        The same person or household is one everywhere. Superior and subordinate of one company are one where they
        buy the same unit: nobody of them has a live deal of another unit and none of this one.

        :param unit: ``realestate.unit``, of a project of these opportunities
        """
        leads = self.sudo()
        if leads._realestate_is_same_person() or leads._realestate_shared(leads.mapped("realestate_household_id")):
            return True
        if not leads._realestate_shared(leads.mapped("realestate_employer_id")):
            return False
        bought = leads._realestate_units_bought()
        return all(not units or unit.id in units for units in bought.values())

    def _realestate_shared(self, households):
        """Return whether all these opportunities are of one of ``households``, linked to it or named in it."""
        return any(all(lead._realestate_belongs_to(household) for lead in self) for household in households)

    def _realestate_belongs_to(self, household):
        self.ensure_one()
        if household in (self.realestate_household_id, self.realestate_employer_id):
            return True
        numbers = self._realestate_own_numbers()
        return any(
            (member.partner_id and member.partner_id == self.partner_id)
            or numbers & {member.phone_sanitized, member.identity_number}
            for member in household.member_ids
        )

    def _realestate_is_same_person(self):
        """Return whether these opportunities (superuser's) are all of one contact, phone or identity number."""
        if len(self) < 2:
            return True
        partners = self.partner_id
        if len(partners) == 1 and all(lead.partner_id for lead in self):
            return True
        return bool(set.intersection(*(lead._realestate_own_numbers() for lead in self)))

    def _realestate_own_numbers(self):
        """Return the set of normalised phone and identity numbers of this opportunity (superuser's)."""
        self.ensure_one()
        partner = self.partner_id
        numbers = {self.phone_sanitized, self.realestate_identity_number}
        return (numbers | {partner.phone_sanitized, partner.identity_number}) - {False}

    def _realestate_units_bought(self):
        """Return {opportunity id: ids of the units of its live deals, as buyer or one of the buyers}."""
        leads = self.sudo()
        bought = {lead.id: set() for lead in leads}
        by_partner = {}
        for lead in leads:
            by_partner.setdefault(lead.partner_id.id, []).append(lead.id)
        by_partner.pop(False, None)
        deals = (
            self.env["realestate.deal"]
            .sudo()
            .search(
                [
                    ("is_live", "=", True),
                    "|",
                    "|",
                    ("lead_id", "in", leads.ids),
                    ("partner_id", "in", list(by_partner)),
                    ("party_ids.partner_id", "in", list(by_partner)),
                ]
            )
        )
        for deal in deals:
            if deal.lead_id.id in bought:
                bought[deal.lead_id.id].add(deal.unit_id.id)
            for partner in deal.partner_id | deal.party_ids.partner_id:
                for lead_id in by_partner.get(partner.id, ()):
                    bought[lead_id].add(deal.unit_id.id)
        return bought
