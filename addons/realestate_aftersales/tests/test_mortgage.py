from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestMortgage(RealestateMoneyCommon):
    """MOR-1, MOR-2: a combination loan from the signed contract to the funds, one bank refusing first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_{}"
        cls.officer = new_test_user(cls.env, "mor_officer", groups=group.format("officer"))
        cls.service_manager = new_test_user(cls.env, "mor_manager", groups=group.format("manager"))
        for user in (cls.officer, cls.service_manager):
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project.user_ids += cls.officer
        banks = cls.env["realestate.loan.bank"]
        cls.bank = banks.create({"name": "ICBC Riverside", "company_id": cls.company.id})
        cls.bank_2 = banks.create({"name": "CCB Centre", "company_id": cls.company.id, "funds_days": 20})
        cls.centre = banks.create({"name": "Fund Centre", "company_id": cls.company.id, "kind": "provident_loan"})
        # what ships with the addon may be changed by its users: no papers, no money to wait for but the loan
        templates = cls.env["realestate.service.template"].search([("kind_id.loan", "!=", False)])
        templates.material_ids.unlink()
        templates.step_ids.filtered(lambda step: step.money != "loan").money = False
        cls.method = cls.env["realestate.payment.method"].search(
            [("company_id", "=", cls.company.id), ("kind", "=", "combination")], limit=1
        )
        cls.method.line_ids.filtered("max_amount").max_amount = 300000.0
        cls.deals = [cls._loan_deal(unit) for unit in cls.units[:2]]
        cls.deal = cls.deals[0]
        cls.loans = cls.deal.mortgage_ids
        cls.commercial = cls.loans.filtered(lambda loan: loan.loan_kind == "commercial_loan").with_user(cls.officer)
        cls.provident = cls.loans - cls.commercial.sudo()

    @classmethod
    def _loan_deal(cls, unit):
        deal = cls._subscribe(unit, payment_method_id=cls.method.id)
        deal._prepare_step()
        deal.sudo()._generate_plan()
        deal.with_user(cls.administrator).action_sign()
        deal.service_user_id = cls.officer
        deal.service_ids.user_id = cls.officer
        return deal.with_env(cls.env)

    def _go_to(self, loan, effect):
        """Take ``loan`` on until it is in the step with ``effect``."""
        for _step in range(6):
            if loan.stage_id.effect == effect:
                return
            loan.action_next()
        self.fail(f"{loan.display_name} never came to {effect}")

    # ------------------------------------------------------------------
    # start
    # ------------------------------------------------------------------
    def test_both_loans_of_a_combination(self):
        """MOR-1: a combination starts one file a loan, each with its instalment of the plan."""
        self.assertEqual(set(self.loans.mapped("loan_kind")), {"commercial_loan", "provident_loan"})
        for loan in self.loans:
            self.assertEqual(loan.installment_id.kind, loan.loan_kind)
            self.assertEqual(loan.amount, loan.installment_id.amount)
            self.assertGreater(loan.amount, 0)
        # the only provident fund centre is chosen by itself, one of two banks is not
        self.assertEqual(self.provident.bank_id, self.centre)
        self.assertFalse(self.commercial.bank_id)

    def test_one_loan_may_cover_it_all(self):
        """DEAL-5, MOR-1: where the provident fund pays all of a combination there is no commercial file."""
        self.method.line_ids.filtered("max_amount").max_amount = 700000.0
        deal = self._loan_deal(self.units[2])
        self.assertEqual(deal.mortgage_ids.mapped("loan_kind"), ["provident_loan"])

    def test_instalment_of_a_plan_made_anew(self):
        """DEAL-5, MOR-1: when the plan is made anew the loan is that of the new plan."""
        before = self.commercial.installment_id
        self.deal.sudo()._generate_plan()
        self.assertTrue(self.commercial.installment_id)
        self.assertNotEqual(self.commercial.installment_id, before)

    # ------------------------------------------------------------------
    # to the bank
    # ------------------------------------------------------------------
    def test_funds_due(self):
        """MOR-1: funds are due 30 days (commercial), 60 (provident) after complete papers, or as the bank has it."""
        self.assertEqual((self.bank.funds_days, self.centre.funds_days, self.bank_2.funds_days), (30, 60, 20))
        self.commercial.bank_id = self.bank
        self.assertFalse(self.commercial.funds_due)
        for loan in (self.commercial, self.provident.with_user(self.officer)):
            self._go_to(loan, "loan_submit")
        self.assertEqual(self.commercial.date_papers, self.today)
        self.assertEqual(self.commercial.funds_due, self.today + timedelta(days=30))
        self.assertEqual(self.provident.funds_due, self.today + timedelta(days=60))
        self.commercial.bank_id = self.bank_2
        self.assertEqual(self.commercial.funds_due, self.today + timedelta(days=20))
        step = self.commercial.service_id.step_ids.filtered(lambda step: step.effect == "loan_funds")
        self.assertEqual(step.days, 20)

    def test_no_bank_no_submission(self):
        """MOR-1: a file is not submitted before its bank is chosen."""
        self._go_to(self.commercial, "loan_submit")
        with self.assertRaisesRegex(UserError, "Choose the bank first"):
            self.commercial.action_next()

    def test_many_to_one_bank(self):
        """MOR-1: several files go to one bank in one go, with one list; none goes when one cannot."""
        loans = self.commercial | self.deals[1].mortgage_ids.filtered(
            lambda loan: loan.loan_kind == "commercial_loan"
        ).with_user(self.officer)
        self._go_to(self.commercial, "loan_submit")
        with self.assertRaisesRegex(UserError, "not ready to be handed"):
            loans.action_submit(self.bank)
        self._go_to(loans[1], "loan_submit")
        with self.assertRaisesRegex(UserError, "does not grant"):
            loans.action_submit(self.centre)
        wizard = self.env["realestate.mortgage.submit"].with_user(self.officer).create(
            {"mortgage_ids": [Command.set(loans.ids)], "bank_id": self.bank.id}
        )  # fmt: skip
        action = wizard.action_submit()
        transfer = loans.transfer_ids
        self.assertEqual((len(transfer), transfer.count), (1, 2))
        self.assertEqual(transfer.amount, sum(loans.mapped("amount")))
        self.assertEqual(loans.bank_id, self.bank)
        self.assertEqual(set(loans.mapped("date_submitted")), {self.today})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(action["report_name"], transfer.ids)
        self.assertIn(self.units[1].name, html.decode())

    def test_quota(self):
        """MOR-1: what is submitted and not paid out is taken from the bank's quota; the window warns above it."""
        self.bank.quota = self.commercial.amount - 1
        self._go_to(self.commercial, "loan_submit")
        wizard = self.env["realestate.mortgage.submit"].create(
            {"mortgage_ids": [Command.set(self.commercial.ids)], "bank_id": self.bank.id}
        )
        self.assertTrue(wizard.is_over_quota)
        self.bank.quota = self.commercial.amount
        self.env.invalidate_all()
        self.assertFalse(wizard.is_over_quota)
        wizard.with_user(self.officer).action_submit()
        self.env.invalidate_all()
        self.assertEqual((self.bank.quota_used, self.bank.quota_left), (self.commercial.amount, 0))

    def test_rate_of_the_day(self):
        """MOR-1: the rate is the bank's for the buyer's home on the day."""
        self.bank.rate_ids = [
            Command.create({"date": self.today - timedelta(days=400), "home": "first", "rate": 3.9}),
            Command.create({"date": self.today, "home": "first", "rate": 3.1}),
            Command.create({"date": self.today + timedelta(days=1), "home": "first", "rate": 2.9}),
            Command.create({"date": self.today, "home": "second", "rate": 3.5}),
        ]
        self.commercial.bank_id = self.bank
        self.assertEqual(self.commercial.rate, 3.1)
        self.commercial.home = "second"
        self.assertEqual(self.commercial.rate, 3.5)

    def test_monthly_payment(self):
        """MOR-1: 1,000,000 over 30 years at 3.6% are 4,546.45 a month; without a rate it is divided."""
        self.commercial.write({"approved_amount": 1000000.0, "years": 30, "rate": 3.6})
        self.assertEqual(self.commercial.monthly_payment, 4546.45)
        self.commercial.rate = 0.0
        self.assertEqual(self.commercial.monthly_payment, 2777.78)

    # ------------------------------------------------------------------
    # refused
    # ------------------------------------------------------------------
    def _refused(self, then, **values):
        self._go_to(self.commercial, "loan_submit")
        self.commercial.action_submit(self.bank)
        wizard = self.env["realestate.mortgage.refused"].with_user(self.officer)
        return wizard.create({"mortgage_id": self.commercial.id, "reason": "收入不足", "then": then, **values})

    def test_another_bank(self):
        """MOR-1: refused by one bank, a new file starts for another; its papers need not come in again."""
        material = self.env["realestate.service.template.material"].create(
            {
                "template_id": self.commercial.service_id.template_id.id,
                "type_id": self.env["realestate.document.type"].create({"name": "Income", "service_only": True}).id,
            }
        )
        self.commercial.service_id.sudo()._apply_template()
        self.commercial.service_id.action_receive_materials()
        action = self._refused("bank", bank_id=self.bank_2.id).action_refused()
        self.assertEqual((self.commercial.state, self.commercial.refused_reason), ("refused", "收入不足"))
        again = self.env["realestate.mortgage"].browse(action["res_id"])
        self.assertEqual((again.bank_id, again.state, again.deal_id), (self.bank_2, "running", self.deal))
        paper = again.service_id.material_ids.filtered(lambda m: m.template_material_id == material)
        self.assertTrue(paper.received)
        self.env.invalidate_all()
        self.assertEqual((self.bank.refused_count, self.bank.refusal_rate), (1, 100.0))

    def test_another_method_or_withdrawal(self):
        """MOR-1, DEAL-7: another method or a withdrawal is a request that the deal's own levels decide."""
        action = self._refused("payment_method").action_refused()
        change = self.env["realestate.deal.change"].browse(action["res_id"])
        self.assertEqual((change.kind, change.state, change.deal_id), ("payment_method", "draft", self.deal))
        self.assertEqual(self.deal.state, "signed")

    # ------------------------------------------------------------------
    # funds
    # ------------------------------------------------------------------
    def test_funds_close_the_instalment(self):
        """MOR-1: funds received are a receipt; confirmed, the instalment is paid and the file goes on by itself."""
        self._go_to(self.commercial, "loan_submit")
        self.commercial.action_submit(self.bank)
        self._go_to(self.commercial, "loan_funds")
        self.assertEqual(self.commercial.approved_amount, self.commercial.amount)
        with self.assertRaisesRegex(UserError, self.commercial.installment_id.name):
            self.commercial.action_next()
        means = self.env["realestate.receipt.means"].search([("kind", "=", "bank")], limit=1)
        amount = self.commercial.amount
        receipt = self.commercial.action_funds(amount - 1, self.today, means)
        with self.assertRaisesRegex(UserError, "only"):
            self.commercial.action_funds(2, self.today, means)
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual(self.commercial.state, "running")
        receipt = self.commercial.action_funds(1, self.today, means)
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual((self.commercial.state, self.commercial.date_funds), ("funded", self.today))
        self.assertEqual(self.commercial.installment_id.residual_amount, 0)
        self.assertEqual(self.commercial.service_id.state, "done")
        self.assertTrue(self.commercial.funds_on_time)

    def test_measure_by_hand(self):
        """MOR-2: on the due day is on time, a day later is not; refused and undue files are left out."""
        due = self.today - timedelta(days=10)
        loans = (self.deals[0] | self.deals[1]).mortgage_ids
        for loan in loans:
            loan.bank_id = loan.bank_id or self.bank
            loan.sudo().date_papers = due - timedelta(days=loan.bank_id.funds_days)
        for loan, day in zip(loans[:2], (due, due + timedelta(days=1)), strict=True):
            invoice = loan.installment_id._invoice()
            payment = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            payment.create({"amount": loan.amount, "payment_date": day})._create_payments()
        loans[3].service_id.sudo()._end("refused", reason="x")
        self.env.flush_all()
        measure = self.env.ref("realestate_aftersales.realestate_measure_funds_on_time")

        def figure(date_from, date_to):
            figures = measure._figures(date_from, date_to, domain=[("project_id", "=", self.project.id)])[False]
            return figures["numerator"], figures["denominator"], figures["value"]

        self.assertEqual(loans[:3].mapped("funds_on_time"), [True, False, False])
        numerator, denominator, value = figure(due, due)
        self.assertEqual((numerator, denominator), (1, 3))
        self.assertAlmostEqual(value, 33.333, places=3)
        self.assertFalse(measure._is_reached(value))
        self.assertEqual(figure(due + timedelta(days=1), self.today), (0, 0, None))

    # ------------------------------------------------------------------
    # database and rights
    # ------------------------------------------------------------------
    def test_database(self):
        """MOR-1: a file has one loan, a loan runs 1 to 30 years, a bank pays in 1 day or more: by the database."""
        for record, vals in (
            (self.loans, {"years": 31}),
            (self.loans, {"years": 0}),
            (self.loans, {"service_id": self.provident.service_id.id}),
            (self.bank, {"funds_days": 0}),
            (self.bank, {"quota": -1}),
        ):
            with (
                self.subTest(**vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.sudo().write(vals)
                self.env.flush_all()

    def test_rights(self):
        """ACCESS-1: officers of the project work loans; a consultant reads his own deals' alone; HR nothing."""
        stranger = new_test_user(
            self.env, "mor_stranger", groups="realestate_aftersales.realestate_aftersales_group_officer"
        )
        stranger.write({"company_ids": [Command.set(self.company.ids)], "company_id": self.company.id})
        for user, rights in (
            (self.officer, {"read", "write"}),
            (self.service_manager, {"read", "write"}),
            (stranger, set()),
            (self.deal.user_id, {"read"}),
            (self.consultant_2, set()),
            (self.administrator, {"read"}),
            (self.accountant, {"read"}),
            (self.director, {"read"}),
            (self.users["hr"], set()),
            (self.users["configurator"], set()),
        ):
            loan = self.loans[0].with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual({r for r in ("read", "write", "create", "unlink") if loan.has_access(r)}, rights)
