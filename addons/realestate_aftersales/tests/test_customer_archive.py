from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestCustomerArchive(AftersalesCommon):
    """ARCH-1: one customer, one file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls._signed_deal()
        cls.service = cls._new_service(cls.deal)

    def test_everything_of_one_buyer(self):
        """ARCH-1: deals bought alone or together, papers, files and money of one buyer, nobody else's."""
        self._signed_deal(self.units[1], partner_id=self.buyer_2.id)
        file = self.buyer.with_user(self.officer)
        self.assertEqual(file.realestate_file_deal_ids, self.deal)
        self.assertEqual(file.realestate_file_service_ids, self.service)
        self.assertEqual(file.realestate_file_document_ids, self.deal.document_ids)
        self.assertEqual((file.realestate_file_running_count, file.realestate_file_late_count), (1, 0))
        self.assertEqual(file.realestate_file_lent_count, 0)

    def test_co_buyer(self):
        """ARCH-1: who bought together with another has the deal in his file, too."""
        self.deal.sudo().party_ids.share = 50
        self.env["realestate.deal.party"].sudo().create(
            {"deal_id": self.deal.id, "partner_id": self.buyer_2.id, "share": 50}
        )
        self.assertEqual(self.buyer_2.with_user(self.officer).realestate_file_deal_ids, self.deal)

    def test_missing(self):
        """ARCH-1: the papers that the contract and the files still lack, each with where."""
        self.deal.sudo().document_ids.received = True
        file = self.buyer.with_user(self.officer)
        self.assertFalse(file.realestate_file_missing)
        document = self.deal.document_ids.filtered("required")[0]
        document.sudo().received = False
        self._add_material()
        other = self._new_service(self._signed_deal(self.units[1]))
        other.deal_id.sudo().document_ids.received = True
        file.invalidate_recordset()
        self.assertEqual(file.realestate_file_missing_count, 2)
        self.assertIn(document.name, file.realestate_file_missing)
        self.assertIn("Loan form", file.realestate_file_missing)

    def test_rights(self):
        """ACCESS-1: an officer of another project and another's consultant find no file."""
        with self.assertRaises(AccessError):
            self.buyer.with_user(self.officer_2).read(["realestate_file_deal_ids"])
        self.assertFalse(self.service.with_user(self.consultant_2).search([("id", "=", self.service.id)]))
        self.assertEqual(self.buyer.with_user(self.consultant).realestate_file_service_ids, self.service)

    def test_queries(self):
        """ARCH-1: a list of customers costs about as much as one."""
        self._add_material()
        deals = [self._signed_deal(unit) for unit in self.units[1:]]
        for deal in deals:
            self._new_service(deal)
        partners = self.env["res.partner"].create([{"name": f"B{n}"} for n in range(20)])
        for number, partner in enumerate(partners):
            self.env["realestate.deal.party"].sudo().create(
                {"deal_id": deals[number % 3].id, "partner_id": partner.id, "share": 1}
            )
        names = ["realestate_file_missing_count", "realestate_file_residual", "realestate_file_late_count"]

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.with_user(self.officer).read(names)
            return self.cr.sql_log_count - before

        cost(partners[:1])
        self.assertLessEqual(cost(partners), cost(partners[:1]))
