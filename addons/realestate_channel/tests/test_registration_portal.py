from lxml import html

from odoo.tests import HttpCase, tagged

from .common_partners import PartnerFixtures


@tagged("post_install", "-at_install")
class TestRegistrationPortal(PartnerFixtures, HttpCase):
    """CH-6: a partner's own page, tried by two partners on each route."""

    def _page(self, url, **data):
        """Return status and page of a GET, or of a POST with ``data`` and the token of the page before."""
        if not data:
            response = self.url_open(url)
        else:
            token = html.fromstring(self.url_open("/my/registrations").content)
            [token] = token.xpath("(//form[@method='post'])[1]//input[@name='csrf_token']/@value")
            response = self.url_open(url, data={**data, "csrf_token": token})
        return response.status_code, response.text

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _register_on_portal(self, phone="13800001111", name="王先生", project=None):
        return self._page("/my/registrations/register", name=name, phone=phone, project_id=(project or self.project).id)

    def test_register(self):
        """CH-6: registered on the portal: the answer stands on the next page, with the person who did it."""
        self._login(self.agent)
        status, page = self._register_on_portal()
        self.assertEqual(status, 200)
        registration = self.Registration.search([("channel_partner_id", "=", self.agency.id)])
        self.assertEqual((registration.state, registration.agent_id), ("valid", self.agent.partner_id))
        self.assertIn("o_re_registration_answer", page)
        self.assertIn("138****1111", page)
        self.assertNotIn("13800001111", page)
        # tapped twice
        self._register_on_portal()
        self.assertEqual(self.Registration.search_count([("channel_partner_id", "=", self.agency.id)]), 1)

    def test_refused_answers(self):
        """CH-6: what another partner or our consultant has is refused without telling whose it is."""
        self._enter("13800002222", self.agency_2)
        self._new_lead("金先生", "13800003333")
        self._login(self.agent)
        for phone in ("13800002222", "13800003333"):
            _status, page = self._register_on_portal(phone)
            self.assertIn("alert-warning", page)
            for secret in (self.agency_2.display_name, self.consultant.name, "金先生"):
                self.assertNotIn(secret, page)

    def test_wrong_input(self):
        """CH-6: a wrong number is said to be one, what was typed stays, nothing is kept and no quota used."""
        self._login(self.agent)
        _status, page = self._register_on_portal("138000")
        self.assertIn("alert-danger", page)
        self.assertIn('value="138000"', page)
        self.assertFalse(self.Registration.search([("channel_partner_id", "=", self.agency.id)]))
        self.assertFalse(
            self.env["realestate.registration.counter"].search([("channel_partner_id", "=", self.agency.id)])
        )

    def test_other_project(self):
        """CH-6: a project id that is none of the company's, or no number, is refused."""
        company = self.env["res.company"].create({"name": "Other Company"})
        elsewhere = self.env["realestate.project"].create({"name": "E", "code": "E", "company_id": company.id})
        self._login(self.agent)
        for project_id in (elsewhere.id, 0, "x", ""):
            _status, page = self._page(
                "/my/registrations/register", name="王先生", phone="13800001111", project_id=project_id
            )
            self.assertIn("alert-danger", page)
        self.assertFalse(self.Registration.search([("channel_partner_id", "=", self.agency.id)]))

    def test_quota(self):
        """CH-6: the quota holds on the portal."""
        kind = self.env["realestate.channel.partner.kind"].create({"name": "Few"})
        self._new_rule(kind_id=kind.id, daily_quota=1)
        self.agency.kind_id = kind
        self._login(self.agent)
        self._register_on_portal("13800001111")
        self._register_on_portal("13800002222")
        found = self.Registration.search([("channel_partner_id", "=", self.agency.id)], order="id")
        self.assertEqual(found.mapped("outcome"), ["valid", "quota"])

    def test_only_own(self):
        """ACCESS-1: of two partners neither sees, opens, extends nor withdraws the other's, by whatever id."""
        mine, others = self._enter("13800001111"), self._enter("13800002222", self.agency_2, name="赵女士")
        self._login(self.agent)
        _status, page = self._page("/my/registrations")
        self.assertIn(mine.name, self._page(f"/my/registrations/{mine.id}")[1])
        self.assertNotIn("赵女士", page)
        for url in (f"/my/registrations/{others.id}", "/my/registrations/999999999", "/my/registrations/0"):
            self.assertEqual(self._page(url)[0], 404)
        for verb in ("extend", "withdraw"):
            self.assertEqual(self._page(f"/my/registrations/{others.id}/{verb}", x=1)[0], 404)
        self.assertNotIn("赵女士", self._page(f"/my/registrations?done={others.id}")[1])
        self.assertNotIn("赵女士", self._page("/my/registrations?search=2222")[1])
        self.assertEqual((others.state, others.extension_count), ("valid", 0))
        self._login(self.agent_2)
        self.assertEqual(self._page(f"/my/registrations/{mine.id}")[0], 404)
        self.assertIn("赵女士", self._page(f"/my/registrations/{others.id}")[1])

    def test_who_is_no_partner(self):
        """ACCESS-1: a portal user who registers for nobody, and one whose partner was archived, find no page."""
        self.agency_2.active = False
        self._login(self.agent_2)
        self.assertEqual(self._page("/my/registrations")[0], 404)
        self.assertNotIn("/my/registrations", self._page("/my/home")[1])
        self._login(self.agent)
        self.assertIn("/my/registrations", self._page("/my/home")[1])

    def test_visitor_without_login(self):
        """ACCESS-1: who is not logged in is sent to the login page."""
        response = self.url_open("/my/registrations", allow_redirects=False)
        self.assertEqual((response.status_code, "/web/login" in response.headers["Location"]), (303, True))

    def test_csrf(self):
        """CH-6: a POST without the page's token is refused; a GET changes nothing."""
        registration = self._enter()
        self._login(self.agent)
        data = {"name": "x", "phone": "13800009999", "project_id": self.project.id}
        self.assertEqual(self.url_open("/my/registrations/register", data=data).status_code, 400)
        self.assertEqual(self.url_open(f"/my/registrations/{registration.id}/extend", data={"x": 1}).status_code, 400)
        self.assertIn(self.url_open(f"/my/registrations/{registration.id}/extend").status_code, (404, 405))
        self.assertEqual(registration.extension_count, 0)
        self.assertEqual(self.Registration.search_count([("channel_partner_id", "=", self.agency.id)]), 1)

    def test_extend_and_withdraw(self):
        """CH-6: the partner extends once and is told when it is no more; he takes a registration back."""
        registration = self._enter()
        until = registration.valid_until
        self._login(self.agent)
        self._page(f"/my/registrations/{registration.id}/extend", x=1)
        self.assertEqual((registration.valid_until - until).days, 15)
        _status, page = self._page(f"/my/registrations/{registration.id}/extend", x=1)
        self.assertIn("alert-danger", page)
        self.assertEqual(registration.extension_count, 1)
        self._page(f"/my/registrations/{registration.id}/withdraw", x=1)
        self.assertEqual(registration.state, "withdrawn")

    def test_what_came_of_it(self):
        """CH-6: visit and deal show on the page, the unit without buyer and price."""
        self._new_roster(self.a, self.b, self.c)
        registration = self._enter()
        registration.date = registration.date.replace(year=registration.date.year - 1)
        registration.valid_until = self.today
        lead = self._visit().lead_id
        deal = self._subscribe(lead_id=lead.id)
        deal._log_subscription()
        self._login(self.agent)
        _status, page = self._page(f"/my/registrations/{registration.id}")
        self.assertIn(deal.unit_id.display_name, page)
        self.assertNotIn(self.buyer.name, page)
        self.assertNotIn("1,000,000", page)
        self.assertEqual(self._page("/my/registrations?filterby=won")[1].count("o_re_registration_row"), 1)

    def test_by_rpc(self):
        """ACCESS-1: the partner's user reaches nothing of it by RPC: no model, no verb, no private method."""
        registration = self._enter()
        self._login(self.agent)
        calls = [
            ("realestate.registration", "search_read", [[]]),
            ("realestate.registration", "read", [registration.ids, ["phone_key"]]),
            ("realestate.registration", "action_extend", [registration.ids]),
            ("realestate.registration", "action_withdraw", [registration.ids]),
            ("realestate.registration", "realestate_reveal", [registration.ids, "phone"]),
            ("realestate.registration", "_register_customer", [self.agency.id, self.project.id, {}]),
            ("realestate.registration", "_portal_rows", [registration.ids]),
            ("realestate.registration.report", "formatted_read_group", [[], ["channel_partner_id"], ["__count"]]),
            ("realestate.registration.enter", "create", [{}]),
            ("realestate.channel.partner", "search_read", [[]]),
            ("realestate.project", "reception_lookup", [self.project.ids, "13800001111"]),
            ("crm.lead", "search_read", [[]]),
        ]
        for model, method, args in calls:
            with self.subTest(model=model, method=method):
                result = self.url_open(
                    f"/web/dataset/call_kw/{model}/{method}",
                    json={"params": {"model": model, "method": method, "args": args, "kwargs": {}}},
                ).json()
                self.assertIn("error", result)
        self.assertEqual(registration.extension_count, 0)

    def test_tour(self):
        """CH-6: a partner registers a customer on his phone, sees the answer, extends."""
        self.start_tour("/my/registrations", "realestate_registration_portal", login=self.agent.login)
        registration = self.Registration.search([("channel_partner_id", "=", self.agency.id)])
        self.assertEqual((registration.customer_name, registration.extension_count), ("王先生", 1))
