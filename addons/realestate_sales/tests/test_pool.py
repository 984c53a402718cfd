import contextlib
from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_protection import ProtectionCommon

PHONE = "13866661234"


class PoolCommon(ProtectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("realestate_sales.realestate_lead_cron_expire")
        # what an export would give must not hang on the right to export
        (cls.consultant | cls.consultant_2).group_ids += cls.env.ref("base.group_allow_export")

    def _run(self):
        """Run the nightly expiry as the server does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _pooled(self, day="2026-03-01", user=None, **values):
        """Return a customer who expired in the night to the 9th (received on the 1st of March)."""
        with self._at(day):
            lead = self._new_lead(user, **values)
        with self._at(lead.realestate_protected_until + timedelta(days=1), "00:30"):
            self._run()
        return lead

    def _take(self, lead, user):
        return lead.with_user(user).action_take_from_pool()


@tagged("post_install", "-at_install")
class TestExpiry(PoolCommon):
    def test_first_to_ninth(self):
        """CUS-3: received on the 1st: still his at the end of the 8th, in the project's pool on the 9th."""
        with self._at("2026-03-01"):
            lead = self._new_lead(team_id=False)
        stage, stage_date = lead.stage_id, lead.date_last_stage_update
        with self._at("2026-03-08", "23:59"):
            self._run()
            self.assertEqual(lead.user_id, self.consultant)
        with self._at("2026-03-09", "00:01"):
            self._run()
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.realestate_pool, "project")
        self.assertEqual(lead.realestate_pool_since, date(2026, 3, 9))
        self.assertEqual(lead.realestate_last_holder_id, self.consultant)
        self.assertFalse(lead.realestate_protected_until or lead.realestate_held_since or lead.realestate_extended)
        event = lead.realestate_protection_event_ids[0]
        self.assertEqual((event.kind, event.day, event.until), ("expired", date(2026, 3, 9), date(2026, 3, 8)))
        # Odoo's own figures are as if the salesperson had been taken off by hand
        self.assertFalse(lead.date_open or lead.day_open)
        self.assertEqual(lead.company_id, self.company)
        self.assertEqual((lead.stage_id, lead.date_last_stage_update), (stage, stage_date))

    def test_leap_day_and_month_end(self):
        """CUS-3: 7 days after 25 February end on 4 March, in a leap year on 3 March."""
        for start, last in (("2026-02-25", date(2026, 3, 4)), ("2028-02-25", date(2028, 3, 3))):
            with self._at(start):
                lead = self._new_lead()
            with self._at(last, "23:59"):
                self._run()
                self.assertEqual(lead.user_id, self.consultant)
            with self._at(last + timedelta(days=1), "00:01"):
                self._run()
                self.assertEqual(lead.realestate_pool, "project")

    def test_midnight_of_each_project(self):
        """CUS-3: 00:01 in Shanghai is still the 8th in Urumqi's custom of an earlier zone."""
        west = self.project.copy({"code": "W", "tz": "Asia/Karachi", "user_ids": [Command.set(self.consultant.ids)]})
        with self._at("2026-03-01"):
            here, there = self._new_lead(), self._new_lead(realestate_project_id=west.id)
        with self._at("2026-03-09", "00:01"):
            self._run()
        self.assertEqual((here.realestate_pool, there.realestate_pool), ("project", False))
        with self._at("2026-03-09", "03:01"):
            self._run()
        self.assertEqual(there.realestate_pool, "project")

    def test_twice_the_same_day(self):
        """P3: a second run the same night finds nothing to do and writes no second event."""
        lead = self._pooled()
        with self._at("2026-03-09", "01:01"):
            self._run()
        self.assertEqual(self._events(lead), ["assigned", "expired"])

    def test_late_run_keeps_the_day(self):
        """CUS-3: where the run comes days late, the customer expired on the 9th all the same."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-12"):
            self._run()
        self.assertEqual(lead.realestate_pool_since, date(2026, 3, 9))

    def test_killed_between_batches(self):
        """P3: what was committed stays, the rest is done by the next run: one event each."""
        with self._at("2026-03-01"):
            leads = self.env["crm.lead"].union(*(self._new_lead() for _index in range(5)))
        expire = type(leads)._realestate_expire_batch
        calls = []

        def dies_after_first(model, project, today, size):
            if project == self.project:
                calls.append(size)
                if len(calls) == 2:
                    raise RuntimeError("power cut")
            return expire(model, project, today, size)

        with self._at("2026-03-09"):
            self.env.flush_all()
            with (
                self.enter_registry_test_mode(),
                patch.object(type(leads), "_realestate_expire_batch", dies_after_first),
                mute_logger("odoo.addons.base.models.ir_cron"),
                self.registry.cursor() as cr,
                contextlib.suppress(RuntimeError),
            ):
                # two a batch
                self.env(cr=cr, su=True)["crm.lead"]._cron_realestate_expire(2)
            self.env.invalidate_all()
            self.assertEqual(len(calls), 2)
            self.assertEqual(len(leads.filtered("realestate_pool")), 2)
            self._run()
        self.assertEqual(leads.mapped("realestate_pool"), ["project"] * 5)
        for lead in leads:
            self.assertEqual(self._events(lead), ["assigned", "expired"])

    def test_time_is_up(self):
        """P3: a run whose time is up stops after a batch and is taken up again."""
        with self._at("2026-03-01"):
            leads = self.env["crm.lead"].union(*(self._new_lead() for _index in range(5)))
        with self._at("2026-03-09"):
            self.env.flush_all()
            with (
                self.enter_registry_test_mode(),
                patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_kwargs: 0),
                self.registry.cursor() as cr,
            ):
                self.env(cr=cr, su=True)["crm.lead"]._cron_realestate_expire(2)
            self.env.invalidate_all()
            self.assertEqual(len(leads.filtered("realestate_pool")), 2)

    def test_who_bought_stays(self):
        """CUS-3: a live deal, of the opportunity or of its contact, keeps the customer; a withdrawal ends that."""
        with self._at("2026-03-01"):
            by_lead = self._new_lead()
            by_partner = self._new_lead(partner_id=self.buyer_2.id)
            other = self._new_lead(partner_id=self.buyer.id, user_id=self.consultant.id)
            deal = self._subscribe(self.units[0], lead_id=by_lead.id, partner_id=self.env.user.partner_id.id)
            self._subscribe(self.units[1], partner_id=self.buyer_2.id)
        with self._at("2026-03-09"):
            self._run()
            self.assertEqual((by_lead | by_partner).user_id, self.consultant)
            self.assertFalse((by_lead | by_partner).filtered("realestate_pool"))
            self.assertEqual(other.realestate_pool, "project")
            self.assertEqual(self._events(by_lead), ["assigned", "won"])
        with self._at("2026-03-20"):
            deal.sudo()._cancel()
        self.assertEqual(by_lead.realestate_protected_until, date(2026, 3, 27))
        with self._at("2026-03-28"):
            self._run()
        self.assertEqual(by_lead.realestate_pool, "project")

    def test_company_pool_after_m_days(self):
        """CUS-3: M = 30: in the project's pool since the 9th of March, in the company's on the 8th of April."""
        lead = self._pooled()
        with self._at("2026-04-07", "23:59"):
            self._run()
            self.assertEqual(lead.realestate_pool, "project")
        with self._at("2026-04-08", "00:01"):
            self._run()
        self.assertEqual(lead.realestate_pool, "company")
        self.assertEqual(lead.realestate_pool_since, date(2026, 3, 9))
        self.assertEqual(self._events(lead), ["assigned", "expired", "company_pool"])

    def test_holder_is_cut_off(self):
        """ACCESS-1: who lost a customer follows him no more, has no activity there and is not the contact's."""
        with self._at("2026-03-01"):
            lead = self._new_lead(partner_id=self.buyer.id)
            self.buyer.sudo().user_id = self.consultant
            self._follow_up(lead, result=self.no_answer, date_next="2026-03-20")
            lead.message_subscribe(partner_ids=(self.consultant.partner_id | self.manager.partner_id).ids)
            self.assertTrue(lead.activity_ids)
        with self._at("2026-03-09"):
            self._run()
        self.assertFalse(lead.activity_ids)
        self.assertIn(self.manager.partner_id, lead.message_partner_ids)
        self.assertNotIn(self.consultant.partner_id, lead.message_partner_ids)
        self.assertFalse(self.buyer.user_id)
        self.assertFalse(self.buyer.with_user(self.consultant).has_access("read"))

    def test_release_does_what_the_run_does(self):
        """CUS-3: a customer given up and one who expired are the same in every column but the days."""
        with self._at("2026-03-01"):
            given_up, expired = self._new_lead(), self._new_lead()
        with self._at("2026-03-09"):
            self._run()
            expired.invalidate_recordset()
        with self._at("2026-03-01"):
            other = self._new_lead()
            other.with_user(self.consultant).action_give_up("x")
        ignored = {"id", "write_date", "write_uid", "realestate_pool_since", "create_date"}
        stored = [name for name, field in other._fields.items() if field.store and field.column_type]
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM crm_lead WHERE id IN %s ORDER BY id", [(expired.id, other.id)])
        rows = self.env.cr.dictfetchall()
        differ = {name for name in stored if name in rows[0] and (rows[0][name] or None) != (rows[1][name] or None)}
        self.assertFalse(differ - ignored)
        self.assertTrue(given_up)

    def test_warning(self):
        """CUS-3: one activity a consultant, on the last day, once; none where the project warns 0 days before."""
        kind = self.env.ref("realestate_sales.realestate_activity_type_expiry")

        def warned():
            return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

        with self._at("2026-03-01"):
            self._new_lead(), self._new_lead(), self._new_lead(self.consultant_2)
        with self._at("2026-03-07", "12:01"):
            self._run()
            self.assertFalse(warned())
        with self._at("2026-03-08", "00:01"):
            self._run()
            self._run()
        self.assertEqual(warned().user_id, self.consultant | self.consultant_2)
        self.assertEqual(len(warned()), 2)
        self.assertIn("2 ", warned().filtered(lambda a: a.user_id == self.consultant).summary)


