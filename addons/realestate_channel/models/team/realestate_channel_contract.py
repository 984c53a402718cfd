from datetime import timedelta

from odoo import api, fields, models

BASES = [("day", "Person-Day"), ("call", "Call Made"), ("visit", "Visit"), ("deal", "Deal Closed")]


class RealestateChannelContract(models.Model):
    """What was agreed with the firm that sends a hired team 外聘团队: headcount, days and pay rules (CH-1)."""

    _name = "realestate.channel.contract"
    _description = "Contract of a Hired Team"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Contract Number", required=True, tracking=True)
    team_id = fields.Many2one(
        "realestate.channel.team", string="Hired Team", required=True, index=True, check_company=True,
        ondelete="restrict", domain="[('is_hired', '=', True)]",
    )  # fmt: skip
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Vendor", required=True, index=True, tracking=True, check_company=True,
        ondelete="restrict",
    )  # fmt: skip
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="Through", tracking=True, help="Empty: until further notice.")
    headcount = fields.Integer(string="Headcount Agreed", tracking=True)
    headcount_min = fields.Float(
        string="Paid at Least", digits=(16, 1), help="Person-days paid for a day on which the team came, at least."
    )
    headcount_max = fields.Float(
        string="Paid at Most", digits=(16, 1), help="Person-days paid for a day at most; 0: as many as came."
    )
    deal_moment = fields.Selection(
        [("subscription", "Subscription"), ("signing", "Signing")],
        string="A Deal Counts at",
        required=True,
        default="signing",
    )
    document = fields.Binary(attachment=True)
    document_name = fields.Char()
    rate_ids = fields.One2many("realestate.channel.rate", "contract_id", string="Pay Rules")
    settlement_ids = fields.One2many("realestate.channel.settlement", "contract_id", string="Settlements")
    settlement_count = fields.Integer(compute="_compute_settlement_count")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(company_id, name)", "This contract number is there already.")
    _period = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "The contract ends before it begins: choose a later last day."
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(team_id, team_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (active)",
        "A day of a hired team is paid by one contract, and there is another one in these days: let it end the day before.",
    )
    _headcounts = models.Constraint(
        "CHECK(headcount >= 0 AND headcount_min >= 0 AND headcount_max >= 0"
        " AND (headcount_max = 0 OR headcount_max >= headcount_min))",
        "The headcount paid at most is not below the headcount paid at least, and none is negative.",
    )

    @api.depends("settlement_ids")
    def _compute_settlement_count(self):
        for contract in self:
            contract.settlement_count = len(contract.settlement_ids)

    def _rate(self, basis, day):
        """Return the pay rule of ``basis`` that holds on ``day``: the last one begun by then, if any."""
        self.ensure_one()
        rates = self.rate_ids.filtered(lambda rate: rate.basis == basis and rate.date_from <= day)
        return rates.sorted("date_from")[-1:]

    def _paid_person_days(self, person_days):
        """Return for how many person-days a day is paid on which ``person_days`` came."""
        self.ensure_one()
        if not person_days:
            return 0.0
        paid = max(person_days, self.headcount_min)
        return min(paid, self.headcount_max) if self.headcount_max else paid

    def action_view_settlements(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlements"),
            "res_model": "realestate.channel.settlement",
            "views": [(False, "list"), (False, "form")],
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
        }

    def action_new_settlement(self):
        """Open the settlement of what is not settled yet: from the day after the last one through yesterday."""
        self.ensure_one()
        last = self.settlement_ids.filtered(lambda settlement: settlement.state != "cancelled").mapped("date_to")
        first = max([self.date_from, *(day + timedelta(days=1) for day in last)])
        today = self.company_id._realestate_today()
        action = self.action_view_settlements()
        return {
            **action,
            "views": [(False, "form")],
            "context": {
                "default_contract_id": self.id,
                "default_date_from": first,
                "default_date_to": max(first, min(self.date_to or today, today - timedelta(days=1))),
            },
        }
