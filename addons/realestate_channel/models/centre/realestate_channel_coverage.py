from odoo import fields, models


class RealestateChannelCoverage(models.Model):
    """A township that a centre works: how far it is covered and what came of it (CH-8)."""

    _name = "realestate.channel.coverage"
    _description = "Township of a Distribution Centre"
    _order = "centre_id, state, township_id"
    _check_company_auto = True

    centre_id = fields.Many2one("realestate.channel.centre", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="centre_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="centre_id.team_id", store=True, index=True)
    township_id = fields.Many2one("realestate.township", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Marketer", index="btree_not_null", domain=[("share", "=", False)])
    state = fields.Selection(
        [("planned", "Planned"), ("working", "Being Worked"), ("covered", "Covered")], default="planned", required=True
    )
    households = fields.Integer(help="Homes in the township.")
    outlets = fields.Integer(help="Shops, counters and partners that display the project.")
    last_visited_on = fields.Date(string="Last Visited")
    note = fields.Char()
    lead_count = fields.Integer(compute="_compute_leads", string="Customers")
    deal_count = fields.Integer(compute="_compute_leads", string="Deals")

    _township_uniq = models.UniqueIndex("(centre_id, township_id)", "This centre has the township already.")
    _counts_positive = models.Constraint(
        "CHECK(COALESCE(households, 0) >= 0 AND COALESCE(outlets, 0) >= 0)", "These numbers are 0 or more."
    )

    def _compute_leads(self):
        leads = self.env["crm.lead"].sudo()
        domain = [
            ("realestate_channel_team_id", "in", self.team_id.ids),
            ("realestate_living_id", "in", self.township_id.ids),
        ]
        by = ["realestate_channel_team_id", "realestate_living_id"]
        brought = {(team, town): count for team, town, count in leads._read_group(domain, by, ["__count"])}
        domain.append(("realestate_deal_ids", "any", [("state", "!=", "cancelled")]))
        bought = {(team, town): count for team, town, count in leads._read_group(domain, by, ["__count"])}
        for row in self:
            key = (row.sudo().team_id, row.sudo().township_id)
            row.lead_count = brought.get(key, 0)
            row.deal_count = bought.get(key, 0)
