import csv
import inspect
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .common_portal import PIXEL, PortalCommon

RIGHTS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestPortalAccess(PortalCommon):
    """PORTAL-1, ACCESS-1: what a portal user reaches by RPC, whatever the pages show: tests/portal_access_matrix.csv."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("realestate_aftersales/tests/portal_access_matrix.csv") as file:
            cls.matrix = {line["model"]: line["buyer"] for line in csv.DictReader(file)}
        cls.upload = cls.material._home_upload([("a.png", PIXEL)])
        cls.other_upload = cls.other_material._home_upload([("b.png", PIXEL)])
        cls.own = {
            record._name: (record, other)
            for record, other in (
                (cls.deal, cls.other_deal),
                (cls.service, cls.other_service),
                (cls.material, cls.other_material),
                (cls.upload, cls.other_upload),
                (cls.handover, cls.other_handover),
            )
        }

    def _as(self, records, user):
        records = records.with_env(self.env(user=user, context={"allowed_company_ids": self.company.ids}))
        records.env.invalidate_all()
        return records.sudo(False)

    def test_every_model(self):
        """ACCESS-1: of all our models a portal user and the public have exactly the rights of the table: to read five."""
        public = self.env.ref("base.public_user")
        names = [
            name
            for name, model in self.env.registry.items()
            if model._original_module in ("realestate_sales", "realestate_aftersales") and not model._abstract
        ]
        self.assertGreater(len(names), 80)
        for name in names:
            expected = {RIGHTS[letter] for letter in self.matrix.get(name, "")}
            for user, rights in ((self.buyer_user, expected), (self.stranger, expected), (public, set())):
                model = self._as(self.env[name], user)
                with self.subTest(model=name, user=user.login):
                    self.assertEqual({right for right in RIGHTS.values() if model.has_access(right)}, rights)

    def test_own_rows(self):
        """ACCESS-1: a buyer and who buys with him find their own rows and no other, by search, count and id."""
        self.assertEqual(set(self.matrix), set(self.own))
        for name, (own, other) in self.own.items():
            for user in (self.buyer_user, self.co_user):
                model = self._as(self.env[name], user)
                with self.subTest(model=name, user=user.login):
                    found = model.search([], order="id")
                    self.assertIn(own, found)
                    self.assertNotIn(other, found)
                    self.assertEqual(model.search_count([]), len(found))
                    self._as(own, user).check_access("read")
                    with self.assertRaises(AccessError):
                        self._as(other, user).read(["id"])
                    for right in ("write", "unlink"):
                        self.assertFalse(self._as(own, user).has_access(right))
            for user in (self.stranger, self.env.ref("base.public_user")):
                with self.subTest(model=name, user=user.login), self.assertRaises(AccessError):
                    self._as(own, user).read(["id"])

    def test_no_other_field(self):
        """ACCESS-1: of his own rows a buyer reads the fields named for him; no other by read, search, order or group."""
        for name, (own, _other) in self.own.items():
            record = self._as(own, self.buyer_user)
            shown = record._portal_fields()
            record.read(sorted(shown))
            self.assertLessEqual(set(record.fields_get()), shown)
            for field in self.env[name]._fields.values():
                if field.name in shown:
                    continue
                with self.subTest(field=str(field)):
                    with self.assertRaises(AccessError):
                        record.read([field.name])
                    if field.store and field.column_type:
                        # of a required field “is set” asks nothing
                        value = self.deal.id if field.type == "many2one" else False
                        with self.assertRaises(AccessError):
                            record.search([(field.name, "!=", value)])
                        # the order of a many2one is that of the names it leads to, which have rights of their own
                        if field.type != "many2one":
                            with self.assertRaises(AccessError):
                                record.search([], order=field.name)
        for hidden in ("note", "list_price", "discount_ids", "user_id", "party_ids", "service_user_id", "message_ids"):
            self.assertNotIn(hidden, self.deal._portal_fields())

    def test_not_by_a_detour(self):
        """ACCESS-1: what is hidden is not found out by a path through what is shown."""
        deals = self._as(self.env["realestate.deal"], self.buyer_user)
        for domain in (
            [("unit_id.floor_unit_price", ">", 0)],
            [("project_id.user_ids", "!=", False)],
            [("payment_method_id.name", "!=", False)],
        ):
            with self.assertRaises(AccessError):
                deals.search(domain)
        services = self._as(self.env["realestate.service"], self.buyer_user)
        with self.assertRaises(AccessError):
            services.search([("deal_id.list_price", ">", 0)])

    def test_no_method_writes(self):
        """ACCESS-1: no public method of these models changes anything for a buyer, on his own records either."""
        refused = (AccessError, UserError, ValueError, TypeError, KeyError, AttributeError, NotImplementedError)
        execute, wrote = Cursor.execute, []
        # what this test itself has left to be written
        self.env.flush_all()
        self.cr.flush()

        def watch(cursor, query, params=None, log_exceptions=True):
            text = query.code if hasattr(query, "code") else str(query)
            if text.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                wrote.append(text[:80])
            return execute(cursor, query, params, log_exceptions)

        tried = 0
        for own, _other in self.own.values():
            for name, method in inspect.getmembers(type(own), inspect.isfunction):
                if name.startswith("_") or getattr(method, "_api_private", False):
                    continue
                record = self._as(own, self.buyer_user)
                # what Odoo itself has is Odoo's to guard, and asks for rights that he has not
                if not (method.__module__ or "").startswith("odoo.addons.realestate_"):
                    continue
                arguments = [
                    True if "id" in parameter.name else "x"
                    for parameter in list(inspect.signature(method).parameters.values())[1:]
                    if parameter.default is parameter.empty
                    and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
                ]
                wrote.clear()
                with self.subTest(method=f"{own._name}.{name}"), patch.object(Cursor, "execute", watch):
                    with mute_logger("odoo.sql_db"), self.cr.savepoint():
                        with suppress(*refused):
                            getattr(record, name)(*arguments)
                        self.env.flush_all()
                    tried += 1
                    self.assertFalse(wrote)
        self.assertGreater(tried, 60)

    def test_attachments(self):
        """ACCESS-1: what hangs on a deal or file is not found by its attachment, not even the buyer's own."""
        attachments = self.env["ir.attachment"].create(
            [
                {"name": "floor price.pdf", "res_model": "realestate.deal", "res_id": self.deal.id, "raw": PDF_BYTES},
                {"name": "letter.pdf", "res_model": "realestate.service", "res_id": self.service.id, "raw": PDF_BYTES},
            ]
        )
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "realestate.service.upload"), ("res_field", "=", "file")]
        )
        self.assertTrue(kept)
        for attachment in attachments | kept:
            with self.assertRaises(AccessError):
                self._as(attachment, self.buyer_user).read(["datas"])

    def test_chatter(self):
        """ACCESS-1: the office's notes and messages on a deal or file are not the buyer's to read."""
        for record in (self.deal, self.service, self.handover):
            record.message_post(body="He would pay more", subtype_xmlid="mail.mt_note")
            record.message_post(body="He would pay more", subtype_xmlid="mail.mt_comment")
        messages = self._as(self.env["mail.message"], self.buyer_user)
        self.assertFalse(messages.search([("body", "like", "He would pay more")]))
        self.assertFalse(messages.search([("model", "like", "realestate.")]))
        with self.assertRaises(AccessError):
            self._as(self.deal, self.buyer_user).message_post(body="x")
        for model in ("mail.activity", "mail.followers", "mail.tracking.value", "rating.rating"):
            with self.subTest(model=model):
                records = self._as(self.env[model], self.buyer_user)
                self.assertFalse(records.has_access("read") and records.search([]))

    def test_partners(self):
        """ACCESS-3: a buyer reads no other person's numbers, not those of who buys with him either."""
        for partner in (self.buyer_2, self.co_buyer):
            with self.assertRaises(AccessError):
                self._as(partner, self.buyer_user).read(["phone", "identity_number"])
        partners = self._as(self.env["res.partner"], self.buyer_user)
        self.assertFalse(partners.search([("phone_sanitized", "=", "+8613900005678")]))

    def test_invoices(self):
        """DEAL-6: the invoices of a deal are for all its buyers, posted ones alone; for nobody else."""
        invoices = (self.deal | self.other_deal).installment_ids._invoice()
        own = invoices.filtered(lambda move: move.realestate_deal_id == self.deal)
        for user in (self.buyer_user, self.co_user):
            self.assertEqual(self._as(self.env["account.move"], user).search([("id", "in", invoices.ids)]), own)
            lines = self._as(self.env["account.move.line"], user).search([("move_id", "in", invoices.ids)])
            self.assertEqual(lines.move_id, own)
        self.assertFalse(self._as(self.env["account.move"], self.stranger).search([("id", "in", invoices.ids)]))

    def test_household_is_no_buyer(self):
        """ACCESS-1: who merely belongs to a buyer's household does not read his contract."""
        self.env["realestate.household"].create(
            {
                "name": "王家",
                "member_ids": [
                    (0, 0, {"name": partner.name, "partner_id": partner.id})
                    for partner in (self.buyer, self.stranger.partner_id)
                ],
            }
        )
        self.assertFalse(self._as(self.env["realestate.deal"], self.stranger).search([]))

    def test_company_buyer(self):
        """PORTAL-1: the contact of a company that bought sees its home."""
        company = self.env["res.partner"].create(
            {
                "name": "某公司",
                "is_company": True,
                "identity_type": "business_licence",
                "identity_number": "91350100M000100Y43",
            }
        )
        contact = self.env["res.partner"].create({"name": "经办人", "parent_id": company.id})
        deal = self._contract(self.units[2], company)
        user = self._new_portal_user("por_contact", contact)
        self.assertEqual(self._as(self.env["realestate.deal"], user).search([]), deal)


PDF_BYTES = b"%PDF-1.4\n%%EOF"
