from odoo import api, fields, models
from odoo.exceptions import AccessError

from .realestate_service_kind import METHOD_LOANS

# what has happened to a deal of that state
REACHED = {
    "signed": ["signed"],
    "online": ["signed", "online"],
    "filed": ["signed", "online", "filed"],
    "delivered": ["signed", "online", "filed", "delivered"],
}
EVENT_DAYS = {
    "signed": "date_signed",
    "online": "date_online",
    "filed": "date_filed",
    "delivered": "date_delivered",
}


class RealestateDeal(models.Model):
    """The after-sales side of a deal: its files start, follow and end with it (SRV-1)."""

    _inherit = "realestate.deal"

    service_user_id = fields.Many2one(
        "res.users",
        string="Customer Service Officer",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who carries the buyer's file from the contract to the certificate.",
    )
    service_ids = fields.One2many("realestate.service", "deal_id", string="Service Files")
    service_count = fields.Integer(compute="_compute_service_count", string="Number of Service Files")

    @api.depends("service_ids")
    def _compute_service_count(self):
        groups = self.env["realestate.service"]._read_group([("deal_id", "in", self.ids)], ["deal_id"], ["__count"])
        counts = dict(groups)
        for deal in self:
            deal.service_count = counts.get(deal, 0)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_view_services(self):
        """Open the service files of this deal."""
        self.ensure_one()
        return self._action_open("realestate.service", self.service_ids, self.env._("Service Files"))

    def action_view_customer_file(self):
        """Open everything there is of this deal's buyer (ARCH-1)."""
        self.ensure_one()
        return self.partner_id.action_view_realestate_file()

    def action_take_file(self):
        """Put the files that nobody carries yet into the current officer's hands.

        :return: True; files that somebody carries stay with him
        """
        self.check_access("read")
        free = self.sudo().filtered(lambda deal: not deal.service_user_id)
        free.service_user_id = self.env.user
        for service in free.service_ids.filtered(lambda s: s.state == "running" and not s.user_id):
            service.user_id = service._who_takes(service.step_id)
        return True

    def action_start_services(self):
        """Start the files that these deals should have by now and never had (SRV-1).

        For deals that were signed before the kind or its template was there.

        :return: True
        :raises AccessError: for customer service only
        """
        self.check_access("read")
        if not self.env["realestate.service"].has_access("create"):
            raise AccessError(self.env._("Service files are started by customer service."))
        for event in EVENT_DAYS:
            self.sudo().filtered(lambda deal, event=event: event in REACHED.get(deal.state, ()))._services_reach(event)
        return True

    # ------------------------------------------------------------------
    # the deal's life
    # ------------------------------------------------------------------
    def _take_step(self, state, date_field, day, **values):
        result = super()._take_step(state, date_field, day, **values)
        self.sudo()._services_reach(state)
        return result

    def _services_reach(self, event):
        """Let the files of these deals follow ``event``, and start those that begin with it (SRV-1)."""
        self._start_services(event)
        running = self.service_ids.filtered(lambda service: service.state == "running")
        for moment, services in running.grouped(lambda service: service.deal_id[EVENT_DAYS[event]]).items():
            services._follow(event, moment)
        running._refresh_due()

    def action_undo_step(self, reason):
        """The files go back with their deals: those that began with the step end, others do it again (SRV-1)."""
        undone = {deal: deal.state for deal in self.sudo()._family()}
        result = super().action_undo_step(reason)
        for deal, state in undone.items():
            files = deal.service_ids.filtered(lambda service: service.state in ("running", "done"))
            began = files.filtered(lambda service, state=state: service.kind_id.start_on == state)
            began._end("cancelled", reason=reason)
            (files - began)._repeat(state, reason)
        return result

    def _cancel(self):
        files = self._family().sudo().service_ids.filtered(lambda service: service.state == "running")
        files._end("cancelled", reason=self.env._("The deal has ended."))
        return super()._cancel()

    def _start_services(self, event):
        """Start the files that ``event`` starts for these deals, as of the event's day; none twice (SRV-1).

        A kind without a fitting template is left out: a contract is not held up by it.
        """
        kinds = self.env["realestate.service.kind"].search([("start_on", "=", event)])
        if not kinds or not self:
            return self.env["realestate.service"]
        templates = self.env["realestate.service.template"]._candidates(kinds, self.company_id)
        vals_list = []
        for deal in self:
            had = deal.service_ids.filtered(lambda service: service.state != "cancelled")
            for kind in kinds._for_deal(deal) - had.kind_id:
                if template := templates._for_deal(deal, kind):
                    vals_list.append(
                        {
                            "deal_id": deal.id,
                            "kind_id": kind.id,
                            "template_id": template.id,
                            "date_start": deal[EVENT_DAYS[event]],
                        }
                    )
        return self.env["realestate.service"].create(vals_list)

    # ------------------------------------------------------------------
    # who the customer is
    # ------------------------------------------------------------------
    def _service_customer_kinds(self):
        """Return what kinds of customer the buyers are: ``single``, ``married``, ``minor``, ``company``."""
        self.ensure_one()
        today = self.project_id._today()
        kinds = set()
        for party in self.party_ids:
            if party.partner_id.is_company:
                kinds.add("company")
                continue
            kinds.add("married" if party.marital_state == "married" else "single")
            if party.partner_id._is_minor(today):
                kinds.add("minor")
        return kinds or {"company" if self.partner_id.is_company else "single"}

    def _service_conditions(self):
        """Return the conditions under which papers are needed that hold for this deal."""
        self.ensure_one()
        kinds = self._service_customer_kinds()
        return kinds | {"loan"} if METHOD_LOANS.get(self.payment_method_id.kind) else kinds
