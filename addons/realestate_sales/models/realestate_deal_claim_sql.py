from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, OrderedSet, ormcache

from .realestate_deal import UNIT_STATE

# what the deal takes over from its unit: column of the deal, column of the unit
UNIT_COLUMN = {
    "unit_id": "id",
    "project_id": "project_id",
    "building_id": "building_id",
    "company_id": "company_id",
    "area": "area",
    "list_unit_price": "list_unit_price",
    "list_price": "list_price",
    "unit_price": "list_unit_price",
    "price": "list_price",
    "residual_amount": "list_price",
}
FROM_UNIT = {name: SQL.identifier(column) for name, column in UNIT_COLUMN.items()}
UNIT_COLUMNS = SQL(", ").join(map(SQL.identifier, sorted(set(UNIT_COLUMN.values()))))
NOW = SQL("now_utc")


class Given(str):
    """The name of a value that each claim gives to the statement, in its place among the parameters."""


class RealestateDeal(models.Model):
    """The statement that decides a claim (INV-8), see ``realestate_deal_claim.py``.

    On opening day one consultant's claims differ in unit and customer alone: to compose the statement takes
    Odoo as long as it takes the database to run it, hence it is kept in memory beside the rules on units
    that are in it. PostgreSQL plans it anew for each claim, because Odoo's pool resets a connection before
    each request, and that takes longer than to run it: hence one statement on so few tables.
    """

    _inherit = "realestate.deal"

    @api.model
    @ormcache("self.env.uid", "self.env.su", "tuple(self._claim_company_ids())", "names", "glance", "days")
    def _kept_claim_statement(self, names, glance, days):
        """Return ``_claim_statement``, kept in memory; None where the rules on units may change in between.

        Rules are kept in memory by Odoo in the same cache: both are forgotten at once.
        """
        return self._claim_statement(names, glance, days) if self._unit_rules_are_plain() else None

    @api.model
    def _unit_rules_are_plain(self):
        """Return whether the rules on units compare columns with values, and ask for nothing else."""
        fields_ = self.env["realestate.unit"]._fields
        conditions = self.env["ir.rule"]._compute_domain("realestate.unit", "read").iter_conditions()
        return all(
            (field := fields_.get(condition.field_expr))
            and field.store
            and field.type in ("many2one", "selection", "boolean", "integer", "char")
            and condition.operator in ("in", "not in")
            and isinstance(condition.value, (list, tuple, set, frozenset, OrderedSet))
            for condition in conditions
        )

    @api.model
    def _claim_statement(self, names, glance, days):
        """Return the statement that takes a unit and inserts its deal.

        :param names: what each claim gives anew: ``unit_id``, columns of the deal
        :param bool glance: sell only to whom a glance shows to be a customer of the user's
        :param days: today in each of the time zones that projects have, see ``_claim_days``
        :return: ``(code, params)`` with a ``Given`` where a value of the claim belongs
        """
        free = self.env["realestate.unit"]._search([])
        free.add_where("realestate_unit.id = %s AND realestate_unit.state = 'available'", [Given("unit_id")])
        columns = self._claim_columns(names, days)
        # who has got the row, and nobody else, takes the numbers and the key that tells others who is at it
        statement = SQL(
            """
            WITH taken AS (
                UPDATE realestate_unit
                   SET state = %(state)s, live_deal_id = nextval('realestate_deal_id_seq')
                 WHERE %(met)s
                   AND id = (%(free)s FOR NO KEY UPDATE OF realestate_unit SKIP LOCKED)
             RETURNING %(unit_columns)s, live_deal_id, nextval(%(counter)s)::text AS number,
                       now() AT TIME ZONE 'UTC' AS now_utc, pg_advisory_xact_lock_shared(id, %(uid)s)
            )
            INSERT INTO realestate_deal (%(columns)s) SELECT %(values)s FROM taken
            RETURNING id, name
            """,
            state=UNIT_STATE["subscribed"],
            met=self._own_customer_sql() if glance else SQL("TRUE"),
            free=free.select(SQL.identifier("realestate_unit", "id")),
            unit_columns=UNIT_COLUMNS,
            counter=self.env["ir.sequence"]._realestate_deal_counter(),
            uid=self.env.uid,
            columns=SQL(", ".join(columns)),
            values=SQL(", ").join(columns.values()),
        )
        return statement.code, tuple(statement.params)

    @api.model
    def _own_customer_sql(self):
        """Return SQL that is true of a known customer of the user: that he reaches him needs no further query.

        What is not seen at this glance is judged by the rules on customers, see ``_claim``.
        """
        return SQL(
            """
            (SELECT active AND realestate_customer AND user_id = %s AND (company_id IS NULL OR company_id = ANY(%s))
               FROM res_partner WHERE id = %s)
            """,
            self.env.uid,
            self._claim_company_ids(),
            Given("partner_id"),
        )

    @api.model
    def _claim_company_ids(self):
        return list(self.env.context.get("allowed_company_ids") or self.env.user._get_company_ids())

    @api.model
    def _claim_columns(self, names, days):
        """Return the columns of a claimed deal, as SQL on the unit's row ``taken``.

        :rtype: dict[str, SQL]
        """
        return {
            "id": SQL("live_deal_id"),
            **self._claim_terms_sql(days),
            **{name: SQL("%s", Given(name)) for name in names},
            **FROM_UNIT,
            "create_uid": SQL("%s", self.env.uid),
            "write_uid": SQL("%s", self.env.uid),
            "create_date": NOW,
            "write_date": NOW,
        }

    @api.model
    def _claim_terms_sql(self, days):
        """Return as SQL what depends on the day it is in the unit's project: the dates and the number.

        All projects have the same time zone and days to sign, mostly: then these are plain values.
        """
        terms = [(ids, self._claim_terms_values(today, signing_days)) for ids, today, signing_days in days]
        [(_ids, last), *others] = reversed(terms) if terms else [((), {})]
        return {
            name: SQL(
                "CASE %s ELSE %s END",
                SQL(" ").join(SQL("WHEN project_id = ANY(%s) THEN %s", list(ids), sql[name]) for ids, sql in others),
                value,
            )
            if others
            else value
            for name, value in last.items()
        }

    @api.model
    def _claim_terms_values(self, today, signing_days):
        return {
            "name": self._claim_number_sql(today),
            "date_subscribed": SQL("%s", today),
            "sign_deadline": SQL("%s", today + timedelta(days=signing_days)),
        }

    @api.model
    def _claim_number_sql(self, today):
        sequence = self.env["ir.sequence"]
        if not sequence._realestate_deal_counter():
            return SQL("NULL")  # drawn by Odoo and given with the claim
        prefix, padding, suffix = sequence._realestate_deal_number_parts(today)
        return SQL("%s || lpad(number, GREATEST(%s, length(number)), '0') || %s", prefix, padding, suffix)
