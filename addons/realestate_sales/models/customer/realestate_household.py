from odoo import api, fields, models


class RealestateHousehold(models.Model):
    """Persons who count as one customer (CUS-4).

    A household's members (spouse, parents, children) are one customer everywhere. People of one company,
    superior and subordinate, are one customer where they buy the same unit.
    """

    _name = "realestate.household"
    _description = "Persons Who Count as One Customer"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection([("family", "Family"), ("employer", "One Company")], required=True, default="family")
    name = fields.Char(string="Employer", help="Of people of one company: which.")
    member_ids = fields.One2many("realestate.household.member", "household_id", string="Members")
    lead_ids = fields.One2many("crm.lead", "realestate_household_id", string="Opportunities")
    colleague_lead_ids = fields.One2many("crm.lead", "realestate_employer_id", string="Colleagues' Opportunities")

    @api.depends("kind", "name", "member_ids.name")
    def _compute_display_name(self):
        for household in self:
            names = household.member_ids.mapped("name")
            household.display_name = household.name or "、".join(filter(None, names)) or str(household.id or "")
