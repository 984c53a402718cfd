import base64
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_handover import PIXEL, HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverNotice(HandoverCommon):
    """HND-1: who was told when and how, and the record that is signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.deals[0]
        cls.deal.party_ids.unlink()
        cls.deal.sudo().write(
            {
                "party_ids": [
                    Command.create({"partner_id": cls.buyer.id, "share": 60}),
                    Command.create({"partner_id": cls.buyer_2.id, "share": 40}),
                ]
            }
        )
        (cls.buyer | cls.buyer_2).write({"email": False, "lang": "en_US"})

    def _second_plan(self):
        return self.plan.copy({"mail_template_id": self.plan.mail_template_id.id})

    def test_mail_to_all_buyers(self):
        """HND-1: one mail to all buyers who have an address; who has none is left for a letter."""
        self.buyer.email = "wang@example.com"
        plan = self._second_plan()
        plan.action_notify()
        handover = self.deal.handover_ids.with_user(self.officer)
        notice = handover.notice_ids.filtered(lambda n: n.plan_id == plan)
        self.assertRecordValues(
            notice,
            [
                {
                    "partner_id": self.buyer.id,
                    "means": "email",
                    "date_sent": self.today,
                    "address": "wang@example.com",
                    "state": "sent",
                }
            ],
        )
        mail = notice.sudo().mail_id
        self.assertEqual(mail.recipient_ids, self.buyer)
        self.assertIn(self.deal.unit_id.name, mail.subject)
        self.assertIn(mail.mail_message_id, handover.sudo().message_ids)
        self.assertEqual((handover.notice_state, handover.stage_id.effect), ("part", "handover_notice"))
        with self.assertRaisesRegex(UserError, "Not all buyers"):
            handover.action_next()
        # the other two units have one buyer each
        self.assertEqual(plan.unnoticed_count, 1)

    def test_letters_for_the_rest(self):
        """HND-1: letters are recorded for every buyer with number and proof, printed with the click; the files go on."""
        action = self.plan.action_notify_rest()
        wizard = (
            self.env["realestate.handover.notify"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create(
                {
                    "tracking_number": "EX123456789CN",
                    "proof": base64.b64encode(b"receipt"),
                    "proof_name": "ems.txt",
                }
            )
        )
        self.assertEqual((wizard.unit_count, wizard.means), (3, "letter"))
        self.assertEqual(wizard.action_apply()["report_name"], "realestate_aftersales.report_paper_handover_notice")
        self.assertEqual(set(self.plan.handover_ids.mapped("notice_state")), {"all"})
        self.assertEqual(self.plan.unnoticed_count, 0)
        self.assertEqual(len(self.handover.notice_ids), 2)
        self.assertEqual(self.handover.notice_ids.mapped("tracking_number"), ["EX123456789CN"] * 2)
        self.assertEqual(self.handover.date_noticed, self.today)
        self.assertNotEqual(self.handover.stage_id.effect, "handover_notice")
        with self.assertRaisesRegex(UserError, "All buyers"):
            self.plan.action_notify_rest()

    def test_a_notice_is_evidence(self):
        """HND-1, ACCESS-1: made by the verb alone, never changed or deleted; proof and receipt come later."""
        self.handover.action_notify("hand")
        notice = self.handover.notice_ids[0]
        with self.assertRaisesRegex(AccessError, "evidence"):
            notice.with_user(self.officer).date_sent = self.today - timedelta(days=30)
        with self.assertRaises(AccessError):
            notice.with_user(self.officer).create({"handover_id": self.handover.id, "partner_id": self.buyer.id})
        with self.assertRaises(UserError):
            notice.sudo().unlink()
        notice.with_user(self.officer).write({"date_received": self.today, "proof": PIXEL, "proof_name": "a.png"})
        self.assertEqual(notice.state, "received")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            notice.sudo().copy({"date_sent": notice.date_sent})
            self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            notice.sudo().date_received = notice.date_sent - timedelta(days=1)
            self.env.flush_all()

    def test_what_was_not_delivered_does_not_count(self):
        """HND-1: a letter that came back, a mail that failed: the buyer has had no notice."""
        self.handover.action_notify("letter")
        self.assertFalse(self.handover._lacks_proper_notice())
        self.handover.notice_ids[0].with_user(self.officer).is_returned = True
        self.assertEqual(self.handover.notice_state, "part")
        self.assertEqual(self.handover._lacks_proper_notice(), self.handover.notice_ids[0].partner_id)
        (self.buyer | self.buyer_2).email = "b@example.com"
        self.handover.action_notify("email")
        self.assertEqual(self.handover.notice_state, "all")
        self.handover.notice_ids.sudo().mail_id.state = "exception"
        self.assertEqual(self.handover.notice_state, "part")

    def test_sent_once(self):
        """HND-1: a second click on one day sends and records nothing twice; a day to come is refused."""
        (self.buyer | self.buyer_2).email = "b@example.com"
        for _click in range(2):
            self.handover.action_notify("email")
            self.handover.action_notify("letter")
        self.assertEqual(sorted(self.handover.notice_ids.mapped("means")), ["email", "email", "letter", "letter"])
        with self.assertRaisesRegex(UserError, "day to come"):
            self.handover.action_notify("hand", day=self.today + timedelta(days=1))

    def test_letter(self):
        """HND-1, DEAL-11: the letter names days and place from the plan."""
        self.plan.place = "售楼处一楼"
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("realestate_aftersales.report_paper_handover_notice", self.deal.ids)[0]
            .decode()
        )
        for text in (str(self.plan.date_from), str(self.plan.date_to), "售楼处一楼", self.deal.unit_id.name):
            self.assertIn(text, html)

    def test_record(self):
        """HND-1: the record names unit, buyers, money, meters, keys, defects with photos, both books, signature."""
        self._pay_all(self.deal)
        self.handover.action_check_in()
        self.handover.sudo().service_id.action_next()
        self.handover.action_next()
        self.handover.write(
            {
                "inspected": True,
                "defect_ids": [Command.create({"room": "bathroom", "description": "地漏堵塞", "photo": PIXEL})],
            }
        )
        self.handover.action_next()
        self.handover.write({"key_count": 3, "quality_guarantee": True, "manual": True, "water_meter": 12.5})
        self.handover.action_next()
        self.assertFalse(self.handover.date_delivered)
        report = self.env.ref("realestate_aftersales.realestate_handover_report_record")
        self.assertIn("Draft", report._render_qweb_html(report.report_name, self.handover.ids)[0].decode())
        self.handover.write({"signature": PIXEL, "signed_by": "张三"})
        self.handover.action_next()
        html = report._render_qweb_html(report.report_name, self.handover.ids)[0].decode()
        self.assertNotIn("Draft", html)
        for text in (
            self.deal.unit_id.name, self.buyer.name, self.buyer_2.name, "1,000,000.00", "12.50", "地漏堵塞", "张三",
            "Waterproofing",
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertIn(text, html)
        self.assertEqual(html.count("data:image"), 2 + html.count('alt="Logo"'))

    def test_record_is_kept(self):
        """HND-1: the signed record is one PDF on the handover; printed again it is the same."""
        self._pay_all(self.deal)
        self._deliver(self.handover)
        report = self.env.ref("realestate_aftersales.realestate_handover_report_record")
        report = report.with_context(force_report_rendering=True)
        first = report._render_qweb_pdf(report.report_name, self.handover.ids)[0]
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "realestate.handover"), ("res_id", "=", self.handover.id), ("name", "like", "%.pdf")]
        )
        self.assertEqual(len(kept), 1)
        self.assertEqual(report._render_qweb_pdf(report.report_name, self.handover.ids)[0], first)
