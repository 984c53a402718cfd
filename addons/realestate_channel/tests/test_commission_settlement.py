import io
from datetime import date, timedelta

import psycopg2
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..report.realestate_commission_xlsx import CommissionWorkbook
from .common_commission import CommissionCommon

LINES = [{"role": "consultant", "rate": 0.3}, {"role": "manager", "rate": 0.1}, {"role": "partner", "rate": 1.0}]


@tagged("post_install", "-at_install")
class TestCommissionSettlement(CommissionCommon):
    """CH-7: collected, approved, paid by a bill or with the wages; nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "渠道置业", "country_id": cls.env.ref("base.cn").id, "currency_id": cls.env.ref("base.CNY").id}
        )
        cls.env["account.chart.template"].try_loading("cn", company=cls.company, install_demo=False)
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        staff = [*cls.users.values(), cls.consultant_2, cls.channel_manager, cls.specialist]
        for user in staff:
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project = cls.env["realestate.project"].create(
            {
                "name": "Settled Garden",
                "code": "SG",
                "company_id": cls.company.id,
                "user_ids": [Command.set([user.id for user in staff])],
            }
        )
        cls.building = cls.env["realestate.building"].create({"name": "1#", "code": "1", "project_id": cls.project.id})
        cls.permit = cls.permit.copy(
            {"name": "S-001", "project_id": cls.project.id, "building_ids": [Command.set(cls.building.ids)]}
        )
        cls.release = cls.env["realestate.release"].create(
            {"name": "S", "project_id": cls.project.id, "date": cls.permit.date, "permit_id": cls.permit.id}
        )
        cls.units = cls._new_units(6)
        cls.release.action_open()
        cls.policy = cls._policy(LINES, company_id=cls.company.id)

    @classmethod
    def _brought_deal(cls, price=1_000_000.0, partner=None, **values):
        lead = cls._new_brought(f"客户{price}", module="partner", partner=partner or cls.partner)
        deal = cls._sell(price, lead=lead, **values)
        deal._earn_commission()
        return deal

    @classmethod
    def _pay_bill(cls, bill):
        bill.action_post()
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"payment_date": bill.date})
        )
        return wizard._create_payments()

    def test_partner_from_lines_to_a_paid_bill(self):
        """CH-7: the lines of a partner become one draft bill; the settlement is paid when the bill is."""
        account = self.env["account.analytic.account"].create(
            {"name": "渠道", "plan_id": self.env["account.analytic.plan"].search([], limit=1).id,
             "company_id": self.company.id}
        )  # fmt: skip
        self.project.channel_analytic_account_id = account
        deals = self._brought_deal() + self._brought_deal(500_000.55)
        settlement = self._settle()
        self.assertEqual((settlement.amount_total, settlement.line_count, settlement.state), (15_000.01, 2, "draft"))
        self._approve(settlement)
        self.assertEqual(self._lines(deals, role="partner").mapped("state"), ["approved", "approved"])
        settlement.with_user(self.accountant).action_bill()
        bill = settlement.bill_id
        self.assertEqual(
            (bill.move_type, bill.state, bill.partner_id, bill.amount_total, bill.company_id),
            ("in_invoice", "draft", self.partner, 15_000.01, self.company),
        )
        self.assertEqual(bill.invoice_line_ids.account_id.code[:4], "5601")
        self.assertEqual(bill.invoice_line_ids[0].analytic_distribution, {str(account.id): 100.0})
        self.assertEqual(settlement.state, "billed")
        with self.assertRaises(UserError):
            settlement.with_user(self.accountant).action_bill()
        self._pay_bill(bill)
        self.assertEqual(settlement.state, "paid")
        self.assertEqual(set(self._lines(deals, role="partner").mapped("state")), {"paid"})

    def test_bill_is_never_of_a_day_to_come(self):
        """CH-7: a settlement through the end of a month that has not ended is billed today, an older one on its last day."""
        self._brought_deal()
        settlement = self._settle()
        for last, day in ((self.today + timedelta(days=4), self.today), (self.today - timedelta(days=1),) * 2):
            settlement.sudo().write({"date_from": self.today - timedelta(days=40), "date_to": last})
            self.assertEqual(settlement._bill_date(), day)

    def test_claimed_deal_waits(self):
        """CH-7, CUS-7: what rests on claimed shares is not settled before the ruling; a partner's commission is."""
        deal, other = self._brought_deal(), self._brought_deal(500_000.0)
        claim = self.env["realestate.claim"].create(
            {
                "deal_id": deal.id,
                "claimant_id": self.consultant_2.id,
                "closer_id": deal.user_id.id,
                "day": self.today,
                "grounds": "Registered first",
            }
        )
        lines = self.env["realestate.commission.line"]
        found = lines.search(lines._open_domain(self.company, self.today))
        shares = self._lines(deal + other, role="consultant")
        self.assertTrue(self._lines(deal, role="consultant"))
        self.assertEqual(found & shares, self._lines(other, role="consultant"))
        self.assertIn(self._lines(deal, role="partner"), found)
        settlement = self.env["realestate.commission.settlement"].create(
            {"kind": "staff", "company_id": self.company.id, "date_from": self.today, "date_to": self.today}
        )
        self.assertEqual(settlement.claimed_count, 1)
        claim.state = "rejected"
        found = lines.search(lines._open_domain(self.company, self.today))
        self.assertEqual(found & shares, shares)
        settlement.invalidate_recordset()
        self.assertEqual(settlement.claimed_count, 0)

    def test_withdrawn_after_it_was_paid(self):
        """CH-7: what was paid for a deal that is withdrawn is taken off the next settlement, to the cent."""
        deal = self._brought_deal()
        paid = self._approve(self._settle())
        paid.with_user(self.accountant).action_bill()
        self._pay_bill(paid.bill_id)
        deal._cancel()
        deal._earn_commission()
        with self.assertRaises(UserError):
            self._settle()  # less than nothing: carried
        self._brought_deal(3_000_000.0)
        following = self._settle()
        self.assertEqual(following.amount_total, 20_000.0)
        self.assertEqual(sorted(following.line_ids.mapped("amount")), [-10_000.0, 30_000.0])
        self.assertEqual((paid.amount_total, paid.state), (10_000.0, "paid"), "what is paid stays as it was")

    def test_claimed_back_by_a_credit_note(self):
        """CH-7: by setting a sum below zero is claimed back: the vendor's credit note."""
        self.company.realestate_commission_negative = "refund"
        deal = self._brought_deal()
        self._approve(self._settle()).with_user(self.accountant).action_bill()
        deal._cancel()
        deal._earn_commission()
        settlement = self._approve(self._settle())
        settlement.with_user(self.accountant).action_bill()
        self.assertEqual((settlement.bill_id.move_type, settlement.bill_id.amount_total), ("in_refund", 10_000.0))

    def test_cancelled_settlement_frees_its_lines(self):
        """CH-7: cancelled, its draft bill is cancelled and its lines may be settled anew; a posted bill keeps it."""
        deal = self._brought_deal()
        settlement = self._approve(self._settle())
        settlement.with_user(self.accountant).action_bill()
        settlement.with_user(self.director).action_cancel()
        self.assertEqual((settlement.state, settlement.bill_id.state), ("cancelled", "cancel"))
        self.assertEqual(self._lines(deal, role="partner").state, "open")
        again = self._approve(self._settle())
        again.with_user(self.accountant).action_bill()
        again.bill_id.action_post()
        with self.assertRaises(UserError):
            again.with_user(self.director).action_cancel()

    def test_a_cancelled_bill_is_made_anew(self):
        """CH-7: the accountant may throw a bill away and make it again; one bill pays one settlement."""
        self._brought_deal()
        settlement = self._approve(self._settle())
        settlement.with_user(self.accountant).action_bill()
        first = settlement.bill_id
        first.button_cancel()
        self.assertEqual(settlement.state, "approved")
        settlement.with_user(self.accountant).action_bill()
        self.assertNotEqual(settlement.bill_id, first)
        other = settlement.copy({"partner_id": self.buyer.id})
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"):
            other.bill_id = settlement.bill_id
            self.env.flush_all()

    def test_who_asks_does_not_decide(self):
        """CH-7: approval with a note, by a director other than who submitted."""
        self._brought_deal()
        settlement = self._settle(user=self.director)
        settlement.with_user(self.director).action_submit()
        with self.assertRaises(UserError):
            settlement.with_user(self.director).action_approve()
        with self.assertRaises(AccessError):
            settlement.with_user(self.channel_manager).action_approve()
        boss = self.users["general_manager"]
        with self.assertRaises(UserError):
            settlement.with_user(boss).action_return(" ")
        settlement.with_user(boss).action_return("check the second deal")
        self.assertEqual((settlement.state, settlement.decision_note), ("draft", "check the second deal"))
        with self.assertRaises(AccessError):
            settlement.with_user(self.director).write({"stage": "approved"})

    def test_staff_to_payroll(self):
        """CH-7: the staff's commission goes to payroll as Excel: totals by person, a sheet a month; HR finds the
        totals alone."""
        self._brought_deal(day=date(2026, 10, 30))
        self._brought_deal(2_000_000.0, user=self.consultant_2)
        settlement = self._settle("staff", user=self.manager, project=self.project)
        settlement.with_user(self.manager).action_submit()
        hr = self.users["hr"]
        self.assertFalse(settlement.with_user(hr).search([]))
        settlement.with_user(self.director).action_approve()
        book = self._workbook(settlement.with_user(self.manager))
        self.assertEqual(len(book.sheetnames), 3)
        totals = list(book.worksheets[0].iter_rows(min_row=5, values_only=True))
        self.assertEqual(
            {row[0]: row[2] for row in totals[:-1]},
            {self.consultant.name: 3000.0, self.consultant_2.name: 6000.0, self.manager.name: 3000.0},
        )
        self.assertEqual(totals[-1][2], settlement.amount_total)
        of_hr = self._workbook(settlement.with_user(hr))
        self.assertEqual(len(of_hr.sheetnames), 1, "HR has the totals, no deal")
        self.assertEqual(
            sum(hr.with_user(hr).env["realestate.commission.settlement.person"].search([]).mapped("amount")), 12_000.0
        )
        with self.assertRaises(AccessError):
            settlement.with_user(hr).line_ids.mapped("amount")
        settlement.with_user(hr).action_send()
        self.assertEqual(settlement.state, "sent")
        self.assertEqual(set(settlement.line_ids.mapped("state")), {"paid"})

    def _workbook(self, settlement):
        settlement.invalidate_recordset()
        return load_workbook(io.BytesIO(CommissionWorkbook(settlement.env, settlement._payroll_data()).build()))

    def test_scope_of_who_settles(self):
        """ACCESS-1: a manager settles own projects, the channel's manager partners alone."""
        self._brought_deal()
        with self.assertRaises(UserError):
            self._settle("staff")
        with self.assertRaises(UserError):
            self._settle("staff", user=self.manager)
        with self.assertRaises(AccessError):
            self._settle(user=self.consultant)


