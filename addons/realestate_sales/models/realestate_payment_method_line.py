from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

DUE_EVENTS = [
    ("date", "On a date"),
    ("subscribed", "After subscription"),
    ("signed", "After signing"),
    ("online", "After online signing"),
    ("filed", "After filing"),
    ("milestone", "At a construction milestone"),
    ("delivered", "After delivery"),
]
DUE_UNITS = [("day", "Days"), ("month", "Months")]
LOAN_KINDS = ("commercial_loan", "provident_loan")


class RealestatePaymentMethodLine(models.Model):
    """One instalment of a payment method: how much, of what kind, due when (DEAL-5)."""

    _name = "realestate.payment.method.line"
    _description = "Payment Method Line"
    _order = "method_id, sequence, id"

    method_id = fields.Many2one("realestate.payment.method", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="method_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("deposit", "Deposit"),
            ("down_payment", "Down payment"),
            ("installment", "Instalment"),
            ("commercial_loan", "Commercial loan"),
            ("provident_loan", "Provident fund loan"),
        ],
        required=True,
        default="installment",
    )
    value_type = fields.Selection(
        [("percent", "Percent of the price"), ("amount", "Amount"), ("remainder", "Remainder")],
        string="Value",
        required=True,
        default="percent",
        help="One line takes the remainder, so that the plan always adds up to the price.",
    )
    percent = fields.Float(digits=(5, 2))
    amount = fields.Monetary()
    max_amount = fields.Monetary(
        string="At Most",
        help="The most the provident fund lends. What is above goes to the commercial loan "
        "that counts both loans together, else to the down payment. 0: no limit.",
    )
    includes_deposit = fields.Boolean(
        help="The deposit is part of this amount and is taken off it; the rest of a larger one goes to the next line."
    )
    includes_provident = fields.Boolean(
        string="Both Loans Together",
        help="The percent is what both loans come to: the provident fund loan is taken off.",
    )

    due_event = fields.Selection(DUE_EVENTS, string="Due", required=True, default="signed")
    due_count = fields.Integer(string="Delay", help="Days or months after the event.")
    due_unit = fields.Selection(DUE_UNITS, string="Delay Unit", required=True, default="day")
    due_date = fields.Date(string="Due On")
    milestone_type_id = fields.Many2one(
        "realestate.milestone.type", string="Milestone", index="btree_not_null", ondelete="restrict"
    )

    # deferred: two lines of one form may exchange their roles
    _remainder_once = models.Constraint(
        "EXCLUDE (method_id WITH =) WHERE (value_type = 'remainder') DEFERRABLE INITIALLY DEFERRED",
        "Only one line of a payment method takes the remainder.",
    )
    _value_positive = models.Constraint(
        "CHECK((value_type = 'percent' AND percent > 0 AND percent <= 100)"
        " OR (value_type = 'amount' AND amount > 0) OR value_type = 'remainder')",
        "A line needs a percent above 0 and at most 100, or an amount above 0.",
    )
    _max_amount_positive = models.Constraint(
        "CHECK(COALESCE(max_amount, 0) >= 0)", "The most that the fund lends cannot be negative."
    )
    _due_complete = models.Constraint(
        "CHECK((due_event != 'date' OR due_date IS NOT NULL)"
        " AND (due_event != 'milestone' OR milestone_type_id IS NOT NULL))",
        "Say the day on which the line is due, or its milestone.",
    )
    _due_count_positive = models.Constraint("CHECK(due_count >= 0)", "A delay is 0 or more days or months.")

    @api.model
    def _due_day(self, base, count, unit):
        """Return the day ``count`` days or months after ``base``.

        Months keep the day of the month where it exists, always counted from ``base`` itself:
        31 January + 1 month is the last of February, + 2 months is 31 March (DEAL-5).
        """
        return base + (relativedelta(months=count) if unit == "month" else relativedelta(days=count))

    def _prepare_installment_vals(self, amount):
        """Values that an instalment of ``amount`` ¥ takes from this line."""
        self.ensure_one()
        return {
            "name": self.name,
            "sequence": self.sequence,
            "kind": self.kind,
            "amount": amount,
            "due_event": self.due_event,
            "due_count": self.due_count,
            "due_unit": self.due_unit,
            "date_due": self.due_date if self.due_event == "date" else False,
            "milestone_type_id": self.milestone_type_id.id,
        }
