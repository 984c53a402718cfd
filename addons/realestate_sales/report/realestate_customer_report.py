from odoo import api, fields, models

from ..models.customer.crm_lead import POOLS, SOURCES
from ..models.customer.crm_lead_profile import INTENT_BANDS


class RealestateCustomerReport(models.Model):
    """Customer analysis 客户分析: one row a customer, from where he came to whether he visited and bought (REP-2)."""

    _name = "realestate.customer.report"
    _description = "Customer Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": [
            "realestate_project_id",
            "user_id",
            "realestate_source",
            "medium_id",
            "realestate_intent_band",
            "realestate_purpose",
            "realestate_living_id",
            "realestate_working_id",
            "realestate_pool",
            "realestate_profile",
        ],
        "realestate.reception": ["lead_id", "kind"],
        "realestate.deal": ["lead_id", "state", "price"],
        "realestate.project": ["company_id"],
    }
    _table_query = """
        SELECT lead.id, lead.id AS lead_id, lead.realestate_project_id AS project_id, project.company_id,
               company.currency_id, lead.user_id, lead.create_date AS date, lead.realestate_source AS source,
               lead.medium_id, lead.realestate_intent_band AS intent_band, lead.realestate_purpose AS purpose,
               lead.realestate_living_id AS living_id, lead.realestate_working_id AS working_id,
               lead.realestate_pool AS pool_kind, lead.realestate_profile AS profile,
               1 AS customers, COALESCE(book.called, 0) AS called, COALESCE(book.visited, 0) AS visited,
               (deal.amount IS NOT NULL)::int AS bought, COALESCE(deal.amount, 0) AS amount,
               COALESCE(book.visited, 0) * 100.0 AS visit_rate,
               (deal.amount IS NOT NULL)::int * 100.0 AS deal_rate,
               CASE WHEN book.visited = 1 THEN (deal.amount IS NOT NULL)::int * 100.0 END AS visit_deal_rate
          FROM crm_lead AS lead
          JOIN realestate_project AS project ON project.id = lead.realestate_project_id
          JOIN res_company AS company ON company.id = project.company_id
          LEFT JOIN (SELECT lead_id, max((kind = 'visit')::int) AS visited, max((kind = 'call')::int) AS called
                       FROM realestate_reception WHERE lead_id IS NOT NULL GROUP BY lead_id
                    ) AS book ON book.lead_id = lead.id
          LEFT JOIN (SELECT lead_id, SUM(price) AS amount FROM realestate_deal
                      WHERE lead_id IS NOT NULL AND state <> 'cancelled' GROUP BY lead_id
                    ) AS deal ON deal.lead_id = lead.id
    """

    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True)
    project_id = fields.Many2one("realestate.project", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Consultant", readonly=True)
    date = fields.Datetime(string="Entered on", readonly=True)
    source = fields.Selection(SOURCES, string="Customer Source", readonly=True)
    medium_id = fields.Many2one("utm.medium", string="How They Heard of Us", readonly=True)
    intent_band = fields.Selection(INTENT_BANDS, readonly=True)
    purpose = fields.Selection([("live", "To Live in"), ("invest", "Investment")], readonly=True)
    living_id = fields.Many2one("realestate.township", string="Lives in", readonly=True)
    working_id = fields.Many2one("realestate.township", string="Works in", readonly=True)
    pool_kind = fields.Selection(POOLS, string="Pool", readonly=True)
    customers = fields.Integer(readonly=True)
    called = fields.Integer(readonly=True, help="Customers in the book of calls.")
    visited = fields.Integer(readonly=True, help="Customers in the book of visits.")
    bought = fields.Integer(readonly=True, help="Customers with a live deal.")
    amount = fields.Monetary(string="Deal Amount", currency_field="currency_id", readonly=True)
    profile = fields.Integer(string="Profile Complete (%)", readonly=True, aggregator="avg")
    visit_rate = fields.Float(
        string="To Visit (%)", readonly=True, aggregator="avg", help="Of all customers, how many visited."
    )
    deal_rate = fields.Float(
        string="To Deal (%)", readonly=True, aggregator="avg", help="Of all customers, how many bought."
    )
    visit_deal_rate = fields.Float(
        string="Visit to Deal (%)", readonly=True, aggregator="avg", help="Of those who visited, how many bought."
    )

    @api.readonly
    def action_open_customer(self):
        """Open the customer behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }
