from odoo import fields, models

from ..models.partners.realestate_channel_partner import GRADES


class RealestateChannelResource(models.Model):
    """The resource library 渠道资源库: partners and hired teams side by side, with grade and results (CH-5)."""

    _name = "realestate.channel.resource"
    _description = "Resource of the Channel"
    _auto = False
    _order = "deals DESC, visits DESC, id"
    _depends = {
        "realestate.channel.partner": [
            "partner_id",
            "company_id",
            "kind_id",
            "grade",
            "user_id",
            "team_id",
            "date_end",
            "active",
        ],
        "realestate.channel.team": ["name", "company_id", "grade", "user_id", "is_hired", "active"],
        "res.partner": ["name"],
        "crm.lead": [
            "realestate_channel_partner_id",
            "realestate_channel_team_id",
            "realestate_channel_module",
            "realestate_channel_visit_day",
        ],
        "realestate.deal": ["realestate_channel_lead_id", "price", "state", "parent_id"],
    }
    _table_query = """
        WITH brought AS (
            SELECT lead.company_id, lead.realestate_channel_partner_id AS partner_id,
                   lead.realestate_channel_team_id AS team_id, lead.realestate_channel_module AS module,
                   (lead.realestate_channel_visit_day IS NOT NULL)::int AS visited, deal.deals, deal.amount
              FROM crm_lead AS lead
              LEFT JOIN (SELECT realestate_channel_lead_id AS lead_id, count(*) AS deals, SUM(price) AS amount
                           FROM realestate_deal
                          WHERE realestate_channel_lead_id IS NOT NULL AND parent_id IS NULL AND state <> 'cancelled'
                          GROUP BY realestate_channel_lead_id) AS deal ON deal.lead_id = lead.id
             WHERE lead.realestate_channel_module IS NOT NULL
        )
        SELECT resource.*, company.currency_id, COALESCE(found.customers, 0) AS customers,
               COALESCE(found.visits, 0) AS visits, COALESCE(found.deals, 0) AS deals,
               COALESCE(found.amount, 0) AS amount
          FROM (SELECT channel.id * 2 AS id, contact.name, 'partner' AS kind, channel.kind_id, channel.grade,
                       channel.user_id, channel.team_id, channel.id AS channel_partner_id, channel.company_id,
                       channel.date_end, channel.partner_id AS contact_id
                  FROM realestate_channel_partner AS channel
                  JOIN res_partner AS contact ON contact.id = channel.partner_id
                 WHERE channel.active
                 UNION ALL
                SELECT team.id * 2 + 1, team.name, 'team', NULL, team.grade, team.user_id, team.id, NULL,
                       team.company_id, NULL, NULL
                  FROM realestate_channel_team AS team
                 WHERE team.is_hired AND team.active) AS resource
          JOIN res_company AS company ON company.id = resource.company_id
          LEFT JOIN LATERAL (
               SELECT count(*) AS customers, SUM(visited) AS visits, SUM(deals) AS deals, SUM(amount) AS amount
                 FROM brought
                WHERE brought.company_id = resource.company_id
                  AND CASE WHEN resource.kind = 'partner' THEN brought.partner_id = resource.contact_id
                           ELSE brought.team_id = resource.team_id AND brought.module <> 'partner' END
               ) AS found ON TRUE
    """

    name = fields.Char(readonly=True)
    kind = fields.Selection([("partner", "Registering Partner"), ("team", "Hired Team")], readonly=True)
    kind_id = fields.Many2one("realestate.channel.partner.kind", string="Kind of Partner", readonly=True)
    grade = fields.Selection(GRADES, readonly=True)
    user_id = fields.Many2one("res.users", string="Looked after by", readonly=True)
    team_id = fields.Many2one("realestate.channel.team", readonly=True)
    channel_partner_id = fields.Many2one("realestate.channel.partner", string="Registering Partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_end = fields.Date(string="Agreement through", readonly=True)
    customers = fields.Integer(string="Customers Brought", readonly=True)
    visits = fields.Integer(readonly=True)
    deals = fields.Integer(readonly=True)
    amount = fields.Monetary(string="Amount of the Deals", readonly=True)

    def action_open(self):
        """Open the partner or team behind the line."""
        self.ensure_one()
        record = self.channel_partner_id or self.team_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
