from datetime import timedelta

from odoo import api, fields, models

# a curve shows so many of the last follow-ups
CURVE_LENGTH = 30
SECTIONS = ("overdue", "today", "ending", "new")


class CrmLead(models.Model):
    """A consultant's day: whom to follow up, whom he is about to lose, whom he has not met yet (CUS-2, CUS-3)."""

    _inherit = "crm.lead"

    realestate_intent_curve = fields.Json(
        string="Intent over Time", compute="_compute_realestate_intent_curve", export_string_translation=False
    )

    @api.depends("realestate_followup_ids.intent", "realestate_followup_ids.is_effective")
    def _compute_realestate_intent_curve(self):
        """Pairs of day and intent of the follow-ups that reached him, the oldest first."""
        followups = self.env["realestate.followup"].search(
            [("lead_id", "in", self.ids), ("is_effective", "=", True)], order="date, id"
        )
        by_lead = followups.grouped("lead_id")
        for lead in self:
            told = by_lead.get(lead._origin, followups.browse())[-CURVE_LENGTH:]
            lead.realestate_intent_curve = [[str(followup.day), followup.intent] for followup in told]

    @api.model
    def realestate_my_day(self):
        """Return what the current user has to do today with his customers.

        :return: ``sections`` of customers (each in the first section that is his), ``results`` to choose from,
            ``count``, how many customers he has in all, and ``targets``, his own with what he reached (REP-1)
        """
        leads = self.search([("user_id", "=", self.env.uid), ("realestate_project_id", "!=", False)])
        planned = self._realestate_planned(leads)
        met = self._realestate_met(leads)
        sections = {key: [] for key in SECTIONS}
        no_end = fields.Date.to_date("9999-12-31")
        for lead in leads.sorted(lambda lead: (lead.realestate_protected_until or no_end, lead.id)):
            today = lead.sudo().realestate_project_id._today()
            due = planned.get(lead.id)
            if key := lead._realestate_day_section(today, due, lead.id in met):
                sections[key].append(lead._prepare_day_card(today, due))
        results = self.env["realestate.followup.result"].search([("active", "=", True)])
        return {
            "sections": [{"key": key, "leads": sections[key]} for key in SECTIONS],
            "results": results.read(["name", "is_effective"]),
            "count": len(leads),
            "targets": self.env["realestate.target"]._shown([("user_id", "=", self.env.uid)]),
        }

    @api.model
    def _realestate_planned(self, leads):
        """Return lead id → the day of the current user's next activity there."""
        groups = self.env["mail.activity"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", leads.ids), ("user_id", "=", self.env.uid)],
            ["res_id"],
            ["date_deadline:min"],
        )
        return dict(groups)

    @api.model
    def _realestate_met(self, leads):
        """Return the ids of the customers whom the current user followed up since he has them."""
        groups = self.env["realestate.followup"]._read_group(
            [("lead_id", "in", leads.ids), ("user_id", "=", self.env.uid)], ["lead_id"], ["day:max"]
        )
        return {
            lead.id for lead, last in groups if not lead.realestate_held_since or last >= lead.realestate_held_since
        }

    def _realestate_day_section(self, today, due, met):
        """Return the section of the day to which this customer belongs, or None."""
        until = self.realestate_protected_until
        if due and due < today:
            return "overdue"
        if due == today:
            return "today"
        if until and until <= today + timedelta(days=1):
            return "ending"
        return None if met else "new"

    def _prepare_day_card(self, today, due):
        """Return what the consultant sees of this customer on his day."""
        return {
            "id": self.id,
            "name": self._realestate_customer_name(),
            "title": self.name,
            "phone": self.phone or "",
            "project": self.sudo().realestate_project_id.name,
            "intent": self.realestate_intent,
            "until": self.realestate_protected_until,
            "days_left": self.realestate_days_left if self.realestate_protected_until else None,
            "last": self.realestate_protected_from,
            "due": due,
            "late": (today - due).days if due else 0,
        }
