from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, ormcache

from .realestate_deal_claim_sql import Given

# What a claim says: who takes the unit. All else can be written after it.
CLAIM_FIELDS = frozenset(("partner_id", "lead_id"))
# What a subscription says beside it: written after the claim, in the same transaction.
COMPLETED_FIELDS = frozenset(("payment_method_id", "deposit_amount", "sign_deadline", "party_ids"))
# What the claim gives the deal by itself.
CLAIMED = frozenset(("name", "user_id", "date_subscribed", "sign_deadline"))


class RealestateDeal(models.Model):
    """The moment of opening day: one unit, one buyer, decided by the database in one statement (INV-8).

    What the ORM would do beside the insert (computed figures, first buyer, papers, chatter) is left to
    ``_cron_log_subscriptions``; the row is valid and its unit taken when this transaction commits.
    """

    _inherit = "realestate.deal"

    @api.model
    def subscribe(self, unit_id, vals):
        """Subscribe an available unit; the database decides between two who try (INV-8, DEAL-2).

        With nothing but ``partner_id`` (and ``lead_id``) it is a claim in plain SQL; what else a
        subscription says is written after the claim, see ``_subscribe_all``.

        :param int unit_id: the unit
        :param dict vals: ``partner_id`` at least; any other value of the deal
        :return: ``{"id": deal id, "name": deal number}``
        :raises UserError: the unit is not available: who has it, until when
        """
        if CLAIM_FIELDS.issuperset(vals) and vals.get("partner_id") and not self._has_user_defaults(vals):
            return self._claim(unit_id, vals)
        return super().subscribe(unit_id, vals)

    @api.model
    def _subscribe_all(self, vals_list):
        """Claim the units first, then write what else was agreed: who loses is told before any of it (DEAL-2).

        Values that a claim cannot be completed with (another consultant, a price) go through ``create``.
        """
        known = CLAIM_FIELDS | COMPLETED_FIELDS | {"unit_id"}
        if not all(
            vals.get("partner_id") and known.issuperset(vals) and not self._has_user_defaults(vals)
            for vals in vals_list
        ):
            return super()._subscribe_all(vals_list)
        fast = self._without_chatter()
        claimed = {}
        # in the order of their ids: of two who want the same units one gets them all
        for vals in sorted(vals_list, key=lambda vals: vals["unit_id"]):
            claim_vals = {name: vals[name] for name in CLAIM_FIELDS if vals.get(name)}
            claimed[vals["unit_id"]] = fast._claim(vals["unit_id"], claim_vals)["id"]
        deals = fast.browse(claimed[vals["unit_id"]] for vals in vals_list)
        for deal, vals in zip(deals, vals_list, strict=True):
            deal._complete_claim({name: vals[name] for name in COMPLETED_FIELDS & vals.keys()})
        return deals.with_env(self.env)

    def _complete_claim(self, vals):
        """Write what was agreed beside the claim: the user's own rights and the deal's checks hold."""
        self.ensure_one()
        deadline = fields.Date.to_date(vals.pop("sign_deadline", False))
        if deadline and deadline != self.sign_deadline:
            self._refuse_late_deadline(deadline, self.sign_deadline)
            self.sudo().sign_deadline = deadline
        # it is new: what else it could have need not be looked for
        for name in ("party_ids", "installment_ids", "discount_ids", "change_ids", "child_ids"):
            self._fields[name]._update_cache(self, ())
        self.write({name: value for name, value in vals.items() if value})

    @api.model
    def _has_user_defaults(self, vals):
        """Return whether somebody gave deals a default that ``vals`` does not say: only ``create`` asks for it."""
        names = {key[8:] for key in self.env.context if key.startswith("default_")}
        return bool(names & self._fields.keys() - vals.keys() - {"unit_id"}) or self._has_stored_defaults()

    @api.model
    @ormcache()
    def _has_stored_defaults(self):
        return bool(self.env["ir.default"].sudo().search_count([("field_id.model", "=", self._name)], limit=1))

    @api.model
    def _claim(self, unit_id, vals):
        self.check_access("create")
        if vals.get("lead_id"):
            self.env["crm.lead"].browse(vals["lead_id"])._check_sellable()
        # what this transaction has just computed is what is sold
        self.env.flush_all()
        unit = self.env["realestate.unit"].browse(unit_id)
        unit.invalidate_recordset(["state"], flush=False)
        deal_id = None
        if self.env["res.partner"]._realestate_own_at_a_glance():
            deal_id, name = self._sell(unit_id, vals, glance=True)
        if not deal_id and unit.sudo().state == "available":
            # never after the insert: the new deal itself would bring the customer into reach
            partner = self.env["res.partner"].browse(vals["partner_id"])
            partner._check_reachable_by_user()
            partner._mark_realestate_customers()
            deal_id, name = self._sell(unit_id, vals)
        if not deal_id:
            raise UserError(self._lost_claim(unit_id))
        unit.invalidate_recordset(["state", "live_deal_id", "deal_ids"], flush=False)
        unit._notify_board_soon(unit_id)
        return {"id": deal_id, "name": name}

    @api.model
    def _sell(self, unit_id, vals, glance=False):
        """Take the unit where it is for sale and the user's to sell, and insert its deal, in one statement.

        Nobody queues for the unit's row (``SKIP LOCKED``); it gets the state that follows from the deal
        (INV-7).

        :param bool glance: sell only to whom a glance shows to be a customer of the user's
        :return: ``(id of the deal, its number)``; ``(None, None)`` where the unit is not to be had
        :raises UserError: somebody changed the unit since this transaction began: who has it now
        """
        given = {"unit_id": unit_id, **self._claim_values(unit_id, vals)}
        what = (tuple(given), glance, self.env["realestate.project"]._claim_days())
        code, params = self._kept_claim_statement(*what) or self._claim_statement(*what)
        try:
            self.env.cr.execute(code, [given[param] if type(param) is Given else param for param in params])
        except SerializationFailure:
            raise UserError(self.env["realestate.unit"].browse(unit_id)._committed_reason()) from None
        return self.env.cr.fetchone() or (None, None)

    @api.model
    def _claim_values(self, unit_id, vals):
        """Return what this claim says of its deal, and the defaults that ``create`` would fill in.

        :return: column → value
        """
        names = self._claim_default_names()
        values = {name: self._fields[name].default(self) for name in names} | {"user_id": self.env.uid} | vals
        values = {name: self._fields[name].convert_to_column_insert(value, self) for name, value in values.items()}
        if not self.env["ir.sequence"]._realestate_deal_counter():
            # counted by Odoo: drawn before, given back with the transaction where the claim is lost
            tz = self.env["realestate.unit"].browse(unit_id).sudo().project_id.tz
            values["name"] = self.with_context(tz=tz)._next_number()
        return values

    @api.model
    @ormcache(cache="stable")
    def _claim_default_names(self):
        return tuple(
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and field.default and not field.compute and name not in CLAIMED
        )

    @api.model
    def _lost_claim(self, unit_id):
        """Return why the unit cannot be had: most who ask on opening day get this answer.

        :raises AccessError: it is not the user's to sell
        """
        unit = self.env["realestate.unit"].browse(unit_id)
        rows = self.env.execute_query(
            self.env["realestate.unit"]
            ._search([("id", "=", unit_id)])
            .select(
                SQL("realestate_unit.state"),
                SQL("realestate_unit.name"),
                # sub-selects, not joins: the database would take longer to order the joins than to run them
                SQL(
                    """
                    (SELECT ARRAY[deal.state, to_char(deal.date_subscribed, 'YYYY-MM-DD'),
                                  to_char(deal.sign_deadline, 'YYYY-MM-DD'),
                                  (SELECT name FROM res_partner WHERE id =
                                      (SELECT partner_id FROM res_users WHERE id = deal.user_id))]
                       FROM realestate_deal AS deal WHERE deal.id = realestate_unit.live_deal_id)
                    """
                ),
            )
        )
        if not rows:
            unit.check_access("read")
            return self.env._("This unit does not exist any more. Reload the page.")
        [(unit_state, unit_name, live_deal)] = rows
        if live_deal:
            deal_state, date, deadline, holder = live_deal
            return self._taken_sentence(deal_state, unit_name, holder, date, deadline)
        return unit._in_progress_message() if unit_state == "available" else unit._why_unavailable()

    def _log_subscription(self):
        # what an insert in plain SQL did not compute
        for field in self._fields.values():
            if field.store and field.compute and field.readonly:
                self.env.add_to_compute(field, self)
        self._recompute_recordset()
        super()._log_subscription()
        # also told here: a server that died between the sale and its message leaves no board behind
        self.unit_id._notify_board()
