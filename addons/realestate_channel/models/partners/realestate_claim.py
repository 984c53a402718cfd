from odoo import models
from odoo.tools import SQL


class RealestateClaim(models.Model):
    """Partners' registrations in the judgement of the sales office (CUS-7, CH-6).

    They are part of the timeline that all sides read; a conflict that was brought here follows the ruling.
    """

    _inherit = "realestate.claim"

    def _fact_queries(self):
        """Add the registrations of the deal's customer: nobody's side, so that they inform and do not decide."""
        registrations = SQL(
            """
            SELECT subject.deal_id, NULL::int, registration.date, registration.day, 'registration',
                   registration.name, FALSE, registration.valid_until, NULL,
                   'realestate.registration', registration.id
              FROM subject
              JOIN realestate_registration registration ON registration.lead_id = subject.lead_id
             UNION
            SELECT subject.deal_id, NULL::int, registration.date, registration.day, 'registration',
                   registration.name, FALSE, registration.valid_until, NULL,
                   'realestate.registration', registration.id
              FROM subject
              JOIN realestate_registration registration ON registration.known_lead_id = subject.lead_id
            """
        )
        return [*super()._fact_queries(), SQL("(%s)", registrations)]

    def _take_effect(self):
        """The conflicts about the customer of a judged deal are judged with it."""
        deal = self.deal_id
        leads = (deal.lead_id | deal.realestate_channel_lead_id).ids
        conflicts = (
            self.env["realestate.registration.conflict"]
            .sudo()
            .search([("lead_id", "in", leads), ("state", "in", ("open", "claimed"))])
        )
        super()._take_effect()
        for conflict in conflicts:
            conflict.claim_id = conflict.claim_id or self[0]
            conflict._follow_ruling()
