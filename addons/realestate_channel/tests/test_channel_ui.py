from odoo.tests import HttpCase, tagged

from .common import ChannelCommon


@tagged("post_install", "-at_install")
class TestChannelUi(ChannelCommon, HttpCase):
    def test_day_of_a_team(self):
        """CH-2: a leader enters the day of his team, pastes a range from Excel, is shown a wrong cell, and saves."""
        self.specialist.name = "Wang"
        self.calls.member_ids += self.specialist_2
        self.specialist_2.name = "Zhao"
        self.start_tour("/odoo/channel-day", "realestate_channel_day", login=self.supervisor.login)
        results = self.env["realestate.channel.result"].search([("team_id", "=", self.calls.id)])
        self.assertEqual({(line.user_id.name, line.calls, line.connected) for line in results},
                         {("Wang", 120, 60), ("Zhao", 98, 40)})  # fmt: skip

    def test_settlement_to_bill(self):
        """CH-1: a period of a hired team is settled, approved by the manager and billed by the accountant."""
        self.company.realestate_commission_account_id = self.env["account.account"].create(
            {"name": "Channel", "code": "660199", "account_type": "expense"}
        )
        hired = self._new_team("Hired", module="leaflet", parent_id=self.leaflets.id, is_hired=True)
        contract = self.env["realestate.channel.contract"].create(
            {
                "name": "HT-UI",
                "team_id": hired.id,
                "partner_id": self.env["res.partner"].create({"name": "Leaflet Firm"}).id,
                "date_from": self.today,
                "rate_ids": [(0, 0, {"basis": "day", "date_from": self.today, "amount": 100.0})],
            }
        )
        self.env["realestate.channel.attendance"].create(
            {"team_id": hired.id, "day": self.today, "project_id": self.project.id, "headcount": 3}
        )
        settlement = self.env["realestate.channel.settlement"].create(
            {"contract_id": contract.id, "date_from": self.today, "date_to": self.today}
        )
        url = "/odoo/channel-settlements"
        self.start_tour(url, "realestate_channel_settlement_approve", login=self.channel_manager.login)
        self.assertEqual(settlement.state, "approved")
        self.start_tour(url, "realestate_channel_settlement_bill", login=self.accountant.login)
        self.assertEqual((settlement.bill_id.state, settlement.bill_id.amount_untaxed), ("draft", 300.0))

    def test_funnel_opens_its_records(self):
        """CH-2: a number of the funnel opens the records it counts."""
        self.env["realestate.channel.result"].create(
            {"day": self.today, "project_id": self.project.id, "team_id": self.calls.id, "calls": 77}
        )
        self.start_tour("/odoo/channel-funnel", "realestate_channel_funnel", login=self.channel_manager.login)
