from datetime import date

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestWarranty(RealestateMoneyCommon):
    """REPAIR-1: the warranty begins at delivery, by part, by the project's own terms or the company's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.env["realestate.warranty.term"]
        cls.terms._create_defaults(cls.company)

    def _term(self, part):
        return self.terms._of_project(self.project).filtered(lambda term: term.part == part)

    def test_ends(self):
        """REPAIR-1: years end the day before their anniversary; seasons are whole ones, begun after delivery."""
        for part, day, end in (
            ("waterproofing", date(2026, 11, 25), date(2031, 11, 24)),
            ("decoration", date(2024, 2, 29), date(2026, 2, 27)),
            ("structure", date(2026, 11, 25), date(2076, 11, 24)),
            ("heating", date(2026, 11, 15), date(2028, 3, 15)),  # on its first day: two winters
            ("heating", date(2026, 11, 16), date(2029, 3, 15)),  # a day later: this winter beside two whole ones
            ("heating", date(2026, 3, 1), date(2028, 3, 15)),
            ("cooling", date(2026, 11, 25), date(2028, 9, 15)),
            ("cooling", date(2026, 6, 15), date(2027, 9, 15)),
        ):
            with self.subTest(part=part, day=day):
                self.assertEqual(self._term(part)._end(day), end)

    def test_delivery(self):
        """REPAIR-1, HND-1: delivery writes a warranty for each part, seen on deal and unit; once."""
        deal = self._new_deal()
        deal._prepare_step()
        deal.with_user(self.administrator).action_sign()
        deal._deliver(self.today)
        self.assertEqual(len(deal.warranty_ids), 8)
        self.assertEqual(deal.unit_id.warranty_ids, deal.warranty_ids)
        self.assertEqual(set(deal.warranty_ids.mapped("date_from")), {self.today})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            deal._start_warranty(self.today)
            self.env.flush_all()

    def test_terms_of_the_project(self):
        """REPAIR-1: a project with rows of its own uses these alone; longer is allowed, shorter is not."""
        own = self.terms.create(
            {"company_id": self.company.id, "project_id": self.project.id, "part": "waterproofing", "duration": 8}
        )
        self.assertEqual(self.terms._of_project(self.project), own)
        self.assertEqual(own._end(date(2026, 1, 1)), date(2033, 12, 31))
        for vals in (
            {"duration": 4},
            {"part": "structure", "duration": 49},
            {"part": "wiring", "duration": 1},
            {"part": "wiring", "duration": 2, "unit": "season"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                own.write(vals)
                self.env.flush_all()

    def test_company_starts_with_the_usual(self):
        """REPAIR-1: a company starts with the law's terms and keeps what it made of them."""
        self.assertEqual(len(self.terms.search([("company_id", "=", self.company.id)])), 8)
        self._term("cooling").unlink()
        self.terms._create_defaults(self.company)
        self.assertEqual(len(self.terms.search([("company_id", "=", self.company.id)])), 7)
