from odoo import api, fields, models

INTENT_BANDS = [("a", "A (8–10)"), ("b", "B (5–7)"), ("c", "C (3–4)"), ("d", "D (0–2)")]
# lowest score of each band
BAND_FLOORS = (("a", 8), ("b", 5), ("c", 3), ("d", 0))
# what a complete profile says (CUS-1): any field of a tuple
PROFILE = (
    ("phone",),
    ("realestate_source",),
    ("medium_id",),
    ("realestate_intent",),
    ("realestate_layout_ids",),
    ("realestate_area_min", "realestate_area_max"),
    ("realestate_budget_min", "realestate_budget_max"),
    ("realestate_purpose",),
    ("realestate_living_id",),
    ("realestate_working_id",),
    ("realestate_family",),
    ("realestate_rival_ids",),
)


class CrmLead(models.Model):
    """What is known of a customer, and how much of it is still missing (CUS-1)."""

    _inherit = "crm.lead"

    realestate_intent_band = fields.Selection(
        INTENT_BANDS, string="Intent Band", compute="_compute_realestate_intent_band", store=True
    )
    realestate_profile = fields.Integer(
        string="Profile Complete (%)",
        compute="_compute_realestate_profile",
        store=True,
        aggregator="avg",
        help="How much of the customer profile is filled in, in percent.",
    )

    _realestate_area_order = models.Constraint(
        "CHECK(COALESCE(realestate_area_max, 0) = 0 OR COALESCE(realestate_area_min, 0) <= realestate_area_max)",
        "The wanted area begins with the smaller figure.",
    )
    _realestate_budget_order = models.Constraint(
        "CHECK(COALESCE(realestate_budget_max, 0) = 0 OR COALESCE(realestate_budget_min, 0) <= realestate_budget_max)",
        "The budget begins with the smaller figure.",
    )

    @api.depends("realestate_intent", "realestate_project_id")
    def _compute_realestate_intent_band(self):
        for lead in self:
            bands = (band for band, floor in BAND_FLOORS if (lead.realestate_intent or 0) >= floor)
            lead.realestate_intent_band = lead.realestate_project_id and next(bands, False)

    @api.depends("realestate_project_id", *(name for names in PROFILE for name in names))
    def _compute_realestate_profile(self):
        for lead in self:
            known = sum(any(lead[name] for name in names) for names in PROFILE)
            lead.realestate_profile = lead.realestate_project_id and round(100 * known / len(PROFILE))

    # ------------------------------------------------------------------
    # a new customer of the sales floor
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("realestate_customer"):
            values["type"] = "opportunity"
            if "realestate_project_id" in fields and not values.get("realestate_project_id"):
                values["realestate_project_id"] = self._realestate_own_project().id
        return values

    @api.model
    def _realestate_own_project(self):
        """Return the first project of the current user's companies that he belongs to."""
        domain = [("company_id", "in", self.env.companies.ids), ("user_ids", "in", self.env.uid)]
        return self.env["realestate.project"].search(domain, limit=1)

    @api.onchange("contact_name", "realestate_project_id")
    def _onchange_realestate_name(self):
        if self.realestate_project_id and self.contact_name and not self._origin:
            self.name = self.contact_name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("realestate_project_id") and not vals.get("name") and vals.get("contact_name"):
                vals["name"] = vals["contact_name"]
        return super().create(vals_list)
