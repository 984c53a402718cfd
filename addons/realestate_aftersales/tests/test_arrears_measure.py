from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestArrearsMeasure(RealestateMoneyCommon):
    """ARR-1: customers overdue, of those with amounts due in the period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measure = cls.env.ref("realestate_aftersales.realestate_measure_customers_overdue")
        cls.deals = [
            cls._new_deal(unit, partner_id=partner.id, amounts=(100000.0, 50000.0))
            for unit, partner in ((cls.units[0], cls.buyer), (cls.units[1], cls.buyer_2), (cls.units[2], cls.buyer))
        ]
        cls.date_from, cls.date_to = cls.today - timedelta(days=30), cls.today - timedelta(days=1)
        cls.first = [deal.installment_ids.sorted("sequence")[0] for deal in cls.deals]
        for deal in cls.deals:
            first, second = deal.installment_ids.sorted("sequence")
            # the second falls due after the period
            first.date_due, second.date_due = cls.date_from, cls.today

    def _figure(self):
        self.env.flush_all()
        figures = self.measure._figures(self.date_from, self.date_to, domain=[("project_id", "=", self.project.id)])
        return (figures[False]["numerator"], figures[False]["denominator"], figures[False]["value"])

    def _pay_on(self, installment, amount, day):
        invoice = installment.move_ids or installment._invoice()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"amount": amount, "payment_date": day})._create_payments()

    def test_by_hand(self):
        """ARR-1: two customers have something due; who has two deals counts once; paid on the last day is in time."""
        self.assertEqual(self._figure(), (2, 2, 100.0))
        self._pay_on(self.first[1], 100000.0, self.date_to)
        self.assertEqual(self._figure(), (1, 2, 50.0))
        # one of the buyer's two deals: he still owes the other
        self._pay_on(self.first[0], 100000.0, self.date_to)
        self.assertEqual(self._figure(), (1, 2, 50.0))
        # partly paid is not paid
        self._pay_on(self.first[2], 99999.99, self.date_to)
        self.assertEqual(self._figure(), (1, 2, 50.0))
        self._pay_on(self.first[2], 0.01, self.date_to)
        self.assertEqual(self._figure(), (0, 2, 0.0))

    def test_paid_after_the_period(self):
        """ARR-1: what was paid the day after the period was overdue at its end, and stays so."""
        self._pay_on(self.first[1], 100000.0, self.date_to + timedelta(days=1))
        self.assertEqual(self._figure(), (2, 2, 100.0))

    def test_nothing_due_is_no_zero(self):
        """HR-2: without anything due in the period there is no figure."""
        for installment in self.first:
            installment.date_due = self.today
        figure = self.measure._figures(self.date_from, self.date_to, domain=[("project_id", "=", self.project.id)])
        self.assertIsNone(figure[False]["value"])
        self.assertIsNone(self.measure._is_reached(None))

    def test_the_figure_opens_its_records(self):
        """HR-2: a click opens the very records that were counted."""
        self._pay_on(self.first[1], 100000.0, self.date_to)
        for which, records in (
            ("numerator", self.first[0] | self.first[2]),
            ("denominator", self.first[0] | self.first[1] | self.first[2]),
            ("missed", self.first[1]),
        ):
            action = self.measure._records_action(
                self.date_from, self.date_to, by="project", subject_id=self.project.id, which=which
            )
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), records.sorted())

    def test_sheet(self):
        """HR-2: the sheet shows the figure with its target, by project and by person, in a fixed number of queries."""
        sheet = self.env["realestate.measure.sheet"].create(
            {"date_from": self.date_from, "date_to": self.date_to, "by": "project"}
        )
        line = sheet.line_ids.filtered(lambda row: row.measure_id == self.measure and row.project_id == self.project)
        self.assertEqual((line.numerator, line.denominator, line.value, line.is_reached), (2, 2, 100.0, False))
        for date_to in (self.date_from, self.date_to):
            with self.assertQueryCount(2):
                self.measure._figures(self.date_from, date_to, by="user")

    def test_sheet_opens_kept(self):
        """HR-2: the sheet is kept when it opens, so that its figures can be opened; the service manager's too."""
        action = self.env.ref("realestate_sales.realestate_measure_sheet_action_open").with_user(self.manager).run()
        sheet = self.env[action["res_model"]].browse(action["res_id"]).with_user(self.manager)
        self.assertEqual(sheet.date_from.day, 1)
        sheet.write({"date_from": self.date_from, "date_to": self.date_to})
        line = sheet.line_ids.filtered(lambda row: row.measure_id == self.measure)
        self.assertEqual(self.env["realestate.installment"].search_count(line.action_base()["domain"]), 3)
        shares = sheet.line_ids.filtered(lambda row: row.measure_id.unit == "percent")
        self.assertFalse(shares.filtered(lambda row: not row.denominator), "without a base there is no line")
