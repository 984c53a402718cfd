from datetime import timedelta

from odoo import api, fields, models


class RealestateChannelRivalWeek(models.Model):
    """What a rival project did in a week, and what we intercepted there 竞品监控 (CH-9)."""

    _name = "realestate.channel.rival.week"
    _description = "Week of a Rival Project"
    _inherit = ["mail.thread"]
    _order = "week desc, rival_id"
    _check_company_auto = True

    rival_id = fields.Many2one(
        "realestate.rival", string="Rival Project", required=True, index=True, check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="rival_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    week = fields.Date(
        string="Week of", required=True, index=True, default=lambda self: self._this_monday(), help="Its Monday."
    )
    price = fields.Monetary(string="Average Price", help="¥ per ㎡ at which the rival sells.", aggregator="avg")
    price_change = fields.Float(
        string="Against the Week Before (%)", digits=(16, 1), compute="_compute_price_change", help="Of the price."
    )
    units_launched = fields.Integer()
    units_sold = fields.Integer(tracking=True)
    visitors = fields.Integer(string="Visitors Counted", help="Groups counted at the rival's sales office.")
    promotion = fields.Text(string="Promotions")
    interceptions = fields.Integer(help="Visitors of the rival whom we spoke to.")
    intercepted_visits = fields.Integer(string="Visits Intercepted", help="Of these, who came to our sales office.")
    intercepted_deals = fields.Integer(string="Deals Intercepted", help="Of these, who subscribed with us.")
    user_id = fields.Many2one(
        "res.users", string="Recorded by", index=True, readonly=True, default=lambda self: self.env.user
    )

    _week_uniq = models.UniqueIndex("(rival_id, week)", "This week of the rival is recorded already.")
    _monday = models.Constraint("CHECK(EXTRACT(ISODOW FROM week) = 1)", "A week is named by its Monday.")
    _positive = models.Constraint(
        "CHECK(price >= 0 AND units_launched >= 0 AND units_sold >= 0 AND visitors >= 0 AND interceptions >= 0)",
        "A figure of a rival cannot be negative.",
    )
    _within = models.Constraint(
        "CHECK(intercepted_visits BETWEEN 0 AND interceptions AND intercepted_deals BETWEEN 0 AND intercepted_visits)",
        "Of those intercepted some visit, and of these some buy: not more.",
    )

    @api.model
    def _this_monday(self):
        today = self.env.company._realestate_today()
        return today - timedelta(days=today.weekday())

    @api.onchange("week")
    def _onchange_week(self):
        if self.week:
            self.week -= timedelta(days=self.week.weekday())

    @api.depends("rival_id", "week", "price")
    def _compute_price_change(self):
        before = self.search(
            [
                ("rival_id", "in", self.rival_id.ids),
                ("week", "in", [record.week - timedelta(days=7) for record in self if record.week]),
            ]
        )
        prices = {(record.rival_id, record.week): record.price for record in before}
        for record in self:
            last = record.week and prices.get((record.rival_id, record.week - timedelta(days=7)))
            record.price_change = 100 * (record.price / last - 1) if last and record.price else 0.0

    @api.depends("rival_id.name", "week")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.rival_id.name} {record.week}"
