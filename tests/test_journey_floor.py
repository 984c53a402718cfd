from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.realestate_sales.tests.common_reception import ReceptionFixtures


def shanghai(day, hour):
    """Return the UTC moment of an hour in Shanghai of March 2026."""
    return datetime(2026, 3, day, hour) - timedelta(hours=8)


@tagged("post_install", "-at_install")
class TestSaturdayOnTheFloor(ReceptionFixtures):
    """Issue 3, «done when»: a Saturday with three consultants, one of them a trainee, and ten visitors (CUS-1 … CUS-8)."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(shanghai(1, 9)))
        self._trainee(self.c, date_start="2026-03-05")
        self.reached = self.env["realestate.followup.result"].create({"name": "Reached", "is_effective": True})
        self.numbers = {
            name: self._new_phone() for name in ("owner", "friend", "lapsed", "husband", "wife", "returning")
        }

    def _at(self, day, hour):
        self.clock.move_to(shanghai(day, hour))
        self.env.invalidate_all()

    def _night(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("realestate_sales.realestate_lead_cron_expire").method_direct_trigger()
        self.env.invalidate_all()

    def _week_before(self):
        """What happened before the Saturday, the 7th."""
        # the last day of February's week: lapses in the night to Saturday
        self._at(1, 10)
        self._new_roster(self.a, self.b)
        owner = self._register(self.numbers["owner"], asked_user_id=self.a.id, name="业主")
        deal = self._subscribe(self.units[0], user=self.a, partner_id=self.buyer.id, lead_id=owner.lead_id.id)
        self.buyer.phone = self.numbers["owner"]
        deal._log_subscription()
        self._free(self.a)
        self._at(1, 11)
        # nobody follows him up: registered on the 1st, protected through the 8th with the usual 7 days
        self.project.protection_days = 5
        self._register(self.numbers["lapsed"], asked_user_id=self.b.id, name="过期客户")
        self._free(self.b)
        self.project.protection_days = 7
        self._at(4, 10)
        self._new_roster(self.a, self.b)
        self._register(self.numbers["husband"], asked_user_id=self.a.id, name="丈夫")
        self._register(self.numbers["returning"], asked_user_id=self.b.id, name="老客户")
        self._free(self.a, self.b)
        self._at(6, 15)
        self._new_roster(self.a, self.b)
        # the owner's friend calls on Friday; the owner's consultant writes it down
        self._register(
            self.numbers["friend"], kind="call", source="referral", asked_user_id=self.a.id, name="业主朋友",
            referrer_phone=self.numbers["owner"],
        )  # fmt: skip

    def test_saturday(self):
        """A Saturday: each visitor has a reason, a claim its ruling, and the report agrees with the books."""
        self._week_before()
        self._night()
        lapsed = self.env["crm.lead"].search([("phone_sanitized", "=", "+86" + self.numbers["lapsed"])])
        self.assertEqual((lapsed.user_id, lapsed.realestate_pool), (self.b, False), "Friday night: through the 6th")
        self._at(7, 1)
        self._night()
        self.assertEqual((lapsed.user_id.id, lapsed.realestate_pool), (False, "project"), "expired overnight")

        self._at(7, 9)
        self._new_roster(self.a, self.b, self.c)
        lines = [self._register(name="第一位"), self._register(name="第二位")]
        self.assertEqual([line.user_id for line in lines], [self.a, self.b], "the trainee observes")
        # a third while both are receiving: the trainee still may not
        lines.append(self._register(name="第三位"))
        self.assertIn(lines[-1].user_id, (self.a, self.b))
        self._free(self.a, self.b)
        # the owner's friend goes to the owner's consultant: he was registered by phone on Friday
        lines.append(self._register(self.numbers["friend"], source="referral", referrer_phone=self.numbers["owner"]))
        self.assertEqual((lines[-1].user_id, lines[-1].holder_id, lines[-1].uses_turn), (self.a, self.a, False))
        # B has lunch: his customer is received for him, and stays his
        self._line(self.b).action_away()
        self._free(self.a)
        lines.append(self._register(self.numbers["returning"], name="老客户"))
        self.assertEqual((lines[-1].user_id, lines[-1].holder_id, lines[-1].is_duty), (self.a, self.b, True))
        self._line(self.b).action_present()
        self._free(self.a)
        # the wife comes with a number nobody knows: in turn, after one more visitor B's
        self._free(self.b)
        lines.append(self._register(name="第六位"))
        self.assertEqual(lines[-1].user_id, self.a)
        wife = self._register(self.numbers["wife"], name="妻子")
        lines.append(wife)
        self.assertEqual(wife.user_id, self.b, wife.reason)
        for name in ("第八位", "第九位", "第十位"):
            self._free(self.a, self.b)
            lines.append(self._register(name=name))
        self.assertEqual([line.number for line in lines], list(range(1, 11)), "ten visitors, no gap")
        self.assertTrue(all(line.reason for line in lines))

        # the manager hears that she is the wife of A's customer; B sells to her all the same, and A claims
        husband = self.env["crm.lead"].search([("phone_sanitized", "=", "+86" + self.numbers["husband"])])
        husband.with_user(self.manager)._realestate_link_household(wife.lead_id.with_user(self.manager))
        # the database's own clock is not the test's
        self.env.flush_all()
        for table in ("realestate_household", "realestate_household_member"):
            self.env.cr.execute(SQL("UPDATE %s SET create_date = %s", SQL.identifier(table), shanghai(7, 12)))
        self._at(7, 16)
        deal = self._subscribe(self.units[1], user=self.b, partner_id=self.buyer_2.id, lead_id=wife.lead_id.id)
        deal._log_subscription()
        claim = (
            self.env["realestate.claim"]
            .with_user(self.a)
            ._submit(deal, "丈夫4日由我登记", lead=husband.with_user(self.a))
        )
        claim = claim.sudo()
        self.assertEqual(claim.state, "proposed")
        self.assertEqual(claim.winner_id, self.a, "registered on the 4th, three days old: the second withdraws")
        claim.with_user(self.manager).action_confirm()
        shares = {line.user_id: line.percent for line in deal.performance_ids.line_ids if line.percent}
        self.assertEqual(shares, {self.a: 100.0})

        # the manager's report of the day agrees with the books
        report = self.project.with_user(self.manager).day_report("2026-03-07")
        figures = {f["label"]: f["value"] for section in report["sections"] for f in section["figures"]}
        book = self.env["realestate.reception"].search(
            [("project_id", "=", self.project.id), ("day", "=", fields.Date.to_date("2026-03-07"))]
        )
        self.assertEqual((figures["Visits"], figures["Calls"], len(book)), (10, 0, 10))
        self.assertEqual(figures["Received for a Colleague"], 1)
        self.assertEqual(figures["Expired Overnight"], 1)
        self.assertEqual(figures["Claimed Today"], 1)
        self.assertEqual(figures["Received in Turn"], len(book.filtered("uses_turn")))
