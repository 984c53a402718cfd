import json

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import RealestateCommon

NAME = "欧阳道路"
PHONE = "13866661234"
ID_CARD = "11010519491231002X"
SECRETS = (NAME, PHONE, "+86" + PHONE, ID_CARD)


class RoadsCommon(RealestateCommon):
    """A customer of the first consultant, with everything that hangs on him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": NAME,
                "phone": PHONE,
                "email": "road@example.com",
                "identity_type": "id_card",
                "identity_number": ID_CARD,
                "image_1920": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
            }
        )
        cls.deal = cls._subscribe(partner_id=cls.customer.id)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": f"{NAME} 三房",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.consultant.id,
                "realestate_project_id": cls.project.id,
            }
        )
        cls.message = cls.deal.message_post(body=f"{NAME} {PHONE}", author_id=cls.env.user.partner_id.id)
        cls.attachment = cls.env["ir.attachment"].create(
            {"name": f"{NAME}.txt", "raw": NAME.encode(), "res_model": cls.deal._name, "res_id": cls.deal.id}
        )
        cls.activity = cls.deal.activity_schedule(
            "mail.mail_activity_data_todo", summary=NAME, user_id=cls.consultant.id
        )
        export = cls.env.ref("base.group_allow_export")
        for user in (cls.consultant, cls.consultant_2, cls.users["hr"], cls.users["configurator"]):
            user.write({"group_ids": [Command.link(export.id)]})

    def _records(self):
        party = self.deal.party_ids[:1] or self.env["realestate.deal.party"].create(
            {"deal_id": self.deal.id, "partner_id": self.customer.id}
        )
        return [self.customer, self.deal, self.lead, party, self.message, self.attachment, self.activity]

    def assertNoSecret(self, content):
        for secret in SECRETS:
            self.assertNotIn(secret, str(content))


@tagged("post_install", "-at_install")
class TestRoads(RoadsCommon):
    """ACCESS-1: another's customer by every road of the ORM."""

    def _strangers(self):
        return (self.consultant_2, self.users["hr"], self.users["configurator"])

    def test_search_read_group_export(self):
        """ACCESS-1: by search, count, read, name search, grouping and export."""
        for record in self._records():
            for user in self._strangers():
                model = record.browse().with_user(user)
                with self.subTest(model=record._name, user=user.name):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read([record._rec_name or "id"])
                    with self.assertRaises(AccessError):
                        record.with_user(user).export_data(["id", "display_name"])
                    if not model.has_access("read"):
                        continue
                    domain = [("id", "=", record.id)]
                    self.assertFalse(model.search(domain))
                    self.assertFalse(model.search_count(domain))
                    self.assertFalse(model.search_read(domain, ["id"]))
                    self.assertFalse(model.web_search_read(domain, {"id": {}})["records"])
                    self.assertFalse(model.name_search(NAME))
                    self.assertFalse(model.web_name_search(NAME, {"display_name": {}}))
                    groups = model._read_group(domain, ["create_uid"], ["__count"])
                    self.assertFalse(sum(count for _group, count in groups))
                    self.assertFalse(model.formatted_read_group(domain, ["create_uid"], ["__count"]))

    def test_search_by_path(self):
        """ACCESS-1: nor is it found through what refers to it."""
        domains = {
            "realestate.unit": [("deal_ids.partner_id.name", "=", NAME)],
            "realestate.project": [("building_ids", "any", [("project_id.name", "=", NAME)])],
            "res.partner": [("realestate_deal_ids.partner_id.phone", "=", PHONE)],
            "realestate.deal": [("partner_id.phone", "=", PHONE)],
            "crm.lead": [("phone", "=", PHONE)],
            "mail.message": [("body", "ilike", PHONE)],
        }
        for model, domain in domains.items():
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(self.consultant_2).search(domain))

    def test_through_the_unit(self):
        """ACCESS-1: the unit, which everybody sees, says that it is sold, not to whom."""
        self.env.flush_all()
        self.env.invalidate_all()
        unit = self.unit.with_user(self.consultant_2)
        name = {"fields": {"display_name": {}}}
        values = unit.web_read({"deal_ids": name, "live_deal_id": name})
        self.assertFalse(values[0]["deal_ids"])
        self.assertNoSecret(values)
        self.assertNoSecret(unit.read())
        with self.assertRaises(AccessError):
            unit.web_read({"live_deal_id": {"fields": {"partner_id": {"fields": {"display_name": {}}}}}})
        self.assertNoSecret(unit._export_rows([["name"], ["state"], ["unavailable_reason"]]))
        for path in (["live_deal_id"], ["live_deal_id", "partner_id"], ["live_deal_id", "id"]):
            self.assertEqual(unit._export_rows([["code"], path]), [[unit.code, ""]])
        self.assertNoSecret(self.project.with_user(self.consultant_2).board_data())
        self.assertNoSecret(unit.board_card())

    def test_units_export_with_ones_own_deals(self):
        """ACCESS-1: a list of units exports whole; the deal stands beside one's own, others' cells are blank."""
        own = self._subscribe(self.units[1], user=self.consultant_2, partner_id=self.buyer_2.id)
        self.env.flush_all()
        self.env.invalidate_all()
        units = (self.units[1] | self.unit | self.units[2]).with_user(self.consultant_2)
        rows = units._export_rows([["code"], ["live_deal_id"], ["live_deal_id", "state"]])
        self.assertEqual(
            [row[:2] for row in rows],
            [[units[0].code, own.display_name], [units[1].code, ""], [units[2].code, ""]],
        )
        self.assertTrue(rows[0][2])

    def test_by_naming_it(self):
        """ACCESS-1: a record of one's own that names the customer does not open his file."""
        other = self._subscribe(self.units[1], user=self.consultant_2, partner_id=self.buyer_2.id)
        attempts = (
            lambda env: env["realestate.deal"].subscribe(self.units[2].id, {"partner_id": self.customer.id}),
            lambda env: env["crm.lead"].create(
                {"name": "x", "partner_id": self.customer.id, "realestate_project_id": self.project.id}
            ),
            lambda env: env["crm.lead"].create({"name": "x", "partner_id": self.customer.id}),
            lambda env: env["realestate.deal.party"].create(
                {"deal_id": other.id, "partner_id": self.customer.id, "share": 10}
            ),
            lambda env: env["realestate.deal.party"].create(
                {"deal_id": other.id, "partner_id": self.buyer_2.id, "agent_id": self.customer.id}
            ),
            lambda env: env["realestate.deal.change"].create(
                {
                    "deal_id": other.id,
                    "kind": "buyers",
                    "reason": "x",
                    "buyer_ids": [Command.create({"partner_id": self.customer.id})],
                }
            ),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(attempt=number), self.assertRaises(AccessError), self.cr.savepoint():
                attempt(self.env(user=self.consultant_2.id))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.administrator).user_id = self.administrator

    def test_unassigned_opportunities_are_not_everybodys(self):
        """ACCESS-1: Odoo shows unassigned leads to all salesmen; those of a project are the manager's to give."""
        self.lead.user_id = False
        self.deal.sudo().user_id = self.manager
        lead = self.lead.with_user(self.consultant_2)
        self.assertFalse(lead.search([("id", "=", self.lead.id)]))
        self.assertTrue(self.lead.with_user(self.manager).has_access("write"))
        plain = self.env["crm.lead"].create({"name": "no project", "user_id": False, "type": "opportunity"})
        self.assertTrue(plain.with_user(self.consultant_2).has_access("read"))

    def test_a_customer_given_to_another(self):
        """ACCESS-1: with the opportunity and the deal the file goes to the new consultant."""
        self.lead.user_id = self.consultant_2
        self.deal.sudo().user_id = self.consultant_2
        self.customer.user_id = self.consultant_2
        self.assertEqual(self.customer.with_user(self.consultant_2).phone, PHONE)
        self.assertFalse(self.customer.with_user(self.consultant).has_access("read"))

    def test_chatter_activities_followers(self):
        """ACCESS-1: messages, tracking, activities and followers have the rights of their document."""
        env = self.env(user=self.consultant_2.id)
        self.assertNoSecret(env["mail.message"].search([("model", "=", "realestate.deal")]).read(["body", "subject"]))
        self.assertNoSecret(env["mail.activity"].search([]).read(["summary", "res_name"]))
        self.assertNoSecret(env["crm.activity.report"].search([]).read(["body"]))
        if env["mail.followers"].has_access("read"):
            self.assertNoSecret(env["mail.followers"].search([]).read(["display_name"]))

    def test_buyers_with_a_portal_account(self):
        """ACCESS-1: a buyer's account does not open his file; he himself reads his own."""
        login = new_test_user(self.env, "road_buyer", groups="base.group_portal", partner_id=self.customer.id)
        users = self.env["res.users"].with_user(self.consultant_2)
        self.assertFalse(users.search([("id", "=", login.id)]))
        self.assertFalse(users.search([("phone", "=", PHONE)]))
        with self.assertRaises(AccessError):
            login.with_user(self.consultant_2).read(["name", "phone"])
        own = self.customer.with_user(login)
        self.assertEqual(own.phone, PHONE)
        self.assertFalse(self.env["res.partner"].with_user(login).search([("id", "=", self.buyer.id)]))

    def test_accountant_and_manager_by_project(self):
        """ACCESS-1: the accountant, the administrator and the manager reach customers of own projects alone."""
        for role in ("accountant", "administrator", "manager"):
            user = self.users[role]
            with self.subTest(role=role):
                self.assertTrue(self.customer.with_user(user).has_access("read"))
                self.project.user_ids -= user
                self.env.invalidate_all()
                self.assertFalse(self.customer.with_user(user).has_access("read"))
                self.assertFalse(self.deal.with_user(user).has_access("read"))
        self.assertTrue(self.customer.with_user(self.director).has_access("read"))


