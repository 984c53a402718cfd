from odoo import fields, models

SOURCES = [
    ("visit", "Visit"),
    ("call", "Call"),
    ("channel", "Channel"),
    ("referral", "Referral"),
    ("online", "Online"),
    ("outreach", "Outreach"),
]
POOLS = [("project", "Project's Pool"), ("company", "Company's Pool")]


class CrmLead(models.Model):
    """A customer's opportunity in a project: what is known of him (CUS-1) and whose he is (CUS-3)."""

    _inherit = "crm.lead"

    # what is known of him (CUS-1); 认知途径 is Odoo's own medium_id
    realestate_source = fields.Selection(SOURCES, string="Customer Source", tracking=True)
    realestate_intent = fields.Integer(string="Intent", help="How serious he is, from 0 to 10.", tracking=True)
    realestate_layout_ids = fields.Many2many(
        "realestate.layout", "realestate_lead_layout_rel", "lead_id", "layout_id", string="Wanted Layouts"
    )
    realestate_area_min = fields.Float(string="Wanted Area from", digits="Real Estate Area", help="㎡")
    realestate_area_max = fields.Float(string="Wanted Area to", digits="Real Estate Area", help="㎡")
    realestate_budget_min = fields.Monetary(string="Budget from", currency_field="company_currency")
    realestate_budget_max = fields.Monetary(string="Budget to", currency_field="company_currency")
    realestate_purpose = fields.Selection([("live", "To Live in"), ("invest", "Investment")], string="Purpose")
    realestate_living_id = fields.Many2one("realestate.township", string="Lives in", index="btree_not_null")
    realestate_working_id = fields.Many2one("realestate.township", string="Works in", index="btree_not_null")
    realestate_family = fields.Char(string="Family", help="e.g. couple with one child at primary school")
    realestate_rival_ids = fields.Many2many(
        "realestate.rival", "realestate_lead_rival_rel", "lead_id", "rival_id", string="Rivals Compared"
    )
    realestate_household_id = fields.Many2one("realestate.household", string="Household", index="btree_not_null")
    realestate_household_member_ids = fields.One2many(related="realestate_household_id.member_ids", string="Members")

    # whose he is (CUS-3): user_id while he is protected
    realestate_held_since = fields.Date(
        string="Customer since", readonly=True, copy=False, help="The day his consultant got him."
    )
    realestate_protected_from = fields.Date(
        string="Protected since", readonly=True, copy=False, help="The day of the last effective follow-up."
    )
    realestate_protected_until = fields.Date(
        string="Protected through", readonly=True, copy=False, help="The last day he is his consultant's."
    )
    realestate_extended = fields.Boolean(string="Extended", readonly=True, copy=False)
    realestate_pool = fields.Selection(POOLS, string="Pool", readonly=True, copy=False)
    realestate_pool_since = fields.Date(string="In the Pool since", readonly=True, copy=False)
    realestate_last_holder_id = fields.Many2one(
        "res.users", string="Last Holder", readonly=True, copy=False, index="btree_not_null"
    )
    realestate_followup_ids = fields.One2many("realestate.followup", "lead_id", string="Follow-ups")
    realestate_reception_ids = fields.One2many("realestate.reception", "lead_id", string="Registrations")
    realestate_protection_event_ids = fields.One2many(
        "realestate.protection.event", "lead_id", string="Whose Customer, since when"
    )

    # the nightly expiry reads who is due from here and nothing else (P3)
    _realestate_due_idx = models.Index(
        "(realestate_project_id, realestate_protected_until) WHERE realestate_protected_until IS NOT NULL"
    )
    _realestate_pool_idx = models.Index(
        "(realestate_project_id, realestate_pool, realestate_pool_since) WHERE realestate_pool IS NOT NULL"
    )
    _realestate_intent_range = models.Constraint(
        "CHECK(COALESCE(realestate_intent, 0) BETWEEN 0 AND 10)", "The intent lies between 0 and 10."
    )
