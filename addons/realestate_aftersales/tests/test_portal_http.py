import re

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_portal import PDF, PIXEL, PortalCommon


@tagged("post_install", "-at_install")
class TestPortalHttp(PortalCommon, HttpCase):
    """PORTAL-1, ACCESS-1: every route, by the buyer, his co-buyer, another buyer, one without a home, and the public.

    Pages speak whatever language the database has: what they say is known by its class.
    """

    def _post(self, url, csrf=True, files=None, **data):
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, files=files, method="POST", allow_redirects=False)

    def _notice(self, deal=None):
        """Return how the page tells what came of the last thing asked for: success, danger, nothing."""
        page = self.url_open(f"/my/homes/{(deal or self.deal).id}").text
        found = re.search(r"alert-(\w+) o_realestate_notice", page)
        return found and found.group(1)

    def _paper(self):
        return self.env["ir.attachment"].create(
            {
                "name": "price sheet.pdf",
                "raw": PDF,
                "mimetype": "application/pdf",
                "res_model": "realestate.deal",
                "res_id": self.deal.id,
                "realestate_paper": "price_sheet",
            }
        )

    def test_pages(self):
        """PORTAL-1: the buyers see their home with its numbers masked, and nobody else's."""
        for user in (self.buyer_user, self.co_user):
            self.authenticate(user.login, user.login)
            page = self.url_open("/my/homes").text
            self.assertIn(f"/my/homes/{self.deal.id}", page)
            self.assertNotIn(f"/my/homes/{self.other_deal.id}", page)
            page = self.url_open(f"/my/homes/{self.deal.id}").text
            for text in (self.deal.name, "138****1234", "Portal Kind", "Household book", "09:00"):
                self.assertIn(text, page)
            for text in ("13800001234", "110101199003070011", self.buyer_2.name, "320102197002081014"):
                self.assertNotIn(text, page)

    def test_pages_of_others(self):
        """ACCESS-1: a guessed deal leads back to one's own page, of whatever number; the public has to sign in."""
        for user in (self.other_user, self.stranger, self.officer):
            self.authenticate(user.login, user.login)
            for deal_id in (self.deal.id, 10**9):
                answer = self.url_open(f"/my/homes/{deal_id}", allow_redirects=False)
                self.assertEqual((answer.status_code, answer.headers["Location"].endswith("/my")), (303, True))
        self.authenticate(None, None)
        for url in ("/my/homes", f"/my/homes/{self.deal.id}", f"/my/homes/{self.deal.id}/paper/1"):
            self.assertIn("/web/login", self.url_open(url, allow_redirects=False).headers["Location"])

    def test_no_home(self):
        """PORTAL-1: who has no home gets an empty page that says what to do."""
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertIn('href="/my/homes"', self.url_open("/my").text)
        self.assertIn("o_realestate_no_home", self.url_open("/my/homes").text)

    def test_papers(self):
        """DEAL-11: kept papers for the buyers of their deal alone, and no other attachment by this road."""
        paper = self._paper()
        note = self.env["ir.attachment"].create(
            {"name": "note.pdf", "raw": PDF, "res_model": "realestate.deal", "res_id": self.deal.id}
        )
        url = f"/my/homes/{self.deal.id}/paper"
        for user in (self.buyer_user, self.co_user):
            self.authenticate(user.login, user.login)
            answer = self.url_open(f"{url}/{paper.id}")
            self.assertEqual((answer.status_code, answer.content), (200, PDF))
            self.assertIn("attachment", answer.headers["Content-Disposition"])
            self.assertEqual(self.url_open(f"{url}/{note.id}").status_code, 404)
            self.assertEqual(self.url_open(f"/my/homes/{self.other_deal.id}/paper/{paper.id}").status_code, 404)
            self.assertNotEqual(self.url_open(f"/web/content/{paper.id}").status_code, 200)
        for user in (self.other_user, self.stranger):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open(f"{url}/{paper.id}").status_code, 404)
            own = f"/my/homes/{self.other_deal.id}/paper/{paper.id}"
            self.assertEqual(self.url_open(own).status_code, 404)

    def test_reports(self):
        """ACCESS-1: no report of a deal is printed by its address, not even of one's own."""
        for user in (self.other_user, self.buyer_user):
            self.authenticate(user.login, user.login)
            for report in ("realestate_sales.report_paper_contract_cover", "realestate_sales.report_paper_price_sheet"):
                with mute_logger("odoo.http"):
                    answer = self.url_open(f"/report/html/{report}/{self.deal.id}")
                self.assertNotIn(self.deal.name, answer.text)

    def test_upload(self):
        """PORTAL-1: a photo goes in by the buyer's own paper alone, with the session's token."""
        url = f"/my/homes/{self.deal.id}/material/{self.material.id}/upload"
        self.authenticate(self.buyer_user.login, self.buyer_user.login)
        answer = self._post(url, files={"files": ("card.png", PIXEL, "image/png")})
        self.assertTrue(answer.headers["Location"].endswith(f"/my/homes/{self.deal.id}#papers"))
        self.assertEqual(self.material.upload_ids.sent_by_id, self.buyer)
        self.assertEqual(self._notice(), "success")
        # it is told once
        self.assertFalse(self._notice())
        content = self.url_open(f"/web/content/realestate.service.upload/{self.material.upload_ids.id}/file")
        self.assertEqual(content.content, PIXEL)
        self._post(url, files={"files": ("x.exe", b"MZ\x90\x00", "image/png")})
        self.assertEqual(self._notice(), "danger")
        with mute_logger("odoo.http"):
            self.assertEqual(self._post(url, csrf=False, files={"files": ("c.png", PIXEL)}).status_code, 400)
        self.assertEqual(len(self.material.upload_ids), 1)

    def test_upload_of_others(self):
        """ACCESS-1: a guessed paper is refused, under one's own deal too; what others sent is not to be had."""
        upload = self.material.with_user(self.buyer_user)._home_upload([("a.png", PIXEL)])
        for user in (self.other_user, self.stranger):
            self.authenticate(user.login, user.login)
            for deal in (self.deal, self.other_deal):
                url = f"/my/homes/{deal.id}/material/{self.material.id}/upload"
                answer = self._post(url, files={"files": ("card.png", PIXEL, "image/png")})
                self.assertEqual(answer.status_code, 404)
            content = self.url_open(f"/web/content/realestate.service.upload/{upload.id}/file")
            self.assertNotEqual(content.status_code, 200)
        self.authenticate(None, None)
        answer = self._post(f"/my/homes/{self.deal.id}/material/{self.material.id}/upload")
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertEqual(self.material.upload_ids, upload.sudo())

    def test_handover(self):
        """HND-1: book, change, cancel and rate by the buyer's own pages."""
        url = f"/my/homes/{self.deal.id}/handover"
        first, second = self.plan.slot_ids.sorted()[:2]
        self.authenticate(self.buyer_user.login, self.buyer_user.login)
        self._post(f"{url}/book", slot_id=first.id)
        self.assertEqual(self.handover.slot_id, first)
        self.assertEqual(self._notice(), "success")
        self.authenticate(self.other_user.login, self.other_user.login)
        self._post(f"/my/homes/{self.other_deal.id}/handover/book", slot_id=first.id)
        self.assertEqual(self._notice(self.other_deal), "danger")
        self.assertFalse(self.other_handover.slot_id)
        self.authenticate(self.co_user.login, self.co_user.login)
        self._post(f"{url}/book", slot_id=second.id)
        self.assertEqual((self.handover.slot_id, first.booked), (second, 0))
        self._post(f"{url}/cancel")
        self.assertFalse(self.handover.slot_id)
        self._post(f"{url}/book", slot_id="1; DROP TABLE")
        self.assertFalse(self.handover.slot_id)
        self._sign_over(self.handover)
        self.assertIn("o_realestate_rate", self.url_open(f"/my/homes/{self.deal.id}").text)
        self._post(f"{url}/rate", value="9")
        self.assertFalse(self.handover.date_rated)
        self._post(f"{url}/rate", value="5", comment="<b>很好</b>")
        self.assertEqual((self.handover.satisfaction, self.handover.rated_by), (5, "portal"))
        self.assertIn("&lt;b&gt;很好", self.url_open(f"/my/homes/{self.deal.id}").text)

    def test_handover_of_others(self):
        """ACCESS-1: no time is booked, cancelled or rated for a home that is not one's own, nor without the token."""
        slot = self.plan.slot_ids[0]
        self.handover.action_book(slot)
        self._sign_over(self.other_handover)
        posts = {"book": {"slot_id": self.plan.slot_ids[1].id}, "cancel": {}, "rate": {"value": "1"}}
        for verb, data in posts.items():
            for user in (self.other_user, self.stranger):
                self.authenticate(user.login, user.login)
                answer = self._post(f"/my/homes/{self.deal.id}/handover/{verb}", **data)
                self.assertEqual(answer.status_code, 404)
            self.authenticate(self.buyer_user.login, self.buyer_user.login)
            with mute_logger("odoo.http"):
                answer = self._post(f"/my/homes/{self.deal.id}/handover/{verb}", csrf=False, **data)
            self.assertEqual(answer.status_code, 400)
            self.authenticate(None, None)
            answer = self._post(f"/my/homes/{self.deal.id}/handover/{verb}", **data)
            self.assertIn("/web/login", answer.headers["Location"])
        self.assertEqual(self.handover.slot_id, slot)
        self.assertFalse((self.handover | self.other_handover).filtered("date_rated"))

    def test_invoice(self):
        """DEAL-6: Odoo's own page of the invoice opens for all buyers of the deal, and for nobody else."""
        invoice = self.deal.installment_ids.sorted("sequence")[0]._invoice()
        for user, status in ((self.buyer_user, 200), (self.co_user, 200), (self.other_user, 303), (self.stranger, 303)):
            self.authenticate(user.login, user.login)
            answer = self.url_open(f"/my/invoices/{invoice.id}", allow_redirects=False)
            with self.subTest(user=user.login):
                self.assertEqual(answer.status_code, status)
        self.authenticate(self.buyer_user.login, self.buyer_user.login)
        page = self.url_open(f"/my/homes/{self.deal.id}").text
        self.assertIn(f"/my/invoices/{invoice.id}", page)
        self.assertIn("o_realestate_no_provider", page)
        self.assertNotIn("?payment=1", page)
