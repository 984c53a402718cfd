"""The main line as the office walks it, each step by the role that takes it: from the workbook to the accounts."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon
from odoo.addons.realestate_sales.tests.unit_table_book import Book


@tagged("post_install", "-at_install")
class TestJourneySales(RealestateMoneyCommon):
    """A company on the Chinese chart that nobody configured; a project that does not exist yet."""

    def setUp(self):
        super().setUp()
        self.project = self._open_project()
        units = self.env["realestate.unit"].search([("project_id", "=", self.project.id)])
        self.homes = units.filtered(lambda unit: unit.property_type == "residential").sorted("code")

    # ------------------------------------------------------------------
    # the steps
    # ------------------------------------------------------------------
    def _open_project(self):
        """The administrator: project, unit table, permit, release with all units, opened; then the staff."""
        administrator = self.administrator
        with Form(self.env["realestate.project"].with_user(administrator)) as form:
            form.name = "云栖里"
            form.code = "YQL"
        project = form.record
        self.assertEqual(project.next_step, "building")
        self._import_units(project)
        self.assertEqual(project.next_step, "permit")
        with self._next_form(project) as form:
            form.name = "预售证2026077号"
            form.date = self.today
        self.assertEqual(form.record.building_ids, project.building_ids, "a first permit covers what there is")
        self.assertEqual(project.next_step, "release")
        release = self._next_form(project).save()
        self.assertRecordValues(release, [{"permit_id": project.permit_ids.id, "date": self.today}])
        action = release.action_add_units()
        wizard = self.env[action["res_model"]].with_user(administrator).with_context(**action["context"])
        Form(wizard).save().action_add()
        release.action_open()
        self.assertEqual((release.unit_count, release.available_count), (13, 12), "one space is not for sale")
        self.assertEqual(project.next_step, "staff")
        project.user_ids = [Command.link(user.id) for user in self.users.values()]
        self.assertEqual(project.next_step, "selling")
        return project

    def _import_units(self, project):
        book = Book()
        book.homes()
        book.shops()
        book.spaces()["G4"] = "人防车位，不可出售"
        wizard = self.env["realestate.unit.import"].with_user(self.administrator)
        wizard = wizard.create({"project_id": project.id, "file": book.base64(), "filename": "楼盘表.xlsx"})
        self.assertEqual((wizard.create_count, wizard.error_count), (13, 0))
        wizard.action_import()

    def _next_form(self, project):
        """The form that the project's next step opens."""
        action = project.action_next_step()
        model = self.env[action["res_model"]].with_user(self.administrator).with_context(**action["context"])
        return Form(model)

    def _subscribe_at_desk(self, unit, method, co_buyer=False):
        """The consultant: the wizard of the board, customer typed in; returns the deal."""
        wizard = self.env["realestate.deal.subscribe"].with_user(self.consultant)
        form = Form(wizard.with_context(default_unit_id=unit.id))
        form.customer_name = "赵明"
        form.customer_phone = f"1370000{unit.id:04}"[-11:]
        form.identity_type, form.identity_number = "passport", f"E{unit.id:08}"
        form.payment_method_id = self._method(method)
        if co_buyer:
            with form.buyer_ids.new() as buyer:
                buyer.name, buyer.phone, buyer.share = "孙丽", "13900009876", 40.0
                buyer.identity_number = "51010420000229001１"
        return self.env["realestate.deal"].browse(form.save().action_confirm()["res_id"])

    def _method(self, kind):
        methods = self.env["realestate.payment.method"].with_user(self.consultant)
        return methods.search([("kind", "=", kind), ("company_id", "=", self.company.id)], limit=1)

    def _ask_and_grant(self, deal, percent):
        """The consultant asks beyond his right, the manager grants from his to-do list."""
        line = deal.with_user(self.consultant).ask_discount({"kind": "percent", "percent": percent, "reason": "竞品"})
        self.assertEqual(line.state, "requested")
        self.assertIn(self.manager, line.activity_ids.user_id)
        line.with_user(self.manager).action_grant("同意")
        self.assertFalse(line.activity_ids)

    def _receive(self, deal, amount=None):
        """The accountant: the deal's button, by default what it proposes."""
        action = deal.with_user(self.accountant).action_register_receipt()
        receipt = self.env["realestate.receipt"].with_user(self.accountant).with_context(**action["context"])
        form = Form(receipt, view="realestate_sales.realestate_receipt_view_form_register")
        if amount is not None:
            form.amount = amount
        receipt = form.save()
        receipt.action_confirm()
        return receipt

    def _change(self, deal, **values):
        """The administrator asks, the director approves, the administrator carries out."""
        change = self.env["realestate.deal.change"].with_user(self.administrator)
        change = change.create({"deal_id": deal.id, "reason": "客户要求", **values})
        change.action_submit()
        with self.assertRaises(UserError):
            change.action_apply()
        change.with_user(self.director).action_approve("同意")
        change.action_apply()
        return change

    def _books_agree(self, deals):
        """Plan, invoices and the ledger say the same of each deal, to the cent; so do board and deals."""
        self.env.flush_all()
        posted = deals.move_line_ids.filtered(lambda line: line.parent_state == "posted")
        self.assertAlmostEqual(sum(posted.mapped("balance")), 0.0, 2, "what leaves one deal arrives on the next")
        for deal in deals:
            live = deal.state != "cancelled"
            lines = deal.move_line_ids.filtered(lambda line: line.parent_state == "posted")
            receivable = lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")
            balance = sum(receivable.mapped("balance"))
            if live:
                self.assertEqual(deal.plan_total, deal.price)
                self.assertAlmostEqual(deal.price, deal.paid_amount + deal.residual_amount, 2)
                self.assertAlmostEqual(balance, deal.invoiced_amount - deal.paid_amount - deal.credit_amount, 2)
            else:
                self.assertAlmostEqual(balance, -deal.credit_amount, 2)
                self.assertAlmostEqual(self._balance(deal, self.advance), 0.0, 2, "nothing stays on advance")
        sold = self.project.with_user(self.manager).unit_sold_count
        self.assertEqual(sold, len(deals.filtered(lambda deal: deal.state != "cancelled")))

    # ------------------------------------------------------------------
    # the journeys
    # ------------------------------------------------------------------
    def test_from_subscription_to_filing(self):
        """DEAL-2 … DEAL-6: two buyers, combination loan, 2% off, deposit, part payment, signed, online, filed."""
        deal = self._subscribe_at_desk(self.homes[0], "combination", co_buyer=True)
        self.assertEqual(self.homes[0].state, "subscribed")
        self.assertEqual(deal.party_ids.mapped("share"), [60.0, 40.0])
        self._ask_and_grant(deal, 2.0)
        self.assertEqual(deal.price, 980000.0)
        self.assertEqual(sum(deal.installment_ids.mapped("amount")), 980000.0)
        loans = deal.installment_ids.filtered(lambda part: part.kind not in ("deposit", "down_payment"))
        self.assertTrue(loans)
        self.assertFalse([part.amount for part in loans if part.amount % 10000], "loans are round")

        self._receive(deal)
        self.assertRecordValues(deal, [{"paid_amount": deal.deposit_amount, "overdue_amount": 0.0}])
        down_payment = deal.installment_ids[1]
        down_payment.with_user(self.accountant).action_invoice()
        self._receive(deal, 100000.55)
        self.assertRecordValues(
            down_payment,
            [{"payment_state": "partial", "residual_amount": round(down_payment.amount - 100000.55, 2)}],
        )
        paid = deal.deposit_amount + 100000.55
        self.assertRecordValues(deal, [{"paid_amount": paid, "residual_amount": 980000 - paid, "credit_amount": 0}])

        contract = deal.with_user(self.administrator)
        contract.action_sign()
        contract.action_online("JC2026-000188")
        contract.action_file()
        self.assertEqual((deal.state, self.homes[0].state), ("filed", "filed"))
        self.assertEqual(deal.filing_due, self.today + timedelta(days=30))
        self._books_agree(deal)

    def test_exchange_carries_the_money_over(self):
        """DEAL-7: a subscribed unit exchanged for another; the deposit follows, the first unit waits for its price."""
        old = self._subscribe_at_desk(self.homes[0], "lump_sum")
        deposit = old.deposit_amount
        self._receive(old)
        new = self._change(old, kind="exchange", new_unit_id=self.homes[1].id).new_deal_id
        self.assertEqual((old.state, new.state), ("cancelled", "subscribed"))
        self.assertEqual((new.origin_deal_id, old.next_deal_ids), (old, new))
        self.assertEqual(self.homes[:2].mapped("state"), ["held", "subscribed"])
        self.assertEqual((old.credit_amount, new.paid_amount + new.credit_amount), (0.0, deposit))
        self._books_agree(old | new)

    def test_withdrawal_keeps_the_forfeit(self):
        """DEAL-7: the buyer withdraws, his deposit is kept, the rest paid back; the unit waits for its price."""
        deal = self._subscribe_at_desk(self.homes[0], "lump_sum")
        deposit = deal.deposit_amount
        self._receive(deal, deposit + 30000.45)
        change = self._change(deal, kind="withdrawal", fault="buyer", settle_by="forfeit")
        self.assertRecordValues(change, [{"forfeit_amount": deposit, "refund_amount": 30000.45}])
        self.assertEqual(deal.credit_amount, 30000.45)
        self.assertNotEqual(self.homes[0].state, "available", "its price must be confirmed again")
        refund = self.env["realestate.deal.refund"].with_user(self.accountant)
        refund.with_context(**deal.with_user(self.accountant).action_refund()["context"]).create({}).action_apply()
        self.assertEqual(deal.credit_amount, 0.0)
        kept = deal.move_line_ids.filtered(lambda line: line.account_id.internal_group == "income")
        self.assertAlmostEqual(-sum(kept.mapped("balance")), deposit, 2)
        self._books_agree(deal)
