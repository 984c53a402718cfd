"""Issue 4, «done when»: a sold unit from its contract to the certificate in the bank's hands, step by step by each role."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.realestate_aftersales.tests.common_handover import PIXEL
from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestJourneyAftersales(RealestateMoneyCommon):
    """A combination loan that one bank refuses, arrears, +3.4%, two defects; the books are empty of advances."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_{}"
        cls.officer = new_test_user(cls.env, "walk_officer", groups=group.format("officer"))
        cls.service_manager = new_test_user(cls.env, "walk_manager", groups=group.format("manager"))
        for user in (cls.officer, cls.service_manager):
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project.user_ids += cls.officer
        banks = cls.env["realestate.loan.bank"]
        cls.bank = banks.create({"name": "ICBC Riverside", "company_id": cls.company.id})
        cls.bank_2 = banks.create({"name": "CCB Centre", "company_id": cls.company.id})
        banks.create({"name": "Fund Centre", "company_id": cls.company.id, "kind": "provident_loan"})
        cls.method = cls.env["realestate.payment.method"].search(
            [("company_id", "=", cls.company.id), ("kind", "=", "combination")], limit=1
        )
        cls.method.line_ids.filtered("max_amount").max_amount = 300000.0
        cls.signed_on = cls.today - timedelta(days=40)

    def setUp(self):
        super().setUp()
        deal = self._subscribe(self.unit, payment_method_id=self.method.id)
        deal.write({"date_subscribed": self.signed_on, "sign_deadline": self.signed_on + timedelta(days=7)})
        deal._prepare_step()
        deal.sudo()._generate_plan()
        deal.with_user(self.administrator).action_sign(self.signed_on)
        deal.service_user_id = self.officer
        self.deal = deal.with_env(self.env)
        self.lines = {line.kind: line for line in self.deal.installment_ids}

    # ------------------------------------------------------------------
    # what the roles do
    # ------------------------------------------------------------------
    def _file(self, kind):
        """The running file of a kind, as the officer has it."""
        kind = self.env.ref(f"realestate_aftersales.realestate_service_kind_{kind}")
        files = self.deal.service_ids.filtered(lambda s: s.kind_id == kind and s.state == "running")
        self.assertEqual(len(files), 1)
        return files.with_user(self.officer)

    def _walk(self, service, effect=False):
        """The officer receives the papers of each step and finishes it, until the one with ``effect``, or the end."""
        for _step in range(8):
            if service.state != "running" or (effect and service.stage_id.effect == effect):
                return
            if service.missing_count:
                service.action_receive_materials()
            service.action_next()
        self.fail(f"{service.display_name} never came to {effect}: {service.blocking_reason}")

    def _receive(self, amount, line, day=None):
        """The desk registers what the buyer paid, the accountant confirms it."""
        receipt = self.env["realestate.receipt"].create(
            {"deal_id": self.deal.id, "installment_id": line.id, "amount": amount, "date": day or self.today}
        )
        receipt.with_user(self.accountant).action_confirm()

    def _account(self, name):
        return self.company._realestate_get(name)[name]

    # ------------------------------------------------------------------
    # the stretches of the way
    # ------------------------------------------------------------------
    def _contract_is_filed(self):
        filing = self._file("filing")
        self.assertEqual(filing.date_start, self.signed_on)
        self.deal.with_user(self.administrator).action_online("WQ-2026-1", self.signed_on + timedelta(days=2))
        self.deal.with_user(self.administrator).action_file(self.signed_on + timedelta(days=20))
        self.assertEqual((self.deal.state, filing.state), ("filed", "done"))

    def _arrears_and_late_fee(self):
        """The down payment fell due with the contract; a part came after 20 days, the rest today."""
        self._receive(self.lines["deposit"].amount, self.lines["deposit"], self.signed_on)
        down = self.lines["down_payment"]
        due = down.amount
        with self.assertRaisesRegex(UserError, "is not paid"):
            self._walk(self._file("mortgage"), "loan_submit")
        self._receive(100000.0, down, self.today - timedelta(days=20))
        self.env.flush_all()
        owed = self.env["realestate.arrears"].with_user(self.officer).search([("deal_id", "=", self.deal.id)])
        late = owed.filtered("is_late").filtered(lambda row: row.installment_id == down)
        self.assertRecordValues(
            late, [{"days_late": 40, "bucket": "90", "paid_amount": 100000.0, "residual_amount": due - 100000.0}]
        )
        levels = self.env["realestate.dunning.level"]._of_project(self.project)
        notices = self.env["realestate.dunning"].sudo()
        notices = notices._make(notices._reached(self.project, levels))
        notice = notices.filtered(lambda n: n.installment_id == down)
        self.assertEqual((notice.level_days, notice.means, notice.amount), (30, "lawyer", due - 100000.0))
        late.action_open_case()
        # 0.05% a day: 20 days on all of it, the day of the payment counts; 20 on the rest
        run = self.env["realestate.late.fee.run"].with_user(self.administrator)
        run.create({"date_to": self.today, "deal_ids": [Command.set(self.deal.ids)]}).action_confirm()
        fee = self.deal.late_fee_ids
        mine = fee.line_ids.filtered(lambda line: line.installment_id == down)
        expected = self.deal.currency_id.round(0.0005 * 20 * due + 0.0005 * 20 * (due - 100000.0))
        self.assertEqual(self.deal.currency_id.round(sum(mine.mapped("amount"))), expected)
        fee.with_user(self.accountant).action_invoice()
        self.assertEqual(self._balance(self.deal, self._account("realestate_penalty_account_id")), -fee.amount_total)
        self._receive(due - 100000.0, down)
        self.assertEqual(down.payment_state, "paid")
        return fee

    def _both_loans(self):
        """One bank refuses the commercial loan, the other pays; so does the fund centre."""
        service = self._file("mortgage")
        self._walk(service, "loan_submit")
        loan = service.mortgage_ids
        loan.action_submit(self.bank)
        wizard = self.env["realestate.mortgage.refused"].with_user(self.officer)
        action = wizard.create(
            {"mortgage_id": loan.id, "reason": "收入不足", "then": "bank", "bank_id": self.bank_2.id}
        ).action_refused()
        again = self.env["realestate.mortgage"].with_user(self.officer).browse(action["res_id"])
        self.assertEqual((loan.state, again.state, again.bank_id), ("refused", "running", self.bank_2))
        for kind in ("mortgage", "provident"):
            service = self._file(kind)
            self._walk(service, "loan_funds")
            means = self.env["realestate.receipt.means"].search([("kind", "=", "bank")], limit=1)
            receipt = service.mortgage_ids.action_funds(service.mortgage_ids.amount, self.today, means)
            receipt.with_user(self.accountant).action_confirm()
            self.assertEqual((service.state, service.mortgage_ids.state), ("done", "funded"))
            self.assertTrue(service.mortgage_ids.funds_on_time)
        self.assertEqual(self.deal.residual_amount, 0)

    def _final_survey(self):
        """103.4 ㎡ instead of 100: the buyer pays 3%, the seller bears the rest; he might withdraw."""
        self.unit.area_gross_final = 103.4
        window = self.env["realestate.area.settle"].with_user(self.administrator)
        window = window.create({"building_id": self.building.id})
        window.action_preview()
        window.action_confirm()
        settlement = self.env["realestate.area.settlement"].search([("deal_id", "=", self.deal.id)])
        self.assertRecordValues(settlement, [{"ratio": 3.4, "amount": 30000.0, "may_withdraw": True}])
        settlement.with_user(self.accountant).action_invoice()
        return settlement

    def _handover(self, settlement):
        plan = self.env["realestate.handover.plan"].with_user(self.officer)
        plan = plan.create(
            {
                "name": "1# first",
                "project_id": self.project.id,
                "building_ids": [Command.set(self.building.ids)],
                "date_from": self.today + timedelta(days=10),
                "date_to": self.today + timedelta(days=11),
            }
        )
        self.assertIn("No completion filing", plan.risks)
        self.building.completion_date = self.today
        self.buyer.email = "wang@example.com"
        plan.action_make_slots(starts=(9,), capacity=1)
        plan.action_notify()
        handover = self.deal.handover_ids.with_user(self.officer)
        self.assertEqual((handover.notice_ids.means, handover.date_noticed), ("email", self.today))
        handover.action_book(plan.slot_ids[0], by="portal")
        handover.action_check_in()
        self.assertEqual(handover.queue_number, 1)
        service = self._file("handover")
        service.action_receive_materials()
        service.action_next()
        if service.missing_count:
            service.action_receive_materials()
        with self.assertRaisesRegex(UserError, "is not paid"):
            service.action_next()
        self._receive(30000.0, settlement.installment_id)
        service.action_next()
        handover.write(
            {
                "inspected": True,
                "defect_ids": [
                    Command.create({"room": "bathroom", "description": "地漏堵塞", "photo": PIXEL}),
                    Command.create({"room": "balcony", "description": "推拉门异响"}),
                ],
            }
        )
        self._walk(service, "handover_keys")
        handover.write({"key_count": 3, "quality_guarantee": True, "manual": True, "water_meter": 1.5})
        self._walk(service, "handover_signed")
        handover.write({"signature": PIXEL, "signed_by": self.buyer.name})
        self._walk(service)
        self.assertEqual((handover.state, handover.open_defect_count), ("delivered", 2))
        self.assertEqual(self.unit.state, "delivered")
        self.assertEqual(len(self.deal.warranty_ids), 8)

    def _certificate(self):
        service = self._file("certificate")
        with self.assertRaisesRegex(UserError, "no first registration"):
            self._walk(service)
        self.env["realestate.first.registration"].with_user(self.officer).create(
            {"building_id": self.building.id, "number": "DJ-1", "date": self.today}
        )
        self._walk(service, "certificate_issued")
        certificate = service.certificate_ids
        certificate.write({"number": "CQ-1", "registry": "登记中心", "date_issued": self.today, "handed_to": "bank"})
        self._walk(service)
        self.assertEqual((service.state, certificate.date_handed), ("done", self.today))
        self.assertTrue(certificate.is_pledged)

    # ------------------------------------------------------------------
    # the journey
    # ------------------------------------------------------------------
    def test_from_contract_to_certificate(self):
        """SRV-1, MOR-1, ARR-1, DEAL-9, DEAL-10, HND-1, CERT-1, DEAL-6: the whole way; then the trial balance."""
        self._contract_is_filed()
        self._arrears_and_late_fee()
        self._both_loans()
        settlement = self._final_survey()
        self._handover(settlement)
        self._certificate()
        self._trial_balance(settlement)
        self._figures()

    def _trial_balance(self, settlement):
        """Advance zero, income recognised to the cent, nothing open but the late fee."""
        self.env.flush_all()
        balance = self.env["account.move.line"]._read_group(
            [("parent_state", "=", "posted"), ("company_id", "=", self.company.id)], ["account_id"], ["balance:sum"]
        )
        balance = {account: self.company.currency_id.round(amount) for account, amount in balance}
        self.assertEqual(self.company.currency_id.round(sum(balance.values())), 0)
        self.assertEqual(balance[self.advance], 0)
        parts = self.deal.installment_ids.filtered(lambda line: line.kind != "fee")
        net = sum(self.company.currency_id.round(line.amount / 1.09) for line in parts)
        self.assertIn(settlement.installment_id, parts)
        revenue = self._account("realestate_revenue_account_id")
        self.assertEqual(balance[revenue], -self.company.currency_id.round(net))
        receivable = self.buyer.with_company(self.company).property_account_receivable_id
        self.assertEqual(balance[receivable], self.deal.late_fee_ids.amount_total)

    def _figures(self):
        """Each figure of the service manager's page opens the records behind it."""
        sheet = self.env["realestate.measure.sheet"].with_user(self.service_manager)
        sheet = sheet.create(
            {"date_from": self.today - timedelta(days=60), "date_to": self.today + timedelta(days=120)}
        )
        lines = {line.measure_id.code: line for line in sheet.line_ids}
        for code, figure in (
            ("funds_on_time", (2, 2)), ("customers_overdue", (0, 1)), ("certificates_on_time", (1, 1)),
        ):  # fmt: skip
            with self.subTest(code=code):
                self.assertEqual((lines[code].numerator, lines[code].denominator), figure)
        for code in ("funds_on_time", "customers_overdue", "certificates_on_time", "files_late"):
            measure = lines[code].measure_id.with_user(self.service_manager)
            source = measure._source(sheet.date_from, sheet.date_to)
            for which, count in (("numerator", lines[code].numerator), ("denominator", lines[code].denominator)):
                action = measure._records_action(sheet.date_from, sheet.date_to, which=which)
                model = self.env[action["res_model"]].with_user(self.service_manager)
                [[found]] = model._read_group(action["domain"], [], [source.aggregate])
                with self.subTest(code=code, which=which):
                    self.assertEqual(found, count)
