from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestInstallmentInvoice(RealestateMoneyCommon):
    def test_invoice_by_the_accountant(self):
        """DEAL-6: an instalment becomes a posted invoice on the advance account, VAT included, without set-up."""
        deal = self._new_deal()
        part = deal.installment_ids[0]
        part.with_user(self.accountant).action_invoice()
        move = part.move_ids
        self.assertRecordValues(
            move,
            [
                {
                    "state": "posted",
                    "move_type": "out_invoice",
                    "amount_total": 200000.0,
                    "amount_untaxed": 183486.24,
                    "amount_tax": 16513.76,
                    "invoice_date": self.today,
                    "invoice_date_due": part.date_due,
                    "invoice_origin": deal.name,
                    "partner_id": self.buyer.id,
                    "realestate_deal_id": deal.id,
                }
            ],
        )
        self.assertEqual(self._balance(deal, self.advance), -183486.24)
        self.assertIn(self.advance.code[:4], ("2203", "2204"))
        self.assertRecordValues(
            part,
            [{"invoiced_amount": 200000.0, "paid_amount": 0, "residual_amount": 200000, "payment_state": "not_paid"}],
        )

    def test_total_to_the_cent(self):
        """DEAL-6: whatever the cents, the invoice's total with tax is the instalment."""
        amounts = [0.01, 0.05, 0.06, 1.05, 10.17, 99.99, 333333.33, 123456.78, 1000000.01, 0.99, 7.77, 2468013.57]
        deal = self._new_deal(amounts=amounts)
        deal.installment_ids._invoice()
        self.assertEqual(deal.installment_ids.move_ids.mapped("amount_total"), amounts)
        self.assertEqual(deal.installment_ids.mapped("invoiced_amount"), amounts)

    def test_included_tax_is_made_once(self):
        """DEAL-6: the twin of a tax on top is made once, and a tax included in prices is used as it is."""
        tax = self.company._realestate_get("realestate_tax_id")["realestate_tax_id"]
        self.assertFalse(tax.price_include)
        twin = tax._realestate_included()
        self.assertTrue(twin.price_include)
        self.assertEqual(tax._realestate_included(), twin)
        self.assertEqual(twin._realestate_included(), twin)
        self.assertEqual(twin.invoice_repartition_line_ids.account_id, tax.invoice_repartition_line_ids.account_id)

    def test_fee_goes_to_payable_untaxed(self):
        """DEAL-6: collected fees are owed to others: no tax, no part of the price."""
        deal = self._new_deal()
        fee = self._add_installments(deal, [8765.43], kind="fee", name="Deed tax")
        fee._invoice()
        payable = self.company._realestate_get("realestate_fee_account_id")["realestate_fee_account_id"]
        self.assertEqual(self._balance(deal, payable), -8765.43)
        self.assertEqual(fee.move_ids.amount_tax, 0)
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertRecordValues(deal, [{"invoiced_amount": 0, "fee_amount": 8765.43, "fee_paid_amount": 0}])

    def test_not_invoiced_twice(self):
        """DEAL-6: a double click opens the invoice; the database refuses a second one."""
        deal = self._new_deal()
        part = deal.installment_ids[0]
        part.action_invoice()
        part.action_invoice()
        self.assertEqual(len(part.move_ids), 1)
        second = part.move_ids.copy({"realestate_installment_id": part.id, "invoice_date": self.today})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second.action_post()
            self.env.flush_all()

    def test_reversed_invoice_may_be_made_again(self):
        """DEAL-6: a wrong invoice that was credited in full does not stand in the way of the right one."""
        deal = self._new_deal()
        part = deal.installment_ids[0]
        part._invoice()
        first = part.move_ids
        first._reverse_moves(cancel=True)
        self.assertEqual(first.payment_state, "reversed")
        self.assertRecordValues(
            part, [{"invoiced_amount": 0, "payment_state": "to_invoice", "residual_amount": 200000}]
        )
        part._invoice()
        self.assertEqual(part.invoiced_amount, 200000)

    def test_figures_follow_accounting(self):
        """DEAL-6: paid, residual and overdue are read from accounting, partial payments too."""
        deal = self._new_deal()
        parts = deal.installment_ids
        parts._invoice()
        self._pay(parts[0].move_ids, 150000.5)
        self.assertRecordValues(
            parts[0],
            [{"paid_amount": 150000.5, "residual_amount": 49999.5, "payment_state": "partial", "overdue_days": 10}],
        )
        self.assertRecordValues(
            deal,
            [
                {
                    "invoiced_amount": 1000000,
                    "paid_amount": 150000.5,
                    "residual_amount": 849999.5,
                    "overdue_amount": 49999.5,
                    "overdue_days": 10,
                }
            ],
        )
        self.assertAlmostEqual(deal._paid_share(), 15.00005)
        parts[0].move_ids.line_ids.remove_move_reconcile()
        self.assertEqual(parts[0].paid_amount, 0)
        self.assertEqual(deal.credit_amount, 150000.5)
        self.assertAlmostEqual(deal._paid_share(), 15.00005)

    def test_overdue_by_the_day(self):
        """DEAL-6: due today is not late; the filters cut at their days."""
        deal = self._new_deal()
        search = self.env["realestate.installment"].search
        mine = [("deal_id", "=", deal.id)]
        self.assertEqual(search([*mine, ("overdue_days", ">", 0)]), deal.installment_ids[0])
        self.assertEqual(search([*mine, ("overdue_days", ">=", 10)]), deal.installment_ids[0])
        self.assertFalse(search([*mine, ("overdue_days", ">", 10)]))
        self.assertEqual(search([*mine, ("overdue_days", ">", 0), ("overdue_days", "<=", 10)]), deal.installment_ids[0])
        self.assertEqual(deal.installment_ids.mapped("overdue_days"), [10, 0, 0])
        self.assertIn(deal, self.env["realestate.deal"].search([("overdue_days", ">", 0)]))
        self.project.active = False
        self.assertEqual(
            search([*mine, ("overdue_days", ">", 0)]), deal.installment_ids[0], "an archived project's too"
        )

    def test_postponed_due_day_reaches_the_invoice(self):
        """DEAL-7: an approved extension of payment moves the invoice's due day as well."""
        deal = self._new_deal()
        part = deal.installment_ids[0]
        part._invoice()
        part.date_due = self.today + timedelta(days=5)
        self.assertEqual(part.move_ids.invoice_date_due, part.date_due)
        self.assertEqual(part.overdue_days, 0)

    def test_cron_invoices_what_is_due(self):
        """DEAL-6: by project, instalments are invoiced when due or some days ahead, each once."""
        deal = self._new_deal()
        self.project.invoice_days_ahead = 9
        cron = self.env.ref("realestate_sales.realestate_installment_cron_invoice_due")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(deal.installment_ids.mapped("payment_state"), ["not_paid", "not_paid", "to_invoice"])
        self.project.invoice_days_ahead = 10
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(deal.installment_ids.move_ids), 3)

    def test_cron_leaves_projects_that_invoice_by_hand(self):
        """DEAL-6: by hand means by hand."""
        self.project.invoice_when_due = False
        deal = self._new_deal()
        with self.enter_registry_test_mode():
            self.env.ref("realestate_sales.realestate_installment_cron_invoice_due").method_direct_trigger()
        self.assertFalse(deal.installment_ids.move_ids)

    def test_other_chart_says_what_to_choose(self):
        """DEAL-6: on another chart the message names each missing account and the way to the settings."""
        other = self._new_company("Other Estate", "generic_coa")
        with self.assertRaises(RedirectWarning) as refused:
            other._realestate_get("realestate_advance_account_id", "realestate_tax_id")
        message, action, *_rest = refused.exception.args
        self.assertIn("Advance Account", message)
        self.assertIn("Tax on Property", message)
        self.assertEqual(action, self.env.ref("realestate_sales.res_config_settings_action").id)

    def test_other_chart_stops_before_anything_is_written(self):
        """DEAL-6: on another chart nothing half-written is left: no payment without its invoice."""
        deal = self._new_deal()
        self.company.chart_template = "generic_coa"
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            deal.installment_ids[0].with_user(self.accountant).action_invoice()
        self.assertFalse(deal.installment_ids.move_ids)

    def test_other_chart_works_once_chosen(self):
        """DEAL-6: with its accounts chosen any chart will do, and no tax may be the choice."""
        other = self._new_company("Other Estate", "generic_coa")
        account = (
            self.env["account.account"]
            .with_company(other)
            .search([("account_type", "=", "liability_current"), ("company_ids", "in", other.ids)], limit=1)
        )
        other.write({"realestate_advance_account_id": account.id, "realestate_untaxed": True})
        found = other._realestate_get("realestate_advance_account_id", "realestate_tax_id")
        self.assertEqual(found["realestate_advance_account_id"], account)
        self.assertFalse(found["realestate_tax_id"])

    def test_invoicing_is_the_accountants(self):
        """ACCESS-1: the sales desk cannot invoice; the accountant reads the plan and changes nothing."""
        deal = self._new_deal()
        for role in ("consultant", "administrator", "manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                deal.installment_ids.with_user(self.users[role]).action_invoice()
        as_accountant = deal.installment_ids.with_user(self.accountant)
        self.assertEqual(len(as_accountant.read(["residual_amount", "overdue_amount"])), 3)
        with self.assertRaises(AccessError):
            as_accountant[0].amount = 1
        with self.assertRaises(AccessError):
            deal.with_user(self.accountant).deposit_amount = 1

    def test_invoiced_instalment_stays(self):
        """DEAL-6: what is invoiced is not deleted under the invoice."""
        deal = self._new_deal()
        deal.installment_ids[0]._invoice()
        with self.assertRaisesRegex(UserError, "invoiced"):
            deal.installment_ids[0].unlink()

    def test_invoicing_in_one_go(self):
        """P6: the queries for a batch do not grow with the instalments."""
        few = self._new_deal(self.units[0])
        many = self._new_deal(self.units[1], amounts=[1000.0] * 30)
        few.installment_ids._invoice()
        self.env.flush_all()
        counts = []
        for parts in (many.installment_ids[:3], many.installment_ids[3:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            parts._invoice()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] * 3, counts)

    def test_chart_of_larger_companies(self):
        """DEAL-6: the chart for larger companies works unconfigured: contract liabilities, 6001, 9% included."""
        company = self._new_company("大型置业", "cn_large_bis")
        names = [
            "realestate_advance_account_id",
            "realestate_revenue_account_id",
            "realestate_fee_account_id",
            "realestate_penalty_account_id",
            "realestate_compensation_account_id",
            "realestate_tax_id",
            "realestate_journal_id",
        ]
        found = company._realestate_get(*names)
        codes = [found[name].with_company(company).code[:4] for name in names[:5]]
        self.assertEqual(codes, ["2204", "6001", "2241", "6301", "6711"])
        self.assertEqual((found["realestate_tax_id"].amount, found["realestate_journal_id"].type), (9.0, "sale"))
        for name in names[:5]:
            self.assertEqual(found[name].company_ids, company)
        included = found["realestate_tax_id"]._realestate_included()
        self.assertEqual(included.compute_all(109.0)["total_excluded"], 100.0)