@tagged("post_install", "-at_install")
class TestRoadsHttp(RoadsCommon, HttpCase):
    """ACCESS-1: another's customer by every road of the web."""

    def _rpc(self, url, params):
        response = self.url_open(
            url, data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        return response.text

    def _roads(self):
        deal, lead, customer = self.deal, self.lead, self.customer
        call = "/web/dataset/call_kw"
        roads = []
        for record in (deal, lead, customer):
            thread = {"thread_model": record._name, "thread_id": record.id}
            roads += [
                ("/mail/thread/messages", thread),
                ("/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": [
                    "followers", "attachments", "activities", "suggestedRecipients"]}]]}),
                ("/mail/thread/recipients", {**thread}),
                ("/mail/chatter_fetch", thread),
                (call, {"model": record._name, "method": "web_read", "args": [[record.id], {"display_name": {}}],
                        "kwargs": {}}),
                (call, {"model": record._name, "method": "get_metadata", "args": [[record.id]], "kwargs": {}}),
                (call, {"model": record._name, "method": "onchange", "args": [[record.id], {}, [],
                        {"display_name": {}}], "kwargs": {}}),
                ("/web/action/load_breadcrumbs", {"actions": [{"model": record._name, "resId": record.id}]}),
            ]  # fmt: skip
        roads += [
            (call, {"model": "res.partner", "method": "realestate_reveal", "args": [[customer.id], "phone"],
                    "kwargs": {}}),
            (call, {"model": "res.partner", "method": "search_read", "args": [[["name", "=", NAME]]], "kwargs": {}}),
            ("/mail/partner/from_email", {"thread_model": deal._name, "thread_id": deal.id,
                                          "emails": ["road@example.com"]}),
            ("/discuss/search", {"term": NAME}),
        ]  # fmt: skip
        return roads

    def _pages(self):
        deal, customer, attachment = self.deal, self.customer, self.attachment
        pages = [
            f"/web/content/{attachment.id}",
            f"/web/content/ir.attachment/{attachment.id}/raw",
            f"/web/image/res.partner/{customer.id}/image_1920",
            f"/web/content?model=res.partner&id={customer.id}&field=identity_number",
            f"/web/content?model=realestate.deal&id={deal.id}&field=name",
            f"/odoo/realestate.deal/{deal.id}",
            f"/odoo/res.partner/{customer.id}",
            f"/mail/view?model=realestate.deal&res_id={deal.id}",
            f"/mail/view?model=res.partner&res_id={customer.id}",
            f"/web/partner/vcard?partner_ids={customer.id}",
            "/my",
            "/my/invoices",
        ]
        reports = self.env["ir.actions.report"].search([("model", "in", ("realestate.deal", "res.partner"))])
        for report in reports:
            record = deal if report.model == deal._name else customer
            pages += [f"/report/{kind}/{report.report_name}/{record.id}" for kind in ("html", "text")]
        return pages

    def _exports(self):
        for record, names in (
            (self.customer, ("name", "phone", "identity_number")),
            (self.deal, ("name", "partner_id/name", "partner_id/phone")),
            (self.lead, ("name", "phone")),
        ):
            for kind in ("csv", "xlsx"):
                data = {
                    "model": record._name,
                    "fields": [{"name": name, "label": name, "type": "char"} for name in names],
                    "ids": record.ids,
                    "domain": [],
                    "import_compat": False,
                    "groupby": [],
                }
                yield f"/web/export/{kind}", {"data": json.dumps(data)}

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export", "odoo.addons.base.models.ir_rule")
    def test_every_road_of_the_web(self):
        """ACCESS-1: messages, attachments, pictures, reports, exports, cards and pages give nothing away."""
        for user in (self.consultant_2, self.users["hr"]):
            self.authenticate(user.login, user.login)
            for url, params in self._roads():
                with self.subTest(user=user.name, url=url, params=params):
                    self.assertNoSecret(json.dumps(json.loads(self._rpc(url, params)), ensure_ascii=False))
            for url in self._pages():
                with self.subTest(user=user.name, url=url):
                    self.assertNoSecret(self.url_open(url).text)
            for url, data in self._exports():
                with self.subTest(user=user.name, url=url, data=data):
                    response = self.url_open(url, data={**data, "csrf_token": http.Request.csrf_token(self)})
                    self.assertNotEqual(response.status_code, 200)
                    self.assertNoSecret(response.text)

    @mute_logger("odoo.http")
    def test_the_same_roads_lead_the_consultant_home(self):
        """The test above sees what there is to see: the customer's own consultant gets it by the same roads."""
        user = self.consultant
        self.authenticate(user.login, user.login)
        answers = [json.dumps(json.loads(self._rpc(*road)), ensure_ascii=False) for road in self._roads()]
        self.assertGreater(sum(NAME in answer for answer in answers), 5)
        self.assertIn(NAME, self.url_open(f"/web/content/{self.attachment.id}").text)
        for url, data in list(self._exports())[::2]:
            response = self.url_open(url, data={**data, "csrf_token": http.Request.csrf_token(self)})
            self.assertEqual(response.status_code, 200)
            self.assertIn(PHONE, response.text.replace(" ", ""))
        logged = self.env["realestate.access.log"].search([("user_id", "=", user.id), ("how", "=", "export")])
        self.assertIn(self.customer.id, logged.filtered(lambda log: log.res_model == "res.partner").mapped("res_id"))