@tagged("post_install", "-at_install")
class TestPool(PoolCommon):
    def test_last_holder_waits(self):
        """CUS-3: P = 3: who lost him on the 9th may take him again on the 12th; others at once."""
        lead, other = self._pooled(), self._pooled()
        with self._at("2026-03-11", "23:59"):
            with self.assertRaisesRegex(UserError, "2026-03-12"):
                self._take(lead, self.consultant)
            self._take(other, self.consultant_2)
        self.assertEqual(other.user_id, self.consultant_2)
        self.assertEqual(other.realestate_protected_until, date(2026, 3, 18))
        with self._at("2026-03-12", "00:01"):
            self._take(lead, self.consultant)
        self.assertEqual(lead.user_id, self.consultant)
        self.assertFalse(lead.realestate_pool)
        self.assertEqual(self._events(lead), ["assigned", "expired", "taken"])

    def test_cap(self):
        """CUS-3: the 5th customer of a day is had, the 6th not; on the next day of the project there are 5 again."""
        leads = self.env["crm.lead"].union(*(self._pooled() for _index in range(7)))
        with self._at("2026-03-10", "23:58"):
            for lead in leads[:4]:
                self._take(lead, self.consultant_2)
            with self.assertRaisesRegex(UserError, "5 customers a day"):
                self._take(leads[4:6], self.consultant_2)
            self.assertFalse(leads[4:6].user_id, "all of them or none")
            self._take(leads[4], self.consultant_2)
            with self.assertRaisesRegex(UserError, "5 customers a day"):
                self._take(leads[5], self.consultant_2)
        with self._at("2026-03-11", "00:01"):
            self._take(leads[5], self.consultant_2)
        self.env["realestate.pool.cap"].create(
            {
                "project_id": self.project.id,
                "group_id": self.env.ref("realestate_sales.realestate_sales_group_consultant").id,
                "daily_cap": 1,
            }
        )
        with self._at("2026-03-11", "00:02"), self.assertRaisesRegex(UserError, "1 customers a day"):
            self._take(leads[6], self.consultant_2)

    def test_somebody_was_faster(self):
        """CUS-3: who comes second is told who has him; of others' customers nothing is told."""
        lead = self._pooled()
        with self._at("2026-03-10"):
            self._take(lead, self.consultant_2)
            with self.assertRaisesRegex(UserError, "consultant_2 took him"):
                self._take(lead, self.consultant)
            stranger = self._new_lead(self.consultant_2)
            with self.assertRaises(AccessError):
                self._take(stranger, self.consultant)
        with self._at("2026-03-11"), self.assertRaises(AccessError):
            self._take(lead, self.consultant)

    def test_who_may_take(self):
        """CUS-3: from the project's pool its own consultants, from the company's all of the company's."""
        outsider = self._new_user("consultant", "consultant_elsewhere")
        elsewhere = self.env["realestate.project"].create(
            {"name": "Elsewhere", "code": "EW", "user_ids": [Command.set(outsider.ids)]}
        )
        lead = self._pooled()
        for user in (outsider, self.administrator, self.accountant):
            with self._at("2026-03-12"), self.assertRaises(AccessError):
                self._take(lead, user)
        self.assertFalse(lead.with_user(outsider).has_access("read"))
        with self._at("2026-04-08"):
            self._run()
            self.assertTrue(lead.with_user(outsider).has_access("read"))
            self._take(lead, outsider)
        self.assertEqual((lead.user_id, lead.realestate_project_id), (outsider, elsewhere))
        self.assertIn("Test Garden", lead.realestate_protection_event_ids[0].reason)

    def test_pool_is_read_masked_and_not_written(self):
        """ACCESS-1, ACCESS-3: a consultant sees who is in the pool, not his number, notes or history."""
        lead = self._pooled(phone=PHONE)
        self.env["realestate.followup"].create(
            {"lead_id": lead.id, "result_id": self.reached.id, "user_id": self.consultant.id, "note": PHONE}
        )
        lead.message_post(body=f"call {PHONE}", author_id=self.manager.partner_id.id)
        paper = self.env["ir.attachment"].create(
            {"name": "card.txt", "raw": b"x", "res_model": "crm.lead", "res_id": lead.id}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.consultant, self.consultant_2):
            seen = lead.with_user(user)
            self.assertIn("****", seen.phone)
            self.assertFalse(seen.search([("phone", "like", "6666123")]))
            self.assertNotIn(PHONE, str(seen.read()))
            self.assertNotIn(PHONE, str(seen.export_data(["name", "phone", "phone_sanitized"])))
            self.assertNotIn(PHONE, str(seen.formatted_read_group([("id", "=", lead.id)], ["phone"], ["__count"])))
            self.assertFalse(self.env["mail.message"].with_user(user).search([("body", "like", PHONE)]))
            self.assertFalse(self.env["realestate.followup"].with_user(user).search([("lead_id", "=", lead.id)]))
            self.assertFalse(
                self.env["realestate.protection.event"].with_user(user).search([("lead_id", "=", lead.id)])
            )
            with self.assertRaises(AccessError):
                paper.with_user(user).read(["name", "raw"])
            for values in ({"name": "mine"}, {"user_id": user.id}, {"phone": "13900000000"}):
                with self.assertRaises(AccessError):
                    seen.write(values)
            with self.assertRaises(AccessError):
                seen.realestate_reveal("phone")
            with self.assertRaises(AccessError):
                seen.message_post(body="x")
            with self.assertRaises(AccessError):
                self._follow_up(lead, user)

    def test_another_company(self):
        """ACCESS-2: pools end at the company."""
        company = self.env["res.company"].create({"name": "Other Company"})
        stranger = self._new_user("consultant", "consultant_abroad")
        stranger.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        self.env["realestate.project"].create(
            {"name": "Abroad", "code": "AB", "company_id": company.id, "user_ids": [Command.set(stranger.ids)]}
        )
        lead = self._pooled()
        with self._at("2026-04-08"):
            self._run()
            self.assertEqual(lead.realestate_pool, "company")
            self.assertFalse(lead.with_user(stranger).search([("id", "=", lead.id)]))
            with self.assertRaises(AccessError):
                self._take(lead, stranger)

    def test_defaults_and_constraints(self):
        """CUS-3: 5 a day for each role; the database keeps one row a role and no negative number."""
        caps = self.env["realestate.pool.cap"].search([("company_id", "=", self.company.id)])
        self.assertEqual(caps.mapped("daily_cap"), [5, 5])
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename IN ('realestate_pool_cap', 'realestate_pool_counter')"
        )
        names = {name for [name] in self.env.cr.fetchall()}
        self.assertLessEqual({"realestate_pool_cap_role_uniq", "realestate_pool_counter_day_uniq"}, names)


