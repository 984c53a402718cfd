from odoo import fields, models


class RealestatePriceSchemeSummary(models.Model):
    """Averages and values of a price scheme before and after, by building (INV-4)."""

    _name = "realestate.price.scheme.summary"
    _description = "Price Scheme by Building"
    _auto = False
    _order = "scheme_id, building_id"
    _depends = {
        "realestate.price.scheme.line": [
            "scheme_id", "building_id", "company_id", "area", "price_before", "price", "change",
        ],
    }  # fmt: skip
    _table_query = """
        SELECT min(line.id) AS id, line.scheme_id, line.building_id, line.company_id,
               count(*) AS unit_count, sum(line.area) AS area,
               sum(line.price_before) AS price_before, sum(line.price) AS price, sum(line.change) AS change,
               sum(line.price_before) / NULLIF(sum(line.area), 0)::numeric AS average_before,
               sum(line.price) / NULLIF(sum(line.area), 0)::numeric AS average,
               100 * sum(line.change) / NULLIF(sum(line.price_before), 0) AS change_percent
          FROM realestate_price_scheme_line line
      GROUP BY line.scheme_id, line.building_id, line.company_id
    """

    scheme_id = fields.Many2one("realestate.price.scheme", readonly=True)
    building_id = fields.Many2one("realestate.building", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_count = fields.Integer(string="Number of Units", readonly=True)
    area = fields.Float(string="Pricing Area", digits="Real Estate Area", readonly=True, help="㎡; 1 per unit")
    price_before = fields.Monetary(string="Value Before", readonly=True)
    price = fields.Monetary(string="Value After", readonly=True)
    change = fields.Monetary(string="Price Change", readonly=True)
    average_before = fields.Monetary(readonly=True, aggregator="avg", help="¥ per ㎡ or per unit")
    average = fields.Monetary(string="Average After", readonly=True, aggregator="avg", help="¥ per ㎡ or per unit")
    change_percent = fields.Float(string="Change (%)", readonly=True, digits=(8, 2), aggregator="avg")
