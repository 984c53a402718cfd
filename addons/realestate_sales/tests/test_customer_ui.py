from odoo.tests import HttpCase, tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestCustomerUi(RealestateCommon, HttpCase):
    def test_tour(self):
        """CUS-1, CUS-4: a consultant enters a customer, is warned of a known one, and searches, in the browser."""
        known = self.env["crm.lead"].create(
            {
                "contact_name": "王建国",
                "phone": "13800001234",
                "user_id": self.consultant_2.id,
                "realestate_project_id": self.project.id,
            }
        )
        self.start_tour("/odoo/my-customers", "realestate_customer_create", login=self.consultant.login)
        lead = self.env["crm.lead"].search([("realestate_project_id", "=", self.project.id), ("id", "!=", known.id)])
        self.assertEqual((lead.contact_name, lead.phone, lead.realestate_intent), ("Mr Wang", "13711110000", 8))
        self.assertEqual((lead.user_id, lead.realestate_source), (self.consultant, "visit"))
        self.assertEqual(lead.realestate_household_id.member_ids.phone_sanitized, "+8613600000000")
        self.start_tour("/odoo/customer-search", "realestate_customer_search", login=self.consultant.login)