@tagged("post_install", "-at_install")
class TestFollowupRights(PoolCommon):
    """ACCESS-1: another's customer is reached by no road that this feature adds."""

    def test_others_customers(self):
        lead = self._new_lead(phone=PHONE)
        followup = self._follow_up(lead, note=f"secret {PHONE}")
        self.env.flush_all()
        self.env.invalidate_all()
        for model, record in (
            ("crm.lead", lead),
            ("realestate.followup", followup),
            ("realestate.protection.event", lead.realestate_protection_event_ids[:1]),
        ):
            seen = self.env[model].with_user(self.consultant_2)
            domain = [("id", "=", record.id)]
            with self.subTest(model=model):
                self.assertFalse(seen.search(domain))
                self.assertFalse(seen.search_count(domain))
                self.assertFalse(seen.name_search("", domain))
                self.assertFalse(seen.formatted_read_group(domain, ["create_uid"], ["__count"]))
                with self.assertRaises(AccessError):
                    record.with_user(self.consultant_2).read()
                with self.assertRaises(AccessError):
                    record.with_user(self.consultant_2).export_data(["id", "display_name"])
        self.assertFalse(self.env["realestate.followup"].with_user(self.consultant_2).search([("note", "like", PHONE)]))
        for action in ("action_extend", "action_give_up"):
            with self.assertRaises(AccessError):
                getattr(lead.with_user(self.consultant_2), action)("x")
        with self.assertRaises(AccessError):
            lead.with_user(self.consultant_2).action_reassign(self.consultant_2, "x")
        self.env.invalidate_all()
        told = (
            self.env["realestate.followup"]
            .with_user(self.consultant_2)
            .onchange({"lead_id": lead.id}, ["lead_id"], {"lead_id": {}, "intent": {}, "date_next": {}})
        )
        self.assertFalse(told["value"].get("lead_id") or told["value"].get("intent"))

    def test_manager_of_another_project(self):
        """ACCESS-1: a manager decides about his projects' customers, not about others'."""
        manager = self._new_user("manager", "manager_elsewhere")
        self.env["realestate.project"].create(
            {"name": "Elsewhere", "code": "EW", "user_ids": [Command.set(manager.ids)]}
        )
        lead = self._new_lead()
        for action in ("action_extend", "action_give_up"):
            with self.assertRaises(AccessError):
                getattr(lead.with_user(manager), action)("x")
        with self.assertRaises(UserError):
            lead.with_user(self.manager).action_reassign(manager, "not of this project")


@tagged("post_install", "-at_install")
class TestPooledInDeal(PoolCommon):
    def test_taken_before_sold(self):
        """CUS-3: a customer of the pool is named in a deal by who has taken him, by the claim and by create."""
        lead = self._pooled(user=self.consultant_2)
        deals = self.env["realestate.deal"].with_user(self.consultant)
        vals = {"partner_id": self.buyer.id, "lead_id": lead.id}
        with self._at("2026-03-10"):
            with self.assertRaisesRegex(UserError, "in the pool of customers"):
                deals.subscribe(self.units[0].id, dict(vals))
            with self.assertRaisesRegex(UserError, "in the pool of customers"):
                deals.create({**vals, "unit_id": self.units[0].id})
            self._take(lead, self.consultant)
            self.assertTrue(deals.subscribe(self.units[0].id, dict(vals)))
