from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateEnterpriseGuest(models.Model):
    """A guest of an event: invited, came, became a customer whose source is kept to the contract (CH-5)."""

    _name = "realestate.enterprise.guest"
    _description = "Guest of an Event"
    _inherit = ["realestate.worked.number.mixin", "mail.thread"]
    _order = "event_id, id"
    _check_company_auto = True
    _worker = "event_id.user_id"

    event_id = fields.Many2one(
        "realestate.enterprise.event", string="Event for an Enterprise", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    title = fields.Char(string="Position")
    came = fields.Boolean(string="Was There")
    note = fields.Char(string="Interested in")
    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True, index="btree_not_null", ondelete="restrict")
    is_known = fields.Boolean(
        string="Known before", readonly=True, help="Was a customer of ours already: the event is not the source."
    )
    state = fields.Selection(
        [("invited", "On the List"), ("came", "Was There"), ("known", "Known before"), ("lead", "Became a Customer")],
        compute="_compute_state",
        store=True,
        precompute=True,
    )

    _phone_uniq = models.UniqueIndex(
        "(event_id, phone_sanitized) WHERE phone_sanitized IS NOT NULL", "This guest is on the list already."
    )

    @api.depends("came", "lead_id", "is_known")
    def _compute_state(self):
        for guest in self:
            if guest.lead_id:
                guest.state = "known" if guest.is_known else "lead"
            else:
                guest.state = "came" if guest.came else "invited"

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_came(self):
        """The guests came, or after all did not."""
        self.check_access("write")
        for guest in self:
            guest.came = not guest.came
        return True

    def action_make_lead(self):
        """Make customers of guests; one whom we know stays whose he is, and is only noted (CUS-4).

        :raises UserError: a guest without phone number, or who is a customer already
        """
        self.check_access("write")
        for guest in self.sudo():
            if guest.lead_id:
                raise UserError(self.env._("%s is a customer already.", guest.name))
            if not guest.phone_sanitized:
                raise UserError(self.env._("%s has no phone number: ask for it first.", guest.name))
            guest._make_lead()
        return True

    def _make_lead(self):
        """Make one customer with the event as his source; who is known keeps the source that he has."""
        self.ensure_one()
        event = self.event_id
        leads = self.env["crm.lead"].sudo()
        hits = leads._realestate_find_same([self.phone], project=event.project_id)
        known = next(
            (
                hit["lead"]
                for hit in hits
                if hit["lead"] and hit["via"] == "self" and hit["project"] == event.project_id
            ),
            None,
        )
        lead = known or leads.with_context(realestate_same_checked=True).create(self._prepare_lead_vals())
        if not known:
            lead._realestate_set_channel_source("enterprise", team=event.team_id, user=event.user_id)
        self.write({"lead_id": lead.id, "is_known": bool(known)})

    def _prepare_lead_vals(self):
        event = self.event_id
        return {
            "name": f"{self.name} · {event.enterprise_id.name}",
            "contact_name": self.name,
            "phone": self.phone,
            "type": "opportunity",
            "realestate_project_id": event.project_id.id,
            "realestate_source": "outreach",
            "realestate_event_id": event.id,
            "user_id": False,
            "description": self.note,
        }
