from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ChannelReceptionCommon


@tagged("post_install", "-at_install")
class TestChannelFunnel(ChannelReceptionCommon):
    """From outreach to the contract: counted from the customers' own records, added up by nobody (CH-2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.funnel = cls.env["realestate.channel.funnel"]
        cls.base = {"day": cls.today, "project_id": cls.project.id}
        cls.env["realestate.channel.result"].create(
            [
                {**cls.base, "team_id": cls.calls.id, "user_id": cls.specialist.id, "calls": 100, "plan_calls": 80},
                {**cls.base, "team_id": cls.leaflets.id, "user_id": cls.specialist_2.id, "leaflets": 500,
                 "plan_leaflets": 1000},
            ]
        )  # fmt: skip
        cls.env["realestate.channel.cost"].create(
            {**cls.base, "team_id": cls.calls.id, "name": "SIM cards", "kind": "data", "amount": 600.0}
        )

    def _sums(self, user=None, domain=(), by="module"):
        self.env.flush_all()
        names = ["reach", "plan_reach", "visits", "subscriptions", "contracts", "cost", "visit_cost", "deal_cost",
                 "attainment"]  # fmt: skip
        rows = self.funnel.with_user(user or self.channel_manager)._read_group(
            list(domain), [by], [f"{name}:sum" for name in names]
        )
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}

    def _bought(self):
        self._new_brought(phone="13512340001", partner_id=self.buyer.id)
        self._new_brought(phone="13512340002")
        self._new_roster(self.consultant, self.consultant_2)
        self._register(phone="13512340001")
        self._register(phone="13512340002")
        deal = self._subscribe()
        deal._log_subscription()
        return deal

    def test_adds_up(self):
        """CH-2: outreach, visits, subscriptions and contracts of a module with cost per visit and per deal."""
        deal = self._bought()
        sums = self._sums()["call"]
        self.assertEqual(
            sums,
            {"reach": 100, "plan_reach": 80, "visits": 2, "subscriptions": 1, "contracts": 0, "cost": 600.0,
             "visit_cost": 300.0, "deal_cost": 600.0, "attainment": 125.0},
        )  # fmt: skip
        deal.write({"state": "signed", "date_signed": self.today})
        self.assertEqual(self._sums()["call"]["contracts"], 1)
        self.assertEqual(self._sums()["leaflet"]["attainment"], 50.0)
        self.assertFalse(self._sums()["leaflet"]["visit_cost"])

    def test_withdrawn_deal_leaves(self):
        """CH-2: a cancelled deal is no subscription any more."""
        deal = self._bought()
        deal.write({"state": "cancelled"})
        self.assertEqual(self._sums()["call"]["subscriptions"], 0)

    def test_who_sees(self):
        """ACCESS-1: a supervisor the own module, a specialist himself, the manager all."""
        self._bought()
        self.assertEqual(set(self._sums(self.supervisor)), {"call"})
        self.assertEqual(set(self._sums(self.supervisor_2)), {"leaflet"})
        own = self._sums(self.specialist)["call"]
        self.assertEqual((own["visits"], own["cost"]), (2, 0))
        self.assertEqual(set(self._sums()), {"call", "leaflet"})

    def test_visits_before_he_was_brought(self):
        """CH-2: who came by himself before the channel named him is not its visit; a visit later is."""
        self._new_roster(self.consultant)
        visit = self._register(phone="13512340003")
        self._line(self.consultant).action_finish()
        lead = visit.lead_id
        lead._realestate_set_channel_source("call", user=self.specialist, day=self.today + timedelta(days=1))
        self.assertFalse(lead.realestate_channel_visit_day)
        self._new_brought(phone="13512340004")
        self._register(phone="13512340004")
        self.assertEqual(self._sums()["call"]["visits"], 1)

    def test_page_opens_what_it_counts(self):
        """CH-2: each number of the page opens as many records as it says, in the reader's own rights."""
        self._bought()
        self.env.flush_all()
        for user in (self.channel_manager, self.supervisor):
            funnel = self.funnel.with_user(user)
            data = funnel.board(self.today, self.today)
            self.assertEqual(data["total"]["visits"], 2)
            self.assertEqual(data["total"]["visit_cost"], 300.0)
            [row] = [row for row in data["rows"] if row["key"] == "call"]
            for name, count in (("reach", 1), ("visits", 2), ("subscriptions", 1), ("contracts", 0), ("cost", 1)):
                action = funnel.board_records(name, self.today, self.today, by="module", key=row["key"])
                records = self.env[action["res_model"]].with_user(user).search(action["domain"])
                with self.subTest(user=user.name, name=name):
                    self.assertEqual(len(records), count)
        with self.assertRaises(ValidationError):
            self.funnel.board(self.today, self.today, by="create_uid")
