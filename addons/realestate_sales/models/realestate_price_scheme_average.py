from odoo import fields, models


class RealestatePriceSchemeAverage(models.Model):
    """The average price of each building before and after a price scheme, side by side in a graph (INV-4)."""

    _name = "realestate.price.scheme.average"
    _description = "Average Price Before and After"
    _auto = False
    _order = "scheme_id, building_id, moment"
    _depends = {
        "realestate.price.scheme.line": ["scheme_id", "building_id", "company_id", "area", "price_before", "price"],
    }
    _table_query = """
        SELECT 2 * min(line.id) + (moment.place - 1) AS id, line.scheme_id, line.building_id, line.company_id,
               moment.name AS moment, sum(line.area) AS area,
               sum(CASE moment.place WHEN 1 THEN line.price_before ELSE line.price END) AS price,
               sum(CASE moment.place WHEN 1 THEN line.price_before ELSE line.price END)
                   / NULLIF(sum(line.area), 0)::numeric AS average
          FROM realestate_price_scheme_line line
    CROSS JOIN (VALUES (1, '1_before'), (2, '2_after')) moment (place, name)
      GROUP BY line.scheme_id, line.building_id, line.company_id, moment.place, moment.name
    """

    scheme_id = fields.Many2one("realestate.price.scheme", readonly=True)
    building_id = fields.Many2one("realestate.building", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    moment = fields.Selection([("1_before", "Before"), ("2_after", "After")], string="Before and After", readonly=True)
    area = fields.Float(string="Pricing Area", digits="Real Estate Area", readonly=True, help="㎡; 1 per unit")
    price = fields.Monetary(string="Total Value", readonly=True)
    average = fields.Monetary(string="Average Price", readonly=True, aggregator="avg", help="¥ per ㎡ or per unit")
