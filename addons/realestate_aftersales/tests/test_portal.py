import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_portal import PDF, PIXEL, PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    """PORTAL-1: what a buyer sees and does, below the pages."""

    def _mine(self, record, user=None):
        return record.with_user(user or self.buyer_user).with_context(allowed_company_ids=self.company.ids)

    # ------------------------------------------------------------------
    # money
    # ------------------------------------------------------------------
    def test_plan(self):
        """DEAL-6: paid, overdue, due and later are accounting's figures; a loan is the bank's to pay."""
        late, due, later = self.deal.installment_ids.sorted("sequence")
        self._pay(late._invoice(), 150000.0)
        rows = {row["line"]: row for row in self.deal._home_plan()}
        self.assertEqual([rows[line]["state"] for line in (late, due, later)], ["overdue", "due", "later"])
        self.assertTrue(rows[late]["payable"])
        self.assertFalse(rows[due]["invoice"])
        todo = [sentence for sentence, _anchor, _pressing in self.deal._home_todo()]
        self.assertIn("50,000.00", todo[0])
        self._pay(late.move_ids, 50000.0)
        self.assertEqual(self.deal._home_plan()[0]["state"], "paid")
        self.assertEqual(sum(row["amount"] for row in self.deal._home_receipts()), 200000.0)
        due.kind = "commercial_loan"
        self.assertEqual(self.deal._home_plan()[1]["state"], "bank")

    def _provider(self):
        """Return a payment provider that the company has opened, and its method."""
        method = self.env["payment.method"].with_context(active_test=False).search([("code", "=", "card")], limit=1)
        arch = '<form action="dummy" method="post"/>'
        form = self.env["ir.ui.view"].create({"name": "Dummy form", "type": "qweb", "arch": arch})
        provider = self.env["payment.provider"].create(
            {
                "name": "Dummy",
                "code": "none",
                "state": "test",
                "is_published": True,
                "company_id": self.company.id,
                "payment_method_ids": [Command.set(method.ids)],
                "redirect_form_view_id": form.id,
            }
        )
        method.active = True
        provider.journal_id = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )
        manual = self.env.ref("account.account_payment_method_manual_in")
        self.env["account.payment.method.line"].create(
            {
                "name": "Dummy",
                "payment_method_id": manual.id,
                "payment_provider_id": provider.id,
                "journal_id": provider.journal_id.id,
            }
        )
        return provider, method

    def test_online_payment(self):
        """PORTAL-1, DEAL-6: what a buyer pays online settles the invoice of the instalment and is the deal's money."""
        self.assertFalse(self._mine(self.deal).sudo()._home_pays_online())
        provider, method = self._provider()
        self.assertTrue(self._mine(self.deal).sudo()._home_pays_online())
        line = self.deal.installment_ids.sorted("sequence")[0]
        invoice = line._invoice()
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": 120000.0,
                "currency_id": self.deal.currency_id.id,
                "reference": "online 1",
                "partner_id": self.co_buyer.id,
                "operation": "online_redirect",
                "invoice_ids": [Command.set(invoice.ids)],
            }
        )
        transaction._set_done()
        transaction._post_process()
        self.assertEqual(transaction.payment_id.realestate_deal_id, self.deal)
        self.assertEqual((line.paid_amount, line.residual_amount), (120000.0, 80000.0))
        self.assertEqual(self.deal._paid_amount(), 120000.0)
        [receipt] = self.deal._home_receipts()
        self.assertEqual((receipt["amount"], receipt["confirmed"]), (120000.0, True))

    def test_timeline(self):
        """PORTAL-1: what has happened, what comes next, what is still to come."""
        states = [row["state"] for row in self.deal._home_timeline()]
        self.assertEqual(states, ["done", "done", "next", "todo", "todo", "todo"])

    def test_masked(self):
        """ACCESS-3: the numbers of all buyers are masked on the page."""
        buyers = {row["name"]: row for row in self.deal._home_buyers()}
        self.assertEqual(buyers["王建国"]["phone"], "138****1234")
        self.assertEqual(buyers["赵敏"]["identity"], "3201**********1014")
        self.assertEqual((buyers["王建国"]["share"], buyers["赵敏"]["share"]), (60, 40))

    # ------------------------------------------------------------------
    # papers
    # ------------------------------------------------------------------
    def test_upload(self):
        """PORTAL-1: what is sent waits for the officer, who is told once; accepted it is received and kept."""
        material = self._mine(self.material)
        self.assertEqual(self.material.portal_state, "missing")
        material._home_upload([("front.png", PIXEL), ("back.pdf", PDF)])
        self.assertEqual((self.material.portal_state, self.material.received), ("to_check", False))
        material._home_upload([("third.png", PIXEL)])
        self.assertEqual(self.service.activity_ids.user_id, self.officer)
        self.assertEqual(len(self.service.activity_ids), 1)
        self.assertEqual(self.service.waiting_for, "papers")
        uploads = self.material.upload_ids.with_user(self.officer)
        self.assertEqual(set(uploads.mapped("mimetype")), {"image/png", "application/pdf"})
        uploads.action_accept()
        self.assertEqual((self.material.portal_state, self.material.date_received), ("received", self.today))
        self.assertEqual(self.material.received_by_id, self.officer)
        self.assertTrue(self.material.attachment)
        self.assertFalse(self.service.activity_ids)
        with self.assertRaisesRegex(UserError, "checked already"):
            uploads[0].action_send_back("x")
        with self.assertRaisesRegex(UserError, "need not be sent"):
            material._home_upload([("again.png", PIXEL)])

    def test_original(self):
        """SRV-1: the photo of what is needed in original is accepted; the paper itself has still to come."""
        material = self.service.material_ids[1]
        self._mine(material)._home_upload([("income.png", PIXEL)]).with_user(self.officer).action_accept()
        self.assertEqual((material.portal_state, material.received), ("original", False))
        self.assertTrue(material.attachment)
        material.with_user(self.officer).action_receive()
        self.assertEqual(material.portal_state, "received")

    def test_send_back(self):
        """PORTAL-1: what is sent back says why, and may be sent again."""
        uploads = self._mine(self.material)._home_upload([("dark.png", PIXEL)]).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Say why"):
            uploads.action_send_back("  ")
        wizard = self.env["realestate.upload.reason"].with_user(self.officer)
        wizard.create({"upload_ids": [Command.set(uploads.ids)], "reason": "Too dark"}).action_send_back()
        self.assertEqual((self.material.portal_state, self.material._home_reason()), ("sent_back", "Too dark"))
        self.assertFalse(self.service.activity_ids)
        self.assertTrue(any(pressing for _text, anchor, pressing in self.deal._home_todo() if anchor == "#papers"))
        self._mine(self.material)._home_upload([("bright.png", PIXEL)])
        self.assertEqual(self.material.portal_state, "to_check")

    def test_upload_refused(self):
        """PORTAL-1: too large, another kind of file, nothing, too many: one sentence, and nothing is kept."""
        material = self._mine(self.material)
        limit = self.project.upload_max_size = 1
        at_limit = PIXEL + b"\0" * (limit * 1024 * 1024 - len(PIXEL))
        for files, message in (
            ([("big.png", at_limit + b"\0")], "larger than 1 MB"),
            ([("virus.png", b"MZ\x90\x00" + b"\0" * 100)], "neither a photo"),
            ([("page.pdf", b"<html><script>alert(1)</script></html>")], "neither a photo"),
            ([("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')], "neither a photo"),
            ([("empty.png", b"")], "neither a photo"),
            ([], "Choose a photo"),
            ([(f"{number}.png", PIXEL) for number in range(13)], "at most 12"),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(UserError, message):
                material._home_upload(files)
        self.assertFalse(self.material.upload_ids)
        upload = material._home_upload([("as it is.exe", at_limit)])
        self.assertEqual(upload.sudo().name, "as it is.png")

    def test_checked_by_own_projects_alone(self):
        """ACCESS-1: an officer of another project neither reads nor decides on what is sent."""
        upload = self._mine(self.material)._home_upload([("a.png", PIXEL)])
        self.project.user_ids -= self.officer
        with self.assertRaises(AccessError):
            upload.with_user(self.officer).action_accept()
        upload.with_user(self.service_manager).action_accept()

    # ------------------------------------------------------------------
    # slot
    # ------------------------------------------------------------------
    def test_slot(self):
        """HND-1: booked, changed and cancelled by the buyer; who comes second is told, and has nothing."""
        first, second = self.plan.slot_ids.sorted()[:2]
        mine, theirs = self._mine(self.handover), self._mine(self.other_handover, self.other_user)
        mine._home_book(first.id)
        self.assertEqual((self.handover.slot_id, self.handover.booked_by), (first, "portal"))
        with self.assertRaisesRegex(UserError, "is full"):
            theirs._home_book(first.id)
        self.assertFalse(self.other_handover.slot_id)
        mine._home_book(second.id)
        self.assertEqual((first.booked, second.booked), (0, 1))
        theirs._home_book(first.id)
        mine._home_cancel()
        self.assertEqual((second.booked, self.handover.slot_id.id), (0, False))
        with self.assertRaisesRegex(UserError, "until 1 days before"):
            mine._home_cancel()

    def test_slot_guessed(self):
        """ACCESS-1: neither another buyer's handover nor another plan's time is booked by its id."""
        slot = self.plan.slot_ids[0]
        with self.assertRaises(AccessError):
            self._mine(self.handover, self.other_user)._home_book(slot.id)
        other_plan = self.plan.copy()
        other_plan.action_make_slots(starts=(9,))
        for slot_id in (other_plan.slot_ids[0].id, 0, slot.id + 100000):
            with self.assertRaisesRegex(UserError, "not one of your handover"):
                self._mine(self.handover)._home_book(slot_id)

    def test_slot_too_late(self):
        """HND-1: by himself until so many days before, at the edge too; the desk may longer."""
        slot = self.plan.slot_ids.sorted()[0]
        self.project.slot_days_ahead = 10
        self._mine(self.handover)._home_book(slot.id)
        self.project.slot_days_ahead = 11
        with self.assertRaisesRegex(UserError, "until 11 days before"):
            self._mine(self.handover)._home_cancel()
        with self.assertRaisesRegex(UserError, "until 11 days before"):
            self._mine(self.other_handover, self.other_user)._home_book(self.plan.slot_ids.sorted()[1].id)
        self.handover.with_user(self.officer).action_cancel_slot()
        self.assertEqual(slot.booked, 0)

    def test_slot_before_notice(self):
        """HND-1: no notice, no booking."""
        self.plan.state = "draft"
        with self.assertRaises(UserError):
            self._mine(self.handover)._home_book(self.plan.slot_ids[0].id)

    # ------------------------------------------------------------------
    # rating
    # ------------------------------------------------------------------
    def test_rating(self):
        """HND-1: rated once it is signed, once, 1 to 5, by the buyer or by the desk for him; nobody writes it by hand."""
        mine = self._mine(self.handover)
        with self.assertRaisesRegex(UserError, "once it is signed"):
            mine._home_rate(5, "")
        self._sign_over(self.handover)
        self.assertTrue(self.handover._may_be_rated())
        for value in (0, 6):
            with self.assertRaisesRegex(UserError, "between 1 and 5"):
                mine._home_rate(value, "")
        with self.assertRaises(AccessError):
            self._mine(self.handover, self.other_user)._home_rate(5, "")
        mine._home_rate(4, " 很好 ")
        handover = self.handover
        self.assertEqual((handover.satisfaction, handover.satisfaction_comment), (4, "很好"))
        self.assertEqual((handover.date_rated, handover.rated_by), (self.today, "portal"))
        self.assertEqual((handover.rating_last_value, handover.rating_count), (4, 1))
        self.assertEqual(handover.rating_ids.partner_id, self.buyer)
        with self.assertRaisesRegex(UserError, "rated already"):
            handover.with_user(self.officer).action_rate(5)
        with self.assertRaises(AccessError):
            handover.with_user(self.officer).write({"satisfaction": 5})

    def test_rating_by_the_desk(self):
        """HND-1: the desk enters what the buyer says on the phone."""
        self._sign_over(self.handover)
        wizard = self.env["realestate.handover.rate"].with_user(self.officer)
        wizard.create({"handover_id": self.handover.id, "value": "2", "comment": "等太久"}).action_rate()
        self.assertEqual((self.handover.satisfaction, self.handover.rated_by), (2, "desk"))

    def test_ratings_are_read_by_who_reaches_the_handover(self):
        """ACCESS-1: the text of a rating is not open to the whole company."""
        self._sign_over(self.handover)
        self._mine(self.handover)._home_rate(1, "x")
        rating = self.handover.rating_ids
        for user in (self.officer, self.service_manager, self.director, self.manager):
            self.assertTrue(rating.with_user(user).has_access("read"), user.login)
        for user in (self.users["hr"], self.users["configurator"]):
            self.assertFalse(rating.with_user(user).has_access("read"), user.login)
        self.project.user_ids -= self.officer
        rating.env.invalidate_all()
        self.assertFalse(rating.with_user(self.officer).has_access("read"))

    def test_satisfaction_measure(self):
        """HR-3, HND-1: of three rated 5, 4 and 3 two are satisfied: 66.67%; by officer, with the records behind."""
        third = self._contract(self.units[2], self.buyer)
        self.plan.sudo()._start_handovers(third)
        third.service_user_id = self.service_manager
        for handover, value in zip((self.handover, self.other_handover, third.handover_ids), (5, 4, 3), strict=True):
            self._sign_over(handover)
            handover.action_rate(value)
        measure = self.env.ref("realestate_aftersales.realestate_measure_handover_satisfaction")
        self.assertEqual(measure.target, 90)
        project = [("project_id", "=", self.project.id)]
        figures = measure._figures(self.today, self.today, domain=project)[False]
        self.assertEqual((figures["numerator"], figures["denominator"]), (2, 3))
        self.assertAlmostEqual(figures["value"], 200 / 3)
        self.assertFalse(measure._is_reached(figures["value"]))
        by_officer = measure._figures(self.today, self.today, by="user", domain=project)
        self.assertEqual(by_officer[self.officer.id]["value"], 100.0)
        self.assertEqual(by_officer[self.service_manager.id]["value"], 0.0)
        yesterday = self.today - timedelta(days=1)
        self.assertIsNone(measure._figures(yesterday, yesterday, domain=project).get(False, {}).get("value"))
        source = measure._source(self.today, self.today)
        met = self.env["realestate.handover"].search(source.numerator & fields.Domain(project))
        self.assertEqual(met, self.handover | self.other_handover)

    # ------------------------------------------------------------------
    # invitation
    # ------------------------------------------------------------------
    def test_officer_opens_the_deal(self):
        """ACCESS-1: the deal's form, from which buyers are invited, opens for customer service too."""
        for user in (self.officer, self.service_manager):
            with Form(self.deal.with_user(user)) as form:
                self.assertEqual(form.name, self.deal.name)

    def _invite(self, deals, user=None):
        action = deals.with_user(user or self.officer).action_invite_buyers()
        return self.env["realestate.portal.invite"].with_user(user or self.officer).browse(action["res_id"])

    def test_invite(self):
        """PORTAL-1: several buyers at once, by mail or with the number of the deal and a link; nobody twice."""
        deals = self._contract(self.units[2], self._new_buyer("孙权", False, "320102197203151023")) | self._contract(
            self.units[3], self._new_buyer("刘备", False, "320102197404221032")
        )
        with_mail, by_number = deals
        with_mail.partner_id.email = "sunquan@example.com"
        invite = self._invite(deals | self.deal)
        states = {line.partner_id: line.state for line in invite.line_ids}
        self.assertEqual(states[self.buyer], "invited")
        self.assertEqual((states[deals[0].partner_id], states[deals[1].partner_id]), ("none", "none"))
        invite.action_invite()
        user = with_mail.partner_id.user_ids
        self.assertEqual((user.login, user.share, user.company_id), ("sunquan@example.com", True, self.company))
        user = by_number.partner_id.user_ids
        self.assertEqual((user.login, user._is_portal()), (by_number.name, True))
        line = invite.line_ids.filtered(lambda line: line.partner_id == by_number.partner_id)
        self.assertEqual(line.state, "invited")
        self.assertIn("token=", line.link)
        self.assertTrue(user.with_user(user).env["realestate.deal"].search([("id", "=", by_number.id)]))
        self.assertFalse(invite.to_invite_count)

    def test_invite_guarded(self):
        """ACCESS-1: a line names a buyer of a deal that the officer reaches; nobody is let in by a guessed id."""
        with self.assertRaises(AccessError):
            self._invite(self.deal, self.accountant)
        lines = self.env["realestate.portal.invite.line"].with_user(self.officer)
        invite = self.env["realestate.portal.invite"].with_user(self.officer).create({})
        vals = {"invite_id": invite.id, "deal_id": self.deal.id}
        line = lines.create({**vals, "partner_id": self.buyer_2.id})
        self.assertFalse(line.link)
        line = lines.create({**vals, "partner_id": self.env["res.partner"].create({"name": "外人"}).id})
        with self.assertRaisesRegex(AccessError, "not a buyer"):
            invite.action_invite()
        line.unlink()
        bad = self._contract(self.units[2], self._new_buyer("曹操", False, "320102197806081052"))
        invite = self._invite(bad)
        invite.line_ids.email = "not an address"
        with self.assertRaisesRegex(UserError, "is no e-mail address"):
            invite.action_invite()

    # ------------------------------------------------------------------
    # kept papers
    # ------------------------------------------------------------------
    def test_kept_papers(self):
        """DEAL-11: papers that the report keeps say which they are; the buyer's are those of the contract's side."""
        report = self.env.ref("realestate_sales.realestate_deal_report_price_sheet")

        class Stream:
            def getvalue(self):
                return PDF

        streams = {self.deal.id: {"attachment": None, "stream": Stream()}}
        vals_list = self.env["ir.actions.report"]._prepare_pdf_report_attachment_vals_list(report, streams)
        kept = self.env["ir.attachment"].create(vals_list)
        self.assertEqual((kept.realestate_paper, self.deal._home_papers()), ("price_sheet", kept))
        kept.realestate_paper = "contract_cover"
        self.assertFalse(self.deal._home_papers())
        self.assertEqual(base64.b64decode(kept.datas), PDF)
