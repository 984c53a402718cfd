from odoo import api, fields, models
from odoo.tools import SQL

from .realestate_channel_team import SOURCE_MODULES

# what a row counts, and nothing else of it is other than 0
MEASURES = (
    "reach",
    "plan_reach",
    "interested",
    "visits",
    "plan_visits",
    "subscriptions",
    "contracts",
    "amount",
    "cost",
)
RATIOS = {
    "visit_cost": ("cost", "visits"),
    "deal_cost": ("cost", "subscriptions"),
    "visit_rate": ("visits", "reach"),
    "subscription_rate": ("subscriptions", "visits"),
    "contract_rate": ("contracts", "subscriptions"),
    "attainment": ("reach", "plan_reach"),
}
PERCENT = {"visit_rate", "subscription_rate", "contract_rate", "attainment"}


class RealestateChannelFunnel(models.Model):
    """The way from outreach to the contract, one row for each thing that happened on a day (CH-2).

    Outreach is what was entered, visits, subscriptions and contracts are the customers' own records, cost is of
    settlements and cost lines. Shares are computed where rows are added up, so they are right at every level.
    """

    _name = "realestate.channel.funnel"
    _description = "Outreach to Contract"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "day"
    _depends = {
        "realestate.channel.result": ["day", "project_id", "team_id", "user_id", "reach", "plan_reach", "interested",
                                      "plan_visits"],
        "crm.lead": ["realestate_channel_visit_day", "realestate_channel_module", "realestate_channel_team_id",
                     "realestate_channel_user_id", "realestate_channel_partner_id", "realestate_project_id"],
        "realestate.deal": ["realestate_channel_lead_id", "state", "parent_id", "date_subscribed", "date_signed",
                            "price"],
        "realestate.channel.cost": ["day", "project_id", "team_id", "amount"],
        "realestate.channel.settlement.line": ["day", "project_id", "team_id", "amount", "state"],
    }  # fmt: skip

    day = fields.Date(readonly=True)
    kind = fields.Selection(
        [("outreach", "Outreach"), ("visit", "Visit"), ("subscription", "Subscription"), ("contract", "Contract"),
         ("cost", "Cost")],
        readonly=True,
    )  # fmt: skip
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_id = fields.Many2one("realestate.project", readonly=True)
    module = fields.Selection(SOURCE_MODULES, readonly=True)
    team_id = fields.Many2one("realestate.channel.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    reach = fields.Integer(string="Reached", readonly=True)
    plan_reach = fields.Integer(string="To Reach", readonly=True)
    interested = fields.Integer(readonly=True)
    visits = fields.Integer(readonly=True)
    plan_visits = fields.Integer(string="Visits Planned", readonly=True)
    subscriptions = fields.Integer(readonly=True)
    contracts = fields.Integer(readonly=True)
    amount = fields.Monetary(string="Amount Signed", readonly=True)
    cost = fields.Monetary(readonly=True)
    visit_cost = fields.Monetary(string="Cost per Visit", readonly=True, aggregator="sum")
    deal_cost = fields.Monetary(string="Cost per Deal", readonly=True, aggregator="sum")
    visit_rate = fields.Float(string="Visits of Reached (%)", readonly=True, aggregator="sum")
    subscription_rate = fields.Float(string="Subscriptions of Visits (%)", readonly=True, aggregator="sum")
    contract_rate = fields.Float(string="Contracts of Subscriptions (%)", readonly=True, aggregator="sum")
    attainment = fields.Float(string="Plan Reached (%)", readonly=True, aggregator="sum")
    result_id = fields.Many2one("realestate.channel.result", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True)
    deal_id = fields.Many2one("realestate.deal", readonly=True)
    cost_id = fields.Many2one("realestate.channel.cost", string="Cost Line", readonly=True)
    settlement_line_id = fields.Many2one("realestate.channel.settlement.line", readonly=True)
    what_for = fields.Char(compute="_compute_what_for", help="What the cost was for.")

    @api.depends("kind")
    def _compute_what_for(self):
        """A row's id tells the record it counts: who reads the row reads what the money was for."""
        self.what_for = False
        for number, (model, name) in self._cost_sources().items():
            rows = self.filtered(lambda row, number=number: row.id % 8 == number)
            for row, source in zip(rows, self.env[model].sudo().browse(row.id // 8 for row in rows), strict=True):
                row.what_for = source[name]

    @api.model
    def _cost_sources(self):
        """Return the number of each kind of cost in ``_queries``, with its model and the field that names it."""
        return {4: ("realestate.channel.cost", "name"), 5: ("realestate.channel.settlement.line", "explanation")}

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._queries().values())

    @api.model
    def _columns(self, number, source, **columns):
        """Return the SELECT list of one kind of rows: ``columns`` as SQL text by name, the rest empty.

        :param int number: which kind: rows of different kinds have different ids
        :param str source: the alias whose id makes the row's
        """
        empty = dict.fromkeys(MEASURES, "0") | dict.fromkeys(
            ("project_id", "team_id", "user_id", "partner_id", "result_id", "lead_id", "deal_id", "cost_id",
             "settlement_line_id"), "NULL::integer"
        )  # fmt: skip
        empty |= dict.fromkeys(RATIOS, "0.0") | {"module": "NULL::varchar", "company_id": "NULL::integer"}
        values = {"id": f"{source}.id::bigint * 8 + {number}", **empty, **columns}
        # the expressions are written in our addons, see _queries
        named = [SQL("%s AS %s", SQL(values[name]), SQL.identifier(name)) for name in sorted(values)]  # pylint: disable=sql-injection
        return SQL(", ").join(named)

    @api.model
    def _queries(self):
        """Return name → SQL of each kind of rows; extended by whatever else belongs to the way to the contract."""
        lead = {
            "company_id": "lead.company_id",
            "module": "lead.realestate_channel_module",
            "team_id": "lead.realestate_channel_team_id",
            "user_id": "lead.realestate_channel_user_id",
            "partner_id": "lead.realestate_channel_partner_id",
        }
        deal = {**lead, "project_id": "deal.project_id", "company_id": "deal.company_id", "lead_id": "lead.id",
                "deal_id": "deal.id"}  # fmt: skip
        deals = SQL(
            "FROM realestate_deal deal JOIN crm_lead lead ON lead.id = deal.realestate_channel_lead_id"
            " WHERE deal.state != 'cancelled' AND deal.parent_id IS NULL AND lead.realestate_channel_module IS NOT NULL"
        )
        own = {name: f"row.{name}" for name in ("company_id", "project_id", "module", "team_id", "day")}
        return {
            "outreach": SQL(
                "SELECT %s FROM realestate_channel_result AS row",
                self._columns(
                    0,
                    "row",
                    **own,
                    kind="'outreach'",
                    user_id="row.user_id",
                    result_id="row.id",
                    reach="row.reach",
                    plan_reach="row.plan_reach",
                    interested="row.interested",
                    plan_visits="row.plan_visits",
                ),
            ),
            "visit": SQL(
                "SELECT %s FROM crm_lead lead WHERE lead.realestate_channel_visit_day IS NOT NULL",
                self._columns(
                    1,
                    "lead",
                    **lead,
                    kind="'visit'",
                    day="lead.realestate_channel_visit_day",
                    project_id="lead.realestate_project_id",
                    lead_id="lead.id",
                    visits="1",
                ),
            ),
            "subscription": SQL(
                "SELECT %s %s AND deal.date_subscribed IS NOT NULL",
                self._columns(2, "deal", **deal, kind="'subscription'", day="deal.date_subscribed", subscriptions="1"),
                deals,
            ),
            "contract": SQL(
                "SELECT %s %s AND deal.date_signed IS NOT NULL",
                self._columns(
                    3, "deal", **deal, kind="'contract'", day="deal.date_signed", contracts="1", amount="deal.price"
                ),
                deals,
            ),
            "cost": SQL(
                "SELECT %s FROM realestate_channel_cost AS row",
                self._columns(4, "row", **own, kind="'cost'", cost="row.amount", cost_id="row.id"),
            ),
            "settlement": SQL(
                "SELECT %s FROM realestate_channel_settlement_line AS row WHERE row.state = 'approved'",
                self._columns(5, "row", **own, kind="'cost'", cost="row.amount", settlement_line_id="row.id"),
            ),
        }

    def _read_group_select(self, aggregate_spec, query):
        name = aggregate_spec.split(":")[0]
        if name not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        numerator, denominator = (SQL("SUM(%s)", self._field_to_sql(self._table, part, query)) for part in RATIOS[name])
        factor = SQL("100.0") if name in PERCENT else SQL("1.0")
        return SQL("%s * %s / NULLIF(%s, 0)", factor, numerator, denominator)
