from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import OFFICER, AftersalesCommon


@tagged("post_install", "-at_install")
class TestCertificate(AftersalesCommon):
    """CERT-1: from the building's first registration to the certificate in the buyer's or bank's hands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("realestate_aftersales.realestate_service_kind_certificate")
        cls.kind.active = True
        # what ships with the addon may be changed by its users: no papers, no money
        cls.template = cls.env["realestate.service.template"].search([("kind_id", "=", cls.kind.id)], limit=1)
        cls.template.material_ids.unlink()
        cls.template.step_ids.money = False
        cls.template.property_type = False
        cls.deal = cls._signed_deal(days_ago=50)
        cls.deal.sudo().write({"state": "delivered", "date_delivered": cls.today - timedelta(days=10)})
        cls.file = cls._new_service(cls.deal)
        cls.certificate = cls.file.certificate_ids.with_user(cls.officer)

    def _go_to(self, effect):
        for _step in range(7):
            if self.file.stage_id.effect == effect:
                return
            self.certificate.action_next()
        self.fail(f"never came to {effect}")

    def test_due(self):
        """CERT-1: due 90 days after delivery; finished property 90 days after signing; the contract goes first."""
        self.assertEqual(self.certificate.date_due, self.today + timedelta(days=80))
        self.project.certificate_days = 60
        self.assertEqual(self.certificate.date_due, self.today + timedelta(days=50))
        self.deal.unit_id.building_id.completion_date = self.today - timedelta(days=400)
        self.deal.unit_id.release_id.finished_property = True
        self.assertEqual(self.certificate.date_due, self.deal.date_signed + timedelta(days=60))
        self.certificate.contract_due = self.today + timedelta(days=7)
        self.assertEqual(self.certificate.date_due, self.today + timedelta(days=7))

    def test_building_first(self):
        """CERT-1: no unit is submitted before its building's first registration."""
        self._go_to("certificate_submit")
        with self.assertRaisesRegex(UserError, "no first registration"):
            self.certificate.action_next()
        registrations = self.env["realestate.first.registration"].with_user(self.officer)
        registration = registrations.create({"building_id": self.building.id, "date_applied": self.today})
        with self.assertRaisesRegex(UserError, "no first registration"):
            self.certificate.action_next()
        registration.write({"number": "沪(2026)001", "date": self.today})
        self.certificate.action_next()
        self.assertNotEqual(self.file.stage_id.effect, "certificate_submit")

    def test_issued_and_handed_over(self):
        """CERT-1: number and day, who gets it, and whose fault when it is late."""
        self.env["realestate.first.registration"].create(
            {"building_id": self.building.id, "number": "沪(2026)001", "date": self.today}
        )
        self._go_to("certificate_issued")
        with self.assertRaisesRegex(UserError, "number and day of issue"):
            self.certificate.action_next()
        self.certificate.write({"number": "沪(2026)0042", "date_issued": self.today})
        self._go_to("certificate_handed")
        with self.assertRaisesRegex(UserError, "the buyer or the bank"):
            self.certificate.action_next()
        self.certificate.write({"handed_to": "bank", "contract_due": self.today - timedelta(days=1)})
        with self.assertRaisesRegex(UserError, "whose fault"):
            self.certificate.action_next()
        self.certificate.fault = "authority"
        self.certificate.action_next()
        self.assertEqual((self.file.state, self.certificate.date_handed), ("done", self.today))

    def test_on_time(self):
        """CERT-1: issued on the due day is on time, a day later is not; undue ones are no figure."""
        measure = self.env.ref("realestate_aftersales.realestate_measure_certificates_on_time")
        due = self.today - timedelta(days=1)

        def figure(date_from, date_to):
            self.env.flush_all()
            figures = measure._figures(date_from, date_to, domain=[("project_id", "=", self.project.id)])[False]
            return figures["numerator"], figures["denominator"]

        self.certificate.contract_due = due
        self.assertTrue(self.certificate.is_late)
        self.assertIn(self.certificate, self.certificate.search([("is_late", "=", True)]))
        self.certificate.write({"number": "1", "date_issued": due + timedelta(days=1)})
        self.assertEqual(figure(due, due), (0, 1))
        self.certificate.date_issued = due
        self.assertFalse(self.certificate.is_late)
        self.assertEqual(figure(due, due), (1, 1))
        self.assertEqual(figure(due + timedelta(days=1), self.today), (0, 0))

    def test_pledged_with_a_loan(self):
        """CERT-1: with a loan the certificate is pledged."""
        self.assertFalse(self.certificate.is_pledged)
        self.deal.sudo().payment_method_id = self.env["realestate.payment.method"].search(
            [("kind", "=", "mortgage"), ("company_id", "=", self.company.id)], limit=1
        )
        self.assertTrue(self.certificate.is_pledged)

    def test_database(self):
        """CERT-1: at most 90 days, no day of issue without a number: by the database."""
        registration = self.env["realestate.first.registration"].create({"building_id": self.building.id})
        for record, vals in (
            (self.project, {"certificate_days": 91}),
            (self.project, {"certificate_days": 0}),
            (self.certificate, {"date_issued": self.today}),
            (registration, {"date": self.today}),
        ):
            with (
                self.subTest(**vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.sudo().write(vals)
                self.env.flush_all()

    def test_rights(self):
        """ACCESS-1: officers of the project; a consultant reads his own deals' alone; HR nothing."""
        stranger = new_test_user(self.env, "crt_stranger", groups=OFFICER)
        for user, rights in (
            (self.officer, {"read", "write"}),
            (self.service_manager, {"read", "write"}),
            (stranger, set()),
            (self.deal.user_id, {"read"}),
            (self.consultant_2, set()),
            (self.accountant, {"read"}),
            (self.users["hr"], set()),
        ):
            certificate = self.certificate.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(
                    {r for r in ("read", "write", "create", "unlink") if certificate.has_access(r)}, rights
                )
