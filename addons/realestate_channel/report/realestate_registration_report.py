from odoo import fields, models

from ..models.partners.realestate_registration import OUTCOMES, STATES


class RealestateRegistrationReport(models.Model):
    """Registrations by partner and outcome: from the registration to the visit to the deal (CH-5, CH-6)."""

    _name = "realestate.registration.report"
    _description = "Analysis of Registrations"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "registration_id"
    _depends = {
        "realestate.registration": [
            "project_id",
            "company_id",
            "channel_partner_id",
            "kind_id",
            "user_id",
            "team_id",
            "day",
            "outcome",
            "visit_outcome",
            "state",
            "lead_id",
        ],
        "realestate.deal": ["realestate_channel_lead_id", "lead_id", "state", "price", "parent_id"],
        "realestate.project": ["company_id"],
    }
    _table_query = """
        SELECT registration.id, registration.id AS registration_id, registration.project_id,
               registration.company_id, company.currency_id, registration.channel_partner_id,
               registration.kind_id, registration.user_id, registration.team_id, registration.day AS date,
               registration.outcome, registration.state, 1 AS registrations,
               (registration.outcome = 'valid')::int AS accepted,
               COALESCE(registration.visit_outcome = 'valid', FALSE)::int AS visited,
               (deal.amount IS NOT NULL)::int AS bought, COALESCE(deal.amount, 0) AS amount,
               CASE WHEN registration.outcome = 'valid'
                    THEN COALESCE(registration.visit_outcome = 'valid', FALSE)::int * 100.0 END AS visit_rate,
               CASE WHEN registration.visit_outcome = 'valid'
                    THEN (deal.amount IS NOT NULL)::int * 100.0 END AS deal_rate
          FROM realestate_registration AS registration
          JOIN res_company AS company ON company.id = registration.company_id
          LEFT JOIN LATERAL (
               SELECT SUM(price) AS amount
                 FROM realestate_deal
                WHERE (realestate_channel_lead_id = registration.lead_id OR lead_id = registration.lead_id)
                  AND parent_id IS NULL AND state <> 'cancelled'
               ) AS deal ON registration.visit_outcome = 'valid'
    """

    registration_id = fields.Many2one("realestate.registration", readonly=True)
    project_id = fields.Many2one("realestate.project", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    channel_partner_id = fields.Many2one("realestate.channel.partner", string="Registering Partner", readonly=True)
    kind_id = fields.Many2one("realestate.channel.partner.kind", string="Kind of Partner", readonly=True)
    user_id = fields.Many2one("res.users", string="Specialist", readonly=True)
    team_id = fields.Many2one("realestate.channel.team", readonly=True)
    date = fields.Date(string="Registered on", readonly=True)
    outcome = fields.Selection(OUTCOMES, string="Answer", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    registrations = fields.Integer(readonly=True)
    accepted = fields.Integer(string="Valid Registrations", readonly=True)
    visited = fields.Integer(string="Visits", readonly=True)
    bought = fields.Integer(string="Deals", readonly=True)
    amount = fields.Monetary(string="Amount of the Deals", readonly=True)
    visit_rate = fields.Float(string="Registrations to Visits (%)", aggregator="avg", readonly=True)
    deal_rate = fields.Float(string="Visits to Deals (%)", aggregator="avg", readonly=True)
