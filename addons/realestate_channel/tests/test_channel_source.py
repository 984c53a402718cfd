from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ChannelCommon


@tagged("post_install", "-at_install")
class TestChannelSource(ChannelCommon):
    """Who brought a customer: the first stays, and goes with him to the contract (CH-2, CH-3, CH-7)."""

    def test_first_source_stays(self):
        """CH-3: who came second changes nothing; the first is on record with team, person and day."""
        lead = self._new_brought(phone="13511112222")
        self.assertEqual(lead.realestate_channel_user_id, self.specialist)
        self.assertEqual(lead.realestate_channel_team_id, self.calls)
        self.assertEqual(lead.realestate_channel_day, self.today)
        self.assertEqual(lead.realestate_source, "outreach")
        changed = lead._realestate_set_channel_source("leaflet", user=self.specialist_2)
        self.assertFalse(changed)
        self.assertEqual(lead.realestate_channel_module, "call")

    def test_team_follows_the_person(self):
        """CH-2: a person's source counts for his team in that module."""
        lead = self._new_lead()
        lead._realestate_set_channel_source("leaflet", user=self.specialist_2)
        self.assertEqual(lead.realestate_channel_team_id, self.leaflets)

    def test_manager_corrects_with_reason(self):
        """CH-7: the manager of the channel corrects the source with a reason that stays; a specialist does not."""
        lead = self._new_brought()
        with self.assertRaises(AccessError):
            lead.with_user(self.specialist)._realestate_set_channel_source("call", user=self.specialist, reason="mine")
        with self.assertRaises(UserError):
            lead.with_user(self.channel_manager)._realestate_set_channel_source(
                "leaflet", user=self.specialist_2, reason=" "
            )
        corrected = lead.with_user(self.channel_manager)._realestate_set_channel_source(
            "leaflet", user=self.specialist_2, reason="came with the leaflet of Sunday"
        )
        self.assertEqual(corrected, lead)
        self.assertEqual(lead.realestate_channel_team_id, self.leaflets)

    def test_written_by_the_verb_alone(self):
        """ACCESS-1: nobody writes himself into a customer's source."""
        lead = self._new_lead()
        for user in (self.consultant, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                lead.with_user(user).write({"realestate_channel_module": "call"})
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.consultant).create(
                {
                    "name": "x",
                    "realestate_project_id": self.project.id,
                    "realestate_channel_user_id": self.specialist.id,
                }
            )
        with self.assertRaises(UserError):
            lead._realestate_set_channel_source("call")
        with self.assertRaises(UserError):
            self.env["crm.lead"].create({"name": "x"})._realestate_set_channel_source("call", user=self.specialist)

    def test_kept_to_the_contract(self):
        """CH-3: a deal is credited to the source of its opportunity, or of the buyer's in the project."""
        lead = self._new_brought(partner_id=self.buyer.id)
        deal = self._subscribe()
        deal._log_subscription()
        self.assertEqual(deal.realestate_channel_lead_id, lead)
        self.assertEqual(deal.realestate_channel_user_id, self.specialist)
        self.assertEqual(self.env["realestate.deal"].search([("realestate_channel_module", "=", "call")]), deal)

    def test_source_recorded_after_the_deal(self):
        """CH-3: a source that is recorded later reaches the deals of the customer."""
        deal = self._subscribe()
        deal._log_subscription()
        self.assertFalse(deal.realestate_channel_lead_id)
        lead = self._new_brought(partner_id=self.buyer.id)
        self.assertEqual(deal.realestate_channel_lead_id, lead)

    def test_who_reaches(self):
        """ACCESS-1: who brought a customer, the leader of the team and the manager read him; no other does."""
        lead = self._new_brought(phone="13511112222", partner_id=self.buyer.id)
        for user in (self.specialist, self.supervisor, self.channel_manager):
            with self.subTest(user=user.name):
                self.assertTrue(lead.with_user(user).has_access("read"))
                self.assertFalse(lead.with_user(user).has_access("write"))
                self.assertTrue(self.buyer.with_user(user).has_access("read"))
                self.assertEqual(lead.with_user(user).phone, "135****2222")
        for user in (self.specialist_2, self.supervisor_2):
            with self.subTest(user=user.name):
                self.assertFalse(lead.with_user(user).search([("id", "=", lead.id)]))
                self.assertFalse(self.buyer.with_user(user).has_access("read"))

    def test_notes_of_the_sales_office(self):
        """ACCESS-1: who brought a customer does not read what the sales office notes about him."""
        lead = self._new_brought()
        note = lead.with_user(self.consultant).message_post(body="wife decides")
        for user in (self.specialist, self.channel_manager):
            self.assertFalse(note.with_user(user).has_access("read"))
        self.assertTrue(note.with_user(self.consultant).has_access("read"))

    def test_desk_says_who_brought_him(self):
        """CH-2: the desk names who brought a visitor; who is named already is changed by a manager with a reason."""
        lead = self._new_lead()
        wizard = self.env["realestate.channel.source"].with_context(active_model="crm.lead", active_ids=lead.ids)

        def apply(user, **values):
            values = {"module": "leaflet", "team_id": self.leaflets.id, **values}
            return wizard.with_user(user).create(values).action_apply()

        apply(self.administrator)
        self.assertEqual(lead.realestate_channel_team_id, self.leaflets)
        with self.assertRaises(UserError):
            apply(self.administrator, module="call", team_id=self.calls.id)
        with self.assertRaises(AccessError):
            apply(self.administrator, module="call", team_id=self.calls.id, reason="mistyped")
        apply(self.manager, module="call", team_id=self.calls.id, reason="mistyped")
        self.assertEqual(lead.realestate_channel_team_id, self.calls)
