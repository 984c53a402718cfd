from collections import namedtuple
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .realestate_deal import UNIT_STATE
from .realestate_project import day_of

# What a claim says: who takes the unit. All else can be written after it.
CLAIM_FIELDS = frozenset(("partner_id", "lead_id"))
# What a subscription says beside it: written after the claim, in the same transaction.
COMPLETED_FIELDS = frozenset(("payment_method_id", "deposit_amount", "sign_deadline", "party_ids"))
# What the claim gives the deal by itself.
CLAIMED = frozenset(("name", "user_id", "date_subscribed", "sign_deadline"))

Claim = namedtuple(
    "Claim",
    "unit_id state unit_name tz signing_days own_customer live_deal locked",
)


class RealestateDeal(models.Model):
    """The moment of opening day: one unit, one buyer, decided by the database in three statements (INV-8).

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
        if CLAIM_FIELDS.issuperset(vals) and vals.get("partner_id"):
            return self._claim(unit_id, vals)
        return super().subscribe(unit_id, vals)

    @api.model
    def _subscribe_all(self, vals_list):
        """Claim the units first, then write what else was agreed: who loses is told before any of it (DEAL-2).

        Values that a claim cannot be completed with (another consultant, a price) go through ``create``.
        """
        known = CLAIM_FIELDS | COMPLETED_FIELDS | {"unit_id"}
        if not all(vals.get("partner_id") and known.issuperset(vals) for vals in vals_list):
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
    def _claim(self, unit_id, vals):
        self.check_access("create")
        if vals.get("lead_id"):
            self.env["crm.lead"].browse(vals["lead_id"]).check_access("read")
        units = self.env["realestate.unit"]
        claim = self._lock_claim(unit_id, vals["partner_id"])
        if not claim.locked:
            raise UserError(self._refusal(claim))
        if not claim.own_customer:
            partner = self.env["res.partner"].browse(vals["partner_id"])
            partner._check_reachable_by_user()
            partner._mark_realestate_customers()
        deal_id, name = self._insert_claim(claim, vals)
        units._notify_board_soon(unit_id)
        return {"id": deal_id, "name": name}

    @api.model
    def _lock_claim(self, unit_id, partner_id):
        """Read what a claim needs, and lock the unit's row where it is for sale, by one query that holds the
        user's rules too.

        :rtype: Claim
        :raises UserError: somebody changed the unit since this transaction began: who has it now
        :raises AccessError: it is not the user's to sell
        """
        units = self.env["realestate.unit"]
        query = units._search([("id", "=", unit_id)])
        # sub-selects, not joins: the database would take longer to order the joins than to run them
        facts = query.select(
            SQL("realestate_unit.id"),
            SQL.identifier("realestate_unit", "state", to_flush=units._fields["state"]),
            SQL("realestate_unit.name"),
            SQL("(SELECT tz FROM realestate_project WHERE id = realestate_unit.project_id)"),
            SQL("(SELECT signing_days FROM realestate_project WHERE id = realestate_unit.project_id)"),
            self._own_customer_sql(partner_id),
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
        try:
            rows = self.env.execute_query(
                SQL(
                    # only who may win locks; the advisory key tells the others who is at it meanwhile
                    """
                    WITH facts(%(names)s) AS MATERIALIZED (%(facts)s),
                         locked AS MATERIALIZED (
                             SELECT id FROM realestate_unit WHERE id = %(unit)s AND state = 'available'
                                FOR NO KEY UPDATE SKIP LOCKED)
                    SELECT facts.*, locked.id IS NOT NULL,
                           CASE WHEN locked.id IS NOT NULL
                                THEN pg_advisory_xact_lock_shared(locked.id, %(uid)s) END
                      FROM facts LEFT JOIN locked ON locked.id = facts.unit_id
                    """,
                    names=SQL(", ").join(SQL.identifier(name) for name in Claim._fields[:-1]),
                    facts=facts,
                    unit=unit_id,
                    uid=self.env.uid,
                )
            )
        except SerializationFailure:
            raise UserError(units.browse(unit_id)._committed_reason()) from None
        if not rows:
            units.browse(unit_id).check_access("read")
            raise UserError(self.env._("This unit does not exist any more. Reload the page."))
        return Claim(*rows[0][:-1])

    @api.model
    def _refusal(self, claim):
        """Say why the unit of ``claim`` cannot be had: most who ask on opening day get this answer."""
        if claim.live_deal:
            state, date, deadline, holder = claim.live_deal
            return self._taken_sentence(state, claim.unit_name, holder, date, deadline)
        unit = self.env["realestate.unit"].browse(claim.unit_id)
        if claim.state == "available":
            return unit._in_progress_message()
        return unit._why_unavailable()

    @api.model
    def _own_customer_sql(self, partner_id):
        """Return SQL that is true of a known customer of the user: that he reaches him needs no further query.

        What is not seen at this glance is judged by the rules on customers, see ``_claim``.
        """
        return SQL(
            "EXISTS (SELECT FROM res_partner WHERE id = %s AND user_id = %s AND active AND realestate_customer"
            " AND (company_id IS NULL OR company_id = ANY(%s))) AS own_customer",
            partner_id,
            self.env.uid,
            self.env.context.get("allowed_company_ids") or list(self.env.user._get_company_ids()),
        )

    @api.model
    def _insert_claim(self, claim, vals):
        """Insert the deal and give its unit the state that follows from it (INV-7), in one statement.

        :return: ``(deal id, deal number)``
        """
        today = day_of(fields.Datetime.now(), claim.tz)
        values = {
            **self._claim_defaults(),
            **vals,
            "user_id": self.env.uid,
            "date_subscribed": today,
            "sign_deadline": today + timedelta(days=claim.signing_days),
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }
        # what this transaction has just computed is what is sold
        self.env["realestate.unit"].flush_model(["area", "list_unit_price", "list_price"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH deal AS (
                    INSERT INTO realestate_deal
                           (unit_id, project_id, building_id, company_id, area, list_unit_price, list_price,
                            unit_price, price, residual_amount, create_date, write_date, name, %(columns)s)
                    SELECT id, project_id, building_id, company_id, area, list_unit_price, list_price,
                           list_unit_price, list_price, list_price, %(now)s, %(now)s, %(name)s, %(values)s
                      FROM realestate_unit WHERE id = %(unit)s
                 RETURNING id, name, unit_id)
                UPDATE realestate_unit AS unit
                   SET state = %(state)s, live_deal_id = deal.id
                  FROM deal WHERE unit.id = deal.unit_id
             RETURNING deal.id, deal.name
                """,
                columns=SQL(", ").join(SQL.identifier(name) for name in values),
                values=SQL(", ").join(self._claim_value(name, value) for name, value in values.items()),
                name=self.with_context(tz=claim.tz)._deal_number_sql(),
                now=SQL("now() AT TIME ZONE 'UTC'"),
                unit=claim.unit_id,
                state=UNIT_STATE["subscribed"],
            )
        )
        self.env["realestate.unit"].browse(claim.unit_id).invalidate_recordset(["state", "live_deal_id", "deal_ids"])
        return rows[0]

    @api.model
    def _claim_defaults(self):
        """Return the defaults of the deal's other columns, as ``create`` would fill them in.

        The fields' own: defaults that users have set for themselves would cost a look at the user's record.
        """
        return {
            name: field.default(self)
            for name, field in self._fields.items()
            if field.store and field.column_type and field.default and not field.compute and name not in CLAIMED
        }

    @api.model
    def _claim_value(self, name, value):
        field = self._fields[name]
        converted = field.convert_to_column_insert(value, self, {name: value})
        return SQL("%s::" + field.column_type[1].split("(")[0], converted)

    @api.model
    def _deal_number_sql(self):
        """Return SQL for the next deal number: where the sequence is of the usual kind, its counter alone."""
        counter = self.env["ir.sequence"]._realestate_deal_counter()
        if not counter:
            return SQL("%s", self._next_number())
        sequence_id, values = counter
        prefix, suffix = self.env["ir.sequence"].sudo().new(values)._get_prefix_suffix()
        number = SQL("nextval(%s)::text", f"ir_sequence_{sequence_id:03d}")
        # lpad would cut what is longer
        padded = SQL("lpad(n, greatest(%s, length(n)), '0')", values["padding"])
        return SQL("(SELECT %s || %s || %s FROM (SELECT %s AS n) AS counter)", prefix, padded, suffix, number)

    def _log_subscription(self):
        # what an insert in plain SQL did not compute
        for field in self._fields.values():
            if field.store and field.compute and field.readonly:
                self.env.add_to_compute(field, self)
        self._recompute_recordset()
        super()._log_subscription()
        # also told here: a server that died between the sale and its message leaves no board behind
        self.unit_id._notify_board()
