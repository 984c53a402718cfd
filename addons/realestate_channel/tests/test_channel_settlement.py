from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChannelReceptionCommon


@tagged("post_install", "-at_install")
class TestChannelSettlement(ChannelReceptionCommon):
    """A hired team is paid by its contract for what is on record, once (CH-1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hired = cls._new_team("Hired", module="leaflet", parent_id=cls.leaflets.id, is_hired=True)
        cls.vendor = cls.env["res.partner"].create({"name": "Leaflet Firm"})
        cls.first = cls.today - timedelta(days=6)
        cls.contract = cls._new_contract()

    @classmethod
    def _new_contract(cls, **values):
        return cls.env["realestate.channel.contract"].create(
            {
                "name": "HT-1",
                "team_id": cls.hired.id,
                "partner_id": cls.vendor.id,
                "date_from": cls.first,
                "headcount": 10,
                "rate_ids": [
                    Command.create({"basis": basis, "date_from": cls.first, "amount": amount})
                    for basis, amount in (("day", 150.0), ("call", 0.5), ("visit", 80.0), ("deal", 1000.0))
                ],
                **values,
            }
        )

    def _attend(self, day, headcount, half_days=0):
        return self.env["realestate.channel.attendance"].create(
            {
                "team_id": self.hired.id,
                "day": day,
                "project_id": self.project.id,
                "headcount": headcount,
                "half_days": half_days,
            }
        )

    def _settle(self, date_from=None, date_to=None, user=None):
        return (
            self.env["realestate.channel.settlement"]
            .with_user(user or self.supervisor_2)
            .create(
                {
                    "contract_id": self.contract.id,
                    "date_from": date_from or self.first,
                    "date_to": date_to or self.today,
                }
            )
        )

    def _amounts(self, settlement):
        return {line.basis: line.amount for line in settlement.sudo().line_ids}

    def test_every_pay_rule(self):
        """CH-1: person-days, calls, visits and deals at their rates; half a day is half a day's pay."""
        self._attend(self.first, 4, 1)
        self.env["realestate.channel.result"].create(
            {"team_id": self.hired.id, "day": self.first, "project_id": self.project.id, "calls": 30}
        )
        self._new_brought(phone="13512340001", module="leaflet", team=self.hired, partner_id=self.buyer.id)
        self._new_roster(self.consultant)
        self._register(phone="13512340001")
        deal = self._subscribe()
        deal._log_subscription()
        deal.write({"date_signed": self.today, "state": "signed"})
        settlement = self._settle()
        self.assertEqual(self._amounts(settlement), {"day": 675.0, "call": 15.0, "visit": 80.0, "deal": 1000.0})
        self.assertEqual(settlement.amount, 1770.0)
        self.assertTrue(all(settlement.line_ids.mapped("explanation")))

    def test_least_and_most_paid(self):
        """CH-1: a day is paid for at least and at most so many, and not at all where nobody came."""
        self.contract.write({"headcount_min": 5, "headcount_max": 8})
        for day, (came, paid) in enumerate(((4, 5), (5, 5), (8, 8), (9, 8), (0, 0))):
            with self.subTest(came=came):
                self.assertEqual(self.contract._paid_person_days(came), paid)
                self._attend(self.first + timedelta(days=day), came)
        self.assertEqual(self._settle().amount, 26 * 150.0)

    def test_rate_of_the_day(self):
        """CH-1: the rate is the one of the day: up to the day before the new one begins, the old."""
        change = self.first + timedelta(days=2)
        self.contract.rate_ids = [Command.create({"basis": "day", "date_from": change, "amount": 200.0})]
        for day in range(4):
            self._attend(self.first + timedelta(days=day), 1)
        settlement = self._settle()
        self.assertEqual(settlement.line_ids.mapped("amount"), [150.0, 150.0, 200.0, 200.0])

    def test_approved_by_the_manager_and_billed_once(self):
        """CH-1: the manager approves, the accountant makes one draft bill; a second try finds the first."""
        self._attend(self.today, 2)
        settlement = self._settle()
        with self.assertRaises(AccessError):
            settlement.action_approve()
        with self.assertRaises(AccessError):
            settlement.write({"state": "approved"})
        with self.assertRaises(UserError):
            settlement.with_user(self.accountant).action_bill()
        settlement.with_user(self.channel_manager).action_approve()
        self.env["res.company"].browse(self.company.id).realestate_commission_account_id = self.env[
            "account.account"
        ].create({"name": "Channel", "code": "660199", "account_type": "expense"})
        settlement.with_user(self.accountant).action_bill()
        bill = settlement.bill_id
        self.assertEqual((bill.move_type, bill.state, bill.amount_untaxed), ("in_invoice", "draft", 300.0))
        self.assertEqual(bill.partner_id, self.vendor)
        settlement.with_user(self.accountant).action_bill()
        self.assertEqual(settlement.bill_id, bill)
        with self.assertRaises(UserError):
            settlement.with_user(self.channel_manager).action_cancel()
        with self.assertRaises(UserError):
            settlement.with_user(self.channel_manager).write({"date_to": self.first})
        with self.assertRaises(UserError):
            settlement.with_user(self.channel_manager).unlink()

    def test_nothing_is_settled_twice(self):
        """CH-1: a second settlement of the same days is empty, and PostgreSQL refuses a second line of a day."""
        self._attend(self.today, 2)
        settlement = self._settle()
        settlement.with_user(self.channel_manager).action_approve()
        second = self._settle()
        self.assertFalse(second.sudo().line_ids)
        with self.assertRaises(UserError):
            second.with_user(self.channel_manager).action_approve()
        line = settlement.sudo().line_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            line.copy({"settlement_id": second.id})

    def test_corrected_after_approval(self):
        """CH-1: a correction changes nothing that is approved; it shows as difference and goes into the next one."""
        attendance = self._attend(self.first, 4)
        settlement = self._settle(self.first, self.first)
        settlement.with_user(self.channel_manager).action_approve()
        attendance.headcount = 3
        settlement.invalidate_recordset()
        self.assertEqual(settlement.amount, 600.0)
        self.assertEqual(settlement.with_user(self.channel_manager).difference, -150.0)
        following = self._settle(self.first + timedelta(days=1), self.today)
        self.assertEqual(following.amount, -150.0)
        self.assertEqual(following.sudo().line_ids.adjusts_line_id, settlement.sudo().line_ids)
        following.with_user(self.channel_manager).action_approve()
        settlement.invalidate_recordset()
        self.assertEqual(settlement.with_user(self.channel_manager).difference, 0.0)
        # and once is enough
        self.assertFalse(self._settle().sudo().line_ids)

    def test_deal_withdrawn_after_payment(self):
        """CH-1: a deal that is cancelled after it was paid for is taken back with the next settlement."""
        self._new_brought(module="leaflet", team=self.hired, partner_id=self.buyer.id)
        deal = self._subscribe()
        deal._log_subscription()
        deal.write({"date_signed": self.today, "state": "signed"})
        self._settle().with_user(self.channel_manager).action_approve()
        deal.write({"state": "cancelled"})
        self.assertEqual(self._settle().amount, -1000.0)

    def test_cancelled_settlement_frees_its_days(self):
        """CH-1: what a settlement without bill had is due again once it is cancelled."""
        self._attend(self.today, 1)
        settlement = self._settle()
        settlement.with_user(self.channel_manager).action_approve()
        settlement.with_user(self.channel_manager).action_cancel()
        self.assertEqual(self._settle().amount, 150.0)

    def test_one_contract_at_a_time(self):
        """CH-1: a day of a hired team is paid by one contract."""
        self.contract.date_to = self.today
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._new_contract(name="HT-2", date_from=self.today)
        later = self._new_contract(name="HT-3", date_from=self.today + timedelta(days=1))
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE realestate_channel_contract SET date_from = %s WHERE id = %s", (self.today, later.id)
            )
        later.active = False
        self.env.flush_all()
        self.cr.execute("UPDATE realestate_channel_contract SET date_from = %s WHERE id = %s", (self.today, later.id))

    def test_attendance_of_hired_teams(self):
        """CH-1: attendance is a hired team's, once a day and project, and not of tomorrow."""
        self._attend(self.today, 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._attend(self.today, 2)
        with self.assertRaises(ValidationError):
            self._attend(self.today + timedelta(days=1), 1)
        with self.assertRaises(ValidationError):
            self.env["realestate.channel.attendance"].create(
                {"team_id": self.calls.id, "day": self.today, "project_id": self.project.id}
            )
