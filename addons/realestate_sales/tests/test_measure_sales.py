from datetime import date, datetime

from odoo.tests import tagged

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource

from .common_appraisal import AppraisalCommon


@tagged("post_install", "-at_install")
class TestMeasureSales(AppraisalCommon):
    """HR-2: the measures of the sales floor, each worked out by hand."""

    def _figures(self, code, by="user", **values):
        measure = self.env.ref(f"realestate_sales.realestate_measure_{code}")
        self.env.flush_all()
        return measure._figures(*self.october, by=by, domain=[("project_id", "=", self.project.id)], **values)

    def _value(self, code, user):
        return self._figures(code).get(user.id, {}).get("value")

    def test_signed(self):
        """HR-2: counted on the day of the contract, at both ends of the month; shares; a withdrawal takes back.

        The consultant: 1,000,000 signed on 1 October (subscribed in September), half of 800,000 on the 31st;
        a contract of September withdrawn on the 12th: −600,000. The other: his half of 800,000. A contract of
        1 November and a subscription not signed count nothing: 800,000 and 0.5 units; 400,000 and 0.5.
        """
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 1), 1000000.0, subscribed=date(2026, 9, 20))
        shared = self._deal_signed(self.units[1], self.consultant, date(2026, 10, 31), 400000.0)
        shared.line_ids.percent = 50.0
        self._credit(shared, self.consultant_2, date(2026, 10, 31), 400000.0, 50.0)
        withdrawn = self._deal_signed(self.units[2], self.consultant, date(2026, 9, 30), 600000.0)
        self._credit(withdrawn, self.consultant, date(2026, 10, 12), -600000.0, -100.0)
        later = self._deal_signed(self.units[3], self.consultant, date(2026, 11, 1), 700000.0, date(2026, 10, 20))
        self.assertEqual(self._value("amount_signed", self.consultant), 800000.0)
        self.assertEqual(self._value("units_signed", self.consultant), 0.5)
        self.assertEqual(self._value("amount_signed", self.consultant_2), 400000.0)
        self.assertEqual(self._value("units_signed", self.consultant_2), 0.5)
        # a signature that is taken back no longer counts
        later.deal_id.date_signed = False
        self.assertFalse(later.line_ids.day_signed)

    def test_department(self):
        """HR-2: a department's figure adds up its people; customers whom two of them had count once."""
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 2), 1000000.0)
        self._deal_signed(self.units[1], self.consultant_2, date(2026, 10, 3), 500000.0)
        figures = self._figures("amount_signed", by="department")
        self.assertEqual(figures[self.department.id]["value"], 1500000.0)
        lead = self._lead("A")
        self._event(lead, self.consultant, date(2026, 10, 2), "renewed")
        self._event(lead, self.consultant_2, date(2026, 10, 20), "assigned")
        self.assertEqual(self._figures("followed_in_time", by="department")[self.department.id]["denominator"], 1)

    def test_receipts(self):
        """HR-2, DEAL-6: what came in less what was refunded, of the seller's deals; drafts count nothing."""
        deal = self._subscribe(self.units[0], user=self.consultant).sudo()
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        if not journal:
            self.skipTest("no chart of accounts")
        for kind, amount, day, post in (
            ("inbound", 300000.0, date(2026, 10, 1), True),
            ("inbound", 200000.0, date(2026, 10, 31), True),
            ("outbound", 50000.0, date(2026, 10, 15), True),
            ("inbound", 999.0, date(2026, 10, 15), False),
            ("inbound", 888.0, date(2026, 11, 1), True),
        ):
            payment = self.env["account.payment"].create(
                {
                    "payment_type": kind,
                    "partner_type": "customer",
                    "partner_id": self.buyer.id,
                    "amount": amount,
                    "date": day,
                    "journal_id": journal.id,
                    "realestate_deal_id": deal.id,
                }
            )
            if post:
                payment.action_post()
        self.env.flush_all()
        measure = self.env.ref("realestate_sales.realestate_measure_receipts")
        figures = measure._figures(*self.october, by="user", domain=[("realestate_deal_id", "=", deal.id)])
        self.assertEqual(figures[self.consultant.id]["value"], 450000.0)

    def _visit(self, lead, user, day, first=True):
        self.number = getattr(self, "number", 0) + 1
        return self.env["realestate.reception"].create(
            {
                "project_id": self.project.id,
                "kind": "visit",
                "day": day,
                "date": datetime.combine(day, datetime.min.time()),
                "number": self.number,
                "name": lead.name,
                "phone": f"1380000{self.number:04d}",
                "source": "visit",
                "lead_id": lead.id,
                "user_id": user.id,
                "holder_id": user.id,
                "is_first": first,
            }
        )

    def test_conversion(self):
        """HR-2: of four first visitors of October one has bought, one's deal is cancelled: 1 / 4 = 25%."""
        leads = [self._lead(name) for name in "ABCDE"]
        for lead, day in zip(leads[:4], (1, 15, 20, 31), strict=True):
            self._visit(lead, self.consultant, date(2026, 10, day))
        self._visit(leads[0], self.consultant, date(2026, 10, 25), first=False)
        self._visit(leads[4], self.consultant, date(2026, 9, 30))
        for unit, lead in zip(self.units, leads[:2], strict=False):
            values = {
                "unit_id": unit.id,
                "partner_id": self.buyer.id,
                "lead_id": lead.id,
                "user_id": self.consultant.id,
            }
            self.env["realestate.deal"].create(values)
        leads[1].realestate_deal_ids.state = "cancelled"
        figure = self._figures("visit_to_deal")[self.consultant.id]
        self.assertEqual((figure["numerator"], figure["denominator"], figure["value"]), (1, 4, 25.0))

    def test_follow_up_discipline(self):
        """HR-2, CUS-3: held four customers, lost one of them twice; who lost him first is not punished for the other.

        The consultant held A, B, C and D and lost A on the 9th; the other took A on the 10th and lost him on the
        20th: 3 / 4 = 75% and 0 / 1 = 0%. Losses: one each. What expired on 1 November is of November.
        """
        a, b, c, d = (self._lead(name) for name in "ABCD")
        for lead in (a, b, c, d):
            self._event(lead, self.consultant, date(2026, 10, 1), "assigned")
        self._event(b, self.consultant, date(2026, 10, 5), "renewed")
        self._event(b, self.consultant, date(2026, 10, 9), "renewed")
        self._event(a, self.consultant, date(2026, 10, 9), "expired")
        self._event(a, self.consultant_2, date(2026, 10, 10), "taken")
        self._event(a, self.consultant_2, date(2026, 10, 20), "expired")
        self._event(c, self.consultant, date(2026, 11, 1), "expired")
        figures = self._figures("followed_in_time")
        first, second = figures[self.consultant.id], figures[self.consultant_2.id]
        self.assertEqual((first["numerator"], first["denominator"], first["value"]), (3, 4, 75.0))
        self.assertEqual((second["numerator"], second["denominator"], second["value"]), (0, 1, 0.0))
        self.assertEqual(self._value("protection_losses", self.consultant), 1)
        self.assertEqual(self._value("protection_losses", self.consultant_2), 1)
        # the click opens the very records
        for which, leads in (("numerator", b | c | d), ("denominator", a | b | c | d), ("missed", a)):
            action = self.in_time._records_action(*self.october, "user", self.consultant.id, which)
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]).lead_id, leads)

    def test_hr_opens_them_without_customers(self):
        """HR-2, section 0: HR, who has no customers, opens the records' list by number, day and person."""
        lead = self._lead("Secret Name")
        self._event(lead, self.consultant, date(2026, 10, 9), "expired")
        action = self.losses.with_user(self.hr)._records_action(*self.october, "user", self.consultant.id)
        lines = self.env[action["res_model"]].with_user(self.hr).search(action["domain"])
        self.assertEqual(lines._name, "realestate.measure.record")
        self.assertEqual(
            (lines.day, lines.user_id, lines.reference), (date(2026, 10, 9), self.consultant, str(lead.id))
        )
        self.assertNotIn("Secret Name", str(lines.read()))
        # what somebody else opened is his
        self.assertFalse(self.env[action["res_model"]].with_user(self.director).search(action["domain"]))

    def test_list_adds_up_to_the_figure(self):
        """HR-2: a customer who counts once counts once in the list behind the figure too, met if any of it is."""
        twice, once = self._lead("Twice"), self._lead("Once")
        for lead in (twice, once):
            self._event(lead, self.consultant, date(2026, 10, 1), "assigned")
        self._event(twice, self.consultant, date(2026, 10, 5), "assigned")
        self._event(once, self.consultant, date(2026, 10, 9), "expired")
        figure = self._figures("followed_in_time")[self.consultant.id]
        action = self.in_time.with_user(self.hr)._records_action(
            *self.october, "user", self.consultant.id, "denominator"
        )
        lines = self.env[action["res_model"]].with_user(self.hr).search(action["domain"])
        self.assertGreater(len(lines), 2)
        self.assertEqual((figure["numerator"], figure["denominator"]), (1, 2))
        self.assertEqual(sum(lines.mapped("amount")), 2)
        self.assertEqual(sum(lines.filtered("is_met").mapped("amount")), 1)

    def test_target_itself_is_reached(self):
        """HR-2: a figure that equals its target reaches it, whichever way is better; without a figure nobody says."""
        for measure, target, reached, missed in ((self.in_time, 95.0, 95.0, 94.99), (self.losses, 2.0, 2.0, 3.0)):
            measure.target = target
            self.assertEqual(
                [measure._is_reached(value) for value in (reached, missed, None)], [True, False, None], measure.name
            )

    def test_what_is_met_counts_first(self):
        """HR-2: of several records of what counts once, one that is met counts, wherever it stands in the list."""
        firm = self.env["res.partner"].create({"name": "Firm", "child_ids": [(0, 0, {"name": n}) for n in "ABC"]})
        people = firm.child_ids.sorted("id")
        source = MeasureSource(model="res.partner", base=[], subjects={}, aggregate="parent_id:count_distinct")
        counts = self.env["realestate.measure.record"]._counts(source, people, people[1])
        self.assertEqual([counts[person.id] for person in people], [0, 1, 0])

    def test_hr_sees_which_are_in_the_numerator(self):
        """HR-2: of the denominator's records HR sees which of them the numerator counts."""
        kept, lost = self._lead("Kept"), self._lead("Lost")
        for lead in (kept, lost):
            self._event(lead, self.consultant, date(2026, 10, 1), "assigned")
        self._event(lost, self.consultant, date(2026, 10, 9), "expired")
        for which, expected in (
            ("denominator", {str(kept.id): True, str(lost.id): False}),
            ("numerator", {str(kept.id): True}),
            ("missed", {str(lost.id): False}),
        ):
            measure = self.in_time.with_user(self.hr)
            action = measure._records_action(*self.october, "user", self.consultant.id, which)
            lines = self.env[action["res_model"]].with_user(self.hr).search(action["domain"])
            self.assertEqual({line.reference: line.is_met for line in lines}, expected, which)

    def test_number_of_queries(self):
        """P8: a figure takes two queries, a sum one, however many people there are."""
        for lead in (self._lead("A"), self._lead("B")):
            for user in (self.consultant, self.consultant_2):
                self._event(lead, user, date(2026, 10, 2), "assigned")
        self.env.flush_all()
        (self.in_time | self.measure).mapped("code")
        with self.assertQueryCount(2):
            self.in_time._tallies(*self.october, by="user")
        with self.assertQueryCount(1):
            self.measure._tallies(*self.october, by="user")