@tagged("post_install", "-at_install")
class TestCommissionSecrets(CommissionCommon):
    """ACCESS-1, CH-7: what colleagues earn is reached by no road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._policy(
            [
                {"role": "consultant", "rate": 0.3},
                {"role": "manager", "rate": 0.1},
                {"role": "specialist", "rate": 0.2},
                {"role": "supervisor", "rate": 0.05},
                {"role": "partner", "rate": 1.0},
            ]
        )
        cls.mine = cls._sell(lead=cls._new_brought())
        cls.theirs = cls._sell(
            2_000_000.0, user=cls.consultant_2, lead=cls._new_brought("他", by=cls.specialist_2, team=cls.leaflets)
        )
        cls.by_partner = cls._sell(lead=cls._new_brought("商", module="partner", partner=cls.partner))
        (cls.mine + cls.theirs + cls.by_partner)._earn_commission()

    def _seen(self, user):
        return self.env["realestate.commission.line"].with_user(user).search([])

    def test_own_lines_only(self):
        """ACCESS-1: consultant, specialist and supervisor find their own; the channel's manager the channel's."""
        for user in (self.consultant, self.consultant_2, self.specialist, self.supervisor):
            with self.subTest(user=user.name):
                self.assertTrue(self._seen(user))
                self.assertEqual(self._seen(user).user_id, user)
        self.assertEqual(set(self._seen(self.channel_manager).mapped("role")), {"specialist", "supervisor", "partner"})
        self.assertEqual(
            set(self._seen(self.manager).mapped("role")),
            {"consultant", "manager", "specialist", "supervisor", "partner"},
        )
        for role in ("hr", "administrator", "configurator"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._seen(self.users[role])

    def test_no_other_road(self):
        """ACCESS-1: not by number, group, export, report, the deal's sum, the settlement or the chatter."""
        self.consultant.group_ids += self.env.ref("base.group_allow_export")
        secret = self._lines(self.theirs, role="consultant").with_user(self.consultant)
        with self.assertRaises(AccessError):
            secret.read(["amount"])
        with self.assertRaises(AccessError):
            secret.export_data(["amount", "explanation"])
        lines = secret.browse()
        self.assertEqual(lines._read_group([], ["user_id"], ["amount:sum"]), [(self.consultant, 6000.0)])
        self.assertFalse(lines.search([("amount", "=", 6000.0), ("deal_id", "=", self.theirs.id)]))
        self.assertFalse(lines.name_search(self.theirs.name))
        report = self.env["realestate.commission.report"].with_user(self.consultant)
        self.assertEqual({user for (user,) in report._read_group([], ["user_id"])}, {self.consultant})
        with self.assertRaises(AccessError):
            self.env["realestate.commission.settlement"].with_user(self.consultant).search([])
        with self.assertRaises(AccessError):
            self.env["realestate.commission.policy"].with_user(self.consultant).search([])
        deal = self.mine.with_user(self.consultant)
        self.assertEqual(deal.commission_amount, 3000.0, "of his own deal he sees his own part")
        self.assertEqual(deal.commission_count, 1)

    def test_manager_sees_own_projects(self):
        """ACCESS-1: a manager of another project finds nothing."""
        other = self._new_user("manager", "manager_elsewhere")
        self.assertFalse(self._seen(other))


