from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestPaymentPlan(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mortgage = cls._new_method(
            "mortgage",
            {"kind": "deposit", "value_type": "amount", "amount": 20000, "due_event": "subscribed"},
            {"kind": "down_payment", "value_type": "remainder"},
            {"kind": "commercial_loan", "percent": 70, "due_event": "online", "due_count": 1, "due_unit": "month"},
        )

    @classmethod
    def _new_method(cls, kind, *lines, **values):
        commands = [
            Command.create({"name": f"{number}", "sequence": number, **line}) for number, line in enumerate(lines, 1)
        ]
        return cls.env["realestate.payment.method"].create({"name": kind, "kind": kind, "line_ids": commands, **values})

    def _amounts(self, method, price, **options):
        options.setdefault("loan_rounding", 10000)
        plan = method._plan_amounts(price, **options)
        self.assertEqual(round(sum(amount for _line, amount in plan), 2), price)
        return [amount for _line, amount in plan]

    # amounts --------------------------------------------------------
    def test_loan_rounded_down_rest_to_down_payment(self):
        """DEAL-5: 70% of 1,234,567 is lent as 860,000, the rest is down payment."""
        self.assertEqual(self._amounts(self.mortgage, 1234567), [20000, 354567, 860000])
        self.assertEqual(self._amounts(self.mortgage, 1234567, loan_rounding=0), [20000, 350370.1, 864196.9])

    def test_loan_as_remainder(self):
        """DEAL-5: a loan that takes the remainder is rounded down too; a percent down payment gets the rest."""
        method = self._new_method(
            "mortgage",
            {"kind": "deposit", "value_type": "amount", "amount": 20000},
            {"kind": "down_payment", "percent": 30, "includes_deposit": True},
            {"kind": "commercial_loan", "value_type": "remainder"},
        )
        self.assertEqual(self._amounts(method, 1234567), [20000, 354567, 860000])

    def test_combination_loan(self):
        """DEAL-5: the provident fund lends up to its cap, the commercial loan the rest of the 70%."""
        method = self._new_method(
            "combination",
            {"kind": "down_payment", "value_type": "remainder"},
            {"kind": "provident_loan", "percent": 70, "max_amount": 705000},
            {"kind": "commercial_loan", "percent": 70, "includes_provident": True},
        )
        self.assertEqual(self._amounts(method, 1234567), [374567, 700000, 160000])
        self.assertEqual(self._amounts(method, 500000), [150000, 350000])

    def test_provident_cap_alone(self):
        """DEAL-5: what the fund does not lend is down payment."""
        method = self._new_method(
            "provident_fund",
            {"kind": "down_payment", "percent": 30},
            {"kind": "provident_loan", "value_type": "remainder", "max_amount": 500000},
        )
        self.assertEqual(self._amounts(method, 1000000), [500000, 500000])

    def test_deposit_larger_than_the_first_line(self):
        """DEAL-5: a deposit above the first line reaches into the next; the sum stays the price."""
        method = self._new_method(
            "installments",
            {"kind": "down_payment", "percent": 10, "includes_deposit": True},
            {"percent": 50, "includes_deposit": True},
            {"value_type": "remainder"},
        )
        self.assertEqual(self._amounts(method, 1000000, deposit=150000), [150000, 450000, 400000])

    def test_sums_match_for_awkward_numbers(self):
        """DEAL-5: Σ instalments = price, to the cent, whatever the numbers."""
        method = self._new_method(
            "installments",
            {"percent": 33.33},
            {"percent": 33.33},
            {"percent": 0.01},
            {"value_type": "remainder"},
        )
        for cents in range(100, 100000000, 1234577):
            self._amounts(method, cents / 100)
            self._amounts(self.mortgage, cents / 100)

    def test_more_than_the_price_refused(self):
        """DEAL-5: fixed amounts above the price are refused in a sentence."""
        method = self._new_method(
            "installments", {"value_type": "amount", "amount": 500000}, {"value_type": "remainder"}
        )
        with self.assertRaisesRegex(UserError, "more than the price"):
            method._plan_amounts(499999.99)

    def test_exactly_one_remainder(self):
        """DEAL-5: a method has exactly one remainder line; the database knows it."""
        with self.assertRaisesRegex(ValidationError, "0 remainder lines"):
            self._new_method("lump_sum", {"percent": 100})
        with self.assertRaisesRegex(ValidationError, "2 remainder lines"):
            self._new_method("lump_sum", {"value_type": "remainder"}, {"value_type": "remainder"})
        self.env.cr.execute("SELECT contype FROM pg_constraint WHERE conname LIKE %s", ["%_remainder_once"])
        self.assertEqual(self.env.cr.fetchall(), [("x",)])

    def test_loan_needs_down_payment(self):
        """DEAL-5: without a down payment the rounding of a loan has nowhere to go."""
        with self.assertRaisesRegex(ValidationError, "no down payment"):
            self._new_method("mortgage", {"value_type": "remainder", "kind": "commercial_loan"})

    # days -----------------------------------------------------------
    def test_months_keep_the_day(self):
        """DEAL-5: 31 January + 1 month is the last of February, + 2 months 31 March; leap years."""
        due_day = self.env["realestate.payment.method.line"]._due_day
        for start, count, unit, expected in [
            (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
            (date(2026, 1, 31), 2, "month", date(2026, 3, 31)),
            (date(2028, 1, 31), 1, "month", date(2028, 2, 29)),
            (date(2028, 2, 29), 12, "month", date(2029, 2, 28)),
            (date(2027, 12, 31), 2, "month", date(2028, 2, 29)),
            (date(2026, 2, 27), 2, "day", date(2026, 3, 1)),
        ]:
            with self.subTest(start=start, count=count):
                self.assertEqual(due_day(start, count, unit), expected)

    def test_due_dates_fill_in_when_it_happens(self):
        """DEAL-5: a date that waits for signing or online signing is set when that day comes."""
        deal = self._subscribe(payment_method_id=self.mortgage.id)
        deposit, down, loan = deal.installment_ids
        self.assertEqual(deposit.date_due, deal.date_subscribed)
        self.assertFalse(down.date_due)
        deal.date_signed = date(2026, 1, 30)
        deal.date_online = date(2026, 1, 31)
        self.assertEqual(down.date_due, date(2026, 1, 30))
        self.assertEqual(loan.date_due, date(2026, 2, 28))
        deal.date_online = False
        self.assertFalse(loan.date_due)

    def test_milestone_sets_due_dates(self):
        """DEAL-5: reaching a milestone of the building makes its instalments due."""
        topped_out = self.env.ref("realestate_sales.realestate_milestone_type_topped_out")
        method = self._new_method(
            "installments",
            {"percent": 50},
            {
                "value_type": "remainder",
                "due_event": "milestone",
                "milestone_type_id": topped_out.id,
                "due_count": 1,
                "due_unit": "month",
            },
        )
        deal = self._subscribe(payment_method_id=method.id)
        line = deal.installment_ids[-1]
        self.assertFalse(line.date_due)
        milestone = (
            self.env["realestate.milestone"]
            .with_user(self.administrator)
            .create({"building_id": self.building.id, "type_id": topped_out.id, "date_planned": date(2026, 5, 1)})
        )
        self.assertFalse(line.date_due)
        milestone.date_reached = date(2026, 5, 31)
        self.assertEqual(line.date_due, date(2026, 6, 30))

    # deals ----------------------------------------------------------
    def test_plan_of_a_deal(self):
        """DEAL-5: a subscription with a method has its plan at once; the deposit is its first line."""
        deal = self._subscribe(payment_method_id=self.mortgage.id, deposit_amount=50000)
        self.assertEqual(deal.installment_ids.mapped("amount"), [50000, 250000, 700000])
        self.assertEqual(deal.installment_ids.mapped("kind"), ["deposit", "down_payment", "commercial_loan"])
        self.assertEqual(deal.plan_difference, 0)

    def test_deposit_without_a_line(self):
        """DEAL-5: a deposit that the method knows nothing of still is the first instalment."""
        method = self._new_method("lump_sum", {"value_type": "remainder"})
        deal = self._subscribe(payment_method_id=method.id, deposit_amount=30000)
        self.assertEqual(deal.installment_ids.mapped("amount"), [30000, 970000])

    def test_default_deposit_is_legal(self):
        """DEAL-2: the deposit that a method brings is at most 20% of a small price."""
        amounts = self.mortgage._plan_amounts(50000.0, loan_rounding=10000)
        self.assertEqual(amounts[0][1], 10000)

    def test_method_change(self):
        """DEAL-5: another method makes another plan while nothing is invoiced."""
        deal = self._subscribe(payment_method_id=self.mortgage.id)
        lump = self._new_method("lump_sum", {"value_type": "remainder"})
        deal.with_user(self.consultant).payment_method_id = lump
        self.assertEqual(deal.installment_ids.mapped("amount"), [20000, 980000])

    def test_invoiced_plan_stays(self):
        """DEAL-5: once an instalment beyond the deposit is invoiced the plan is not made again."""
        deal = self._subscribe(payment_method_id=self.mortgage.id)
        deposit, down, _loan = deal.installment_ids
        self._invoice(deposit)
        deal.action_generate_plan()
        self.assertIn(deposit, deal.installment_ids)
        self.assertEqual(sum(deal.installment_ids.mapped("amount")), deal.price)
        down = deal.installment_ids.filtered(lambda line: line.kind == "down_payment")
        self._invoice(down)
        with self.assertRaises(UserError) as refused:
            deal.action_generate_plan()
        self.assertIn("invoiced already", refused.exception.args[0])
        with self.assertRaises(UserError) as refused:
            down.amount = 1
        self.assertIn("is invoiced", refused.exception.args[0])

    def _invoice(self, line):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "realestate_installment_id": line.id,
                "invoice_line_ids": [Command.create({"name": line.name, "price_unit": line.amount, "tax_ids": False})],
            }
        )

    def test_lines_must_add_up(self):
        """DEAL-5: lines edited by hand must add up to the price; the message tells the difference."""
        deal = self._subscribe(payment_method_id=self.mortgage.id).with_user(self.manager)
        _deposit, down, loan = deal.sudo().installment_ids
        with self.assertRaises(ValidationError) as refused:
            deal.installment_ids = [Command.update(down.id, {"amount": down.amount + 0.01})]
        self.assertIn("0.01 too much", refused.exception.args[0])
        with self.assertRaises(ValidationError):
            down.with_user(self.manager).amount += 1
        deal.installment_ids = [
            Command.update(down.id, {"amount": down.amount + 10000}),
            Command.update(loan.id, {"amount": loan.amount - 10000}),
        ]
        self.assertEqual(down.amount, 290000)

    def test_signed_plan_stays(self):
        """DEAL-7: after signing a manager changes the plan by request alone; fees may still come."""
        deal = self._subscribe(payment_method_id=self.mortgage.id)
        deal.sudo().state = "signed"
        line = deal.installment_ids[1].with_user(self.manager)
        for vals in ({"amount": 1}, {"due_event": "date", "date_due": date(2030, 1, 1)}):
            with self.assertRaises(UserError) as refused:
                line.write(vals)
            self.assertIn("agreed in its contract", refused.exception.args[0])
        self.env["realestate.installment"].with_user(self.administrator).create(
            {"deal_id": deal.id, "name": "Maintenance fund", "kind": "fee", "amount": 8000}
        )

    def test_fees_are_not_price(self):
        """DEAL-6: a collected fee is an instalment beside the price."""
        deal = self._subscribe(payment_method_id=self.mortgage.id)
        self.env["realestate.installment"].create(
            {"deal_id": deal.id, "name": "Maintenance fund", "kind": "fee", "amount": 8000}
        )
        self.assertEqual(deal.plan_difference, 0)

    def test_many_deals_at_once(self):
        """P6: plans of many deals take no query per deal."""
        units = self._new_units(20, section="9")
        deals = self.env["realestate.deal"].create(
            [{"unit_id": unit.id, "partner_id": self.buyer.id, "deposit_amount": 20000} for unit in units]
        )
        first, rest = deals[:2], deals[2:]
        (first | rest).flush_recordset()

        def queries(batch):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            super(type(batch), batch).write({"payment_method_id": self.mortgage.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = queries(first), queries(rest)
        self.assertEqual(len(deals.installment_ids), 60)
        self.assertLessEqual(many, few + 2)

    def test_company_has_default_methods(self):
        """DEAL-5: a company with a project has the five usual methods."""
        methods = self.env["realestate.payment.method"].search([("company_id", "=", self.company.id)])
        kinds = set(methods.mapped("kind"))
        self.assertEqual(kinds, {"lump_sum", "installments", "mortgage", "provident_fund", "combination"})

    def test_preview(self):
        """DEAL-5: the method form shows what a sample price would come to."""
        self.mortgage.sample_price = 1234567
        self.assertIn("860,000", str(self.mortgage.preview))
