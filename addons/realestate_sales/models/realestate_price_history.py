from odoo import api, fields, models
from odoo.tools import SQL

PRICE_KIND_SELECTION = [("floor", "Floor price"), ("list", "List price"), ("filed", "Filed price")]


class RealestatePriceHistory(models.Model):
    """Every change of a unit's prices: when, by whom, from what to what and why (INV-4).

    Written by the unit alone; nobody has the right to change it.
    """

    _name = "realestate.price.history"
    _description = "Price History"
    _order = "date desc, id desc"
    _log_access = False

    unit_id = fields.Many2one("realestate.unit", required=True, readonly=True, index=True, ondelete="cascade")
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index=True)
    project_id = fields.Many2one(related="unit_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Changed by", readonly=True, index=True)
    kind = fields.Selection(PRICE_KIND_SELECTION, required=True, readonly=True)
    source = fields.Selection(
        [("manual", "By hand"), ("import", "Import"), ("generate", "Generated"), ("scheme", "Price scheme")],
        required=True,
        readonly=True,
        default="manual",
    )
    scheme_id = fields.Many2one(
        "realestate.price.scheme", string="Price Scheme", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    unit_price_before = fields.Monetary(readonly=True)
    unit_price = fields.Monetary(string="Unit Price After", readonly=True)
    price_before = fields.Monetary(string="Total Before", readonly=True)
    price = fields.Monetary(string="Total After", readonly=True)
    change = fields.Monetary(string="Price Change", readonly=True, help="Total after less total before.")

    @api.model
    def _log(self, rows):
        """Insert the changes of many units in one statement.

        Source and scheme come from the context: ``realestate_price_source`` (``import``, ``generate``,
        ``scheme``; by hand where it is not given) and ``realestate_price_scheme_id``.

        :param list rows: (unit id, kind, unit price before, total before, unit price, total), in ¥
        """
        if not rows:
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        units = self.env["realestate.unit"].browse(columns[0])
        units.flush_recordset(["building_id", "project_id", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO realestate_price_history
                       (unit_id, building_id, project_id, company_id, date, user_id, source, scheme_id,
                        kind, unit_price_before, price_before, unit_price, price, change)
                SELECT unit.id, unit.building_id, unit.project_id, unit.company_id, %s, %s, %s, %s::int,
                       row.kind, row.unit_price_before, row.price_before, row.unit_price, row.price,
                       row.price - row.price_before
                  FROM unnest(%s::int[], %s::varchar[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[])
                       WITH ORDINALITY
                       AS row (unit_id, kind, unit_price_before, price_before, unit_price, price, place)
                  JOIN realestate_unit unit ON unit.id = row.unit_id
              ORDER BY row.place
                """,
                *self._changed_by(),
                *columns,
            )
        )
        units.invalidate_recordset(["price_history_ids"], flush=False)

    @api.model
    def _log_first_prices(self, units):
        """Log the prices of units just created, by kind, in one statement; context as for ``_log``."""
        names = [f"{kind}_{what}" for kind, _label in PRICE_KIND_SELECTION for what in ("unit_price", "price")]
        units.flush_recordset(["building_id", "project_id", "company_id", *names])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO realestate_price_history
                       (unit_id, building_id, project_id, company_id, date, user_id, source, scheme_id,
                        kind, unit_price_before, price_before, unit_price, price, change)
                SELECT unit.id, unit.building_id, unit.project_id, unit.company_id, %s, %s, %s, %s::int,
                       row.kind, 0, 0, COALESCE(row.unit_price, 0), COALESCE(row.price, 0), COALESCE(row.price, 0)
                  FROM realestate_unit unit
            CROSS JOIN LATERAL (VALUES ('floor', floor_unit_price, floor_price), ('list', list_unit_price, list_price),
                                       ('filed', filed_unit_price, filed_price)) row (kind, unit_price, price)
                 WHERE unit.id = ANY(%s) AND (row.unit_price <> 0 OR row.price <> 0)
              ORDER BY unit.id
                """,
                *self._changed_by(),
                list(units.ids),
            )
        )
        units.invalidate_recordset(["price_history_ids"], flush=False)

    @api.model
    def _changed_by(self):
        """Return when, by whom and by what the prices are changed: date, user, source, scheme."""
        return (
            fields.Datetime.now(),
            self.env.uid,
            self.env.context.get("realestate_price_source", "manual"),
            self.env.context.get("realestate_price_scheme_id") or None,
        )