@tagged("post_install", "-at_install")
class TestCommissionPortal(CommissionCommon, HttpCase):
    """ACCESS-1, CH-7: a partner finds his own commission on his page, and nothing by a guessed number."""

    def test_own_rows(self):
        """CH-7: two people of one agency see the agency's rows, another agency none of them."""
        self._policy([{"role": "partner", "rate": 1.0}])
        deal = self._sell(lead=self._new_brought(module="partner", partner=self.partner))
        deal._earn_commission()
        line = self._lines(deal)
        agent = self.env["res.partner"].create(
            {"name": "经纪人", "parent_id": self.partner.id, "email": "a@example.com"}
        )
        new_test_user(self.env, "agent", groups="base.group_portal", partner_id=agent.id)
        new_test_user(self.env, "other_agent", groups="base.group_portal")
        self.authenticate("agent", "agent")
        page = self.url_open("/my/commission")
        self.assertIn(deal.name, page.text)
        self.assertIn("10,000.00", page.text)
        self.assertIn("10,000.00", self.url_open(f"/my/commission/{line.id}").text)
        self.assertEqual(self.url_open("/my/commission?state=nonsense").status_code, 200)
        with self.assertRaises(AccessError):
            line.with_user(self.env["res.users"].search([("login", "=", "agent")])).read(["amount"])
        self.authenticate("other_agent", "other_agent")
        self.assertNotIn(deal.name, self.url_open("/my/commission").text)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/my/commission/{line.id}").status_code, 404)
