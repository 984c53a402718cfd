from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestDiscount(RealestateCommon):
    """The unit of the deal: 100 ㎡, list price 1,000,000, floor price 900,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls._subscribe()

    def _ask(self, user=None, **vals):
        deal = self.deal.with_user(user or self.consultant)
        return deal.ask_discount({"reason": "Cash buyer", **vals}).sudo()

    def _refused(self, call, *args, **kwargs):
        with self.assertRaises(UserError) as refused:
            call(*args, **kwargs)
        return refused.exception.args[0]

    def _policy(self, **vals):
        return self.env["realestate.discount"].create(
            {"name": "Offer", "project_id": self.project.id, "kind": "percent", "percent": 1.0, **vals}
        )

    def _assert_sheet(self, deal):
        """List price less each step is the next price; the last is the deal price."""
        price = deal.list_price
        for step in deal._price_sheet():
            self.assertEqual(round(price - step["amount"], 2), step["price"])
            price = step["price"]
        self.assertEqual(price, deal.price)

    # rights ---------------------------------------------------------
    def test_within_right_granted_at_once(self):
        """DEAL-3: a consultant grants 1% himself; 1.01% goes up to the manager."""
        line = self._ask(kind="percent", percent=1.0)
        self.assertEqual(line.state, "granted")
        self.assertEqual(self.deal.price, 990000)
        line.action_withdraw()
        self.assertEqual(self.deal.price, 1000000)
        line = self._ask(kind="percent", percent=1.01)
        self.assertEqual(line.state, "requested")
        self.assertEqual(line.level_id.group_id, self.env.ref("realestate_sales.realestate_sales_group_manager"))
        self.assertEqual(self.deal.price, 1000000)

    def test_right_to_the_cent(self):
        """DEAL-3: 10,000.00 is 1% of a million, 10,000.01 is more."""
        self.assertEqual(self._ask(kind="amount", value=10000.01).state, "requested")
        self.assertEqual(self._ask(kind="amount", value=10000).state, "granted")

    def test_rounding_is_not_generosity(self):
        """DEAL-3: 1% of an awkward price, rounded to the yuan, stays within a right of 1%."""
        self.deal.sudo().write({"list_price": 1234567, "price": 1234567})
        line = self._ask(kind="percent", percent=1.0)
        self.assertEqual(line.state, "granted")
        self.assertEqual(self.deal.price, 1222221)
        self.assertEqual(line.amount, 12346)

    def test_total_is_measured(self):
        """DEAL-3: two discounts within the right each, above it together, go up."""
        self.assertEqual(self._ask(kind="percent", percent=0.6).state, "granted")
        self.assertEqual(self._ask(kind="percent", percent=0.6).state, "requested")

    def test_levels(self):
        """DEAL-3: 3% manager, 6% director, above and below the floor the general manager."""
        for percent, role in [(3, "manager"), (3.01, "director"), (6, "director"), (6.01, "general_manager")]:
            line = self._ask(kind="percent", percent=percent)
            with self.subTest(percent=percent):
                self.assertEqual(line.level_id.group_id.id, self.env.ref(self._group(role)).id)
            line.action_withdraw()

    def test_floor(self):
        """DEAL-3: the floor price itself is the director's, a cent below it the general manager's."""
        self.unit.floor_price = 950000
        line = self._ask(kind="fixed", value=950000)
        self.assertEqual(line.level_id.group_id.id, self.env.ref(self._group("director")).id)
        self.assertFalse(line.below_floor)
        line.action_withdraw()
        line = self._ask(kind="fixed", value=949999.99)
        self.assertTrue(line.below_floor)
        self.assertEqual(line.level_id.group_id.id, self.env.ref(self._group("general_manager")).id)
        self.assertIn("beyond your right", self._refused(line.with_user(self.director).action_grant, "ok"))
        line.with_user(self.users["general_manager"]).action_grant("ok")
        self.assertEqual(self.deal.price, 949999.99)

    def test_floor_approved_for_signing(self):
        """DEAL-3: below the floor a deal is signed only when its level granted it; nothing may wait."""
        self.unit.floor_price = 995000
        line = self._ask(kind="fixed", value=994000)
        self.assertIn(line.name, "".join(self.deal._sign_blockers()))
        line.with_user(self.users["general_manager"]).action_grant("ok")
        self.assertTrue(self.deal._floor_approved())
        self.assertFalse(self.deal._why_not_price())
        line.action_withdraw()
        self.assertFalse(self.deal._floor_approved())

    def test_change_of_buyers_keeps_discounts(self):
        """DEAL-7: the deal that follows on the same terms keeps price sheet and price."""
        self._ask(kind="percent", percent=1.0)
        commands = [Command.create({"partner_id": self.buyer_2.id, "share": 100.0})]
        follower = self.deal.sudo()._succeed_with(commands, self.buyer_2)
        self.assertEqual(follower.price, 990000)
        self._assert_sheet(follower)

    def test_project_rights_replace(self):
        """DEAL-3: a project with rows of its own uses these alone."""
        self.env["realestate.discount.right"].create(
            {
                "company_id": self.company.id,
                "project_id": self.project.id,
                "group_id": self.env.ref(self._group("manager")).id,
                "max_percent": 2.0,
            }
        )
        self.assertEqual(self._ask(kind="percent", percent=0.5).state, "requested")
        message = self._refused(self._ask, kind="percent", percent=2.5)
        self.assertIn("Nobody in project", message)

    def _group(self, role):
        return f"realestate_sales.realestate_sales_group_{role}"

    # approval -------------------------------------------------------
    def test_request_is_decided_by_activity(self):
        """DEAL-3: the request is an activity of the manager; granting changes price, informs, closes."""
        line = self._ask(kind="percent", percent=2.0)
        self.assertEqual(line.activity_ids.user_id, self.manager)
        self.assertIn("Cash buyer", line.activity_ids.note)
        as_manager = line.with_user(self.manager)
        self.assertTrue(as_manager.can_decide)
        self.assertIn(line, as_manager.search([("can_decide", "=", True)]))
        self.assertFalse(line.with_user(self.consultant).can_decide)
        as_manager.action_grant("Good customer")
        self.assertEqual(self.deal.price, 980000)
        self.assertEqual(line.decided_by_id, self.manager)
        self.assertFalse(line.activity_ids)
        self.assertIn(self.consultant.partner_id, line.message_ids.notified_partner_ids)

    def test_refused_changes_nothing(self):
        """DEAL-3: a refused request leaves the price; its note stays on record."""
        line = self._ask(kind="percent", percent=2.0)
        line.with_user(self.manager).action_refuse("Too much")
        self.assertEqual((line.state, line.decision_note), ("refused", "Too much"))
        self.assertEqual(self.deal.price, 1000000)
        self.assertIn("no longer to be decided", self._refused(line.with_user(self.director).action_grant, "ok"))

    def test_two_approvers(self):
        """DEAL-3: the second of two approvers is told that it is decided."""
        line = self._ask(kind="percent", percent=2.0)
        line.with_user(self.manager).action_grant("yes")
        self.assertIn("no longer to be decided", self._refused(line.with_user(self.director).action_refuse, "no"))
        self.assertEqual(self.deal.price, 980000)

    def test_two_requests_are_measured_together(self):
        """DEAL-3: what was asked first and granted later is measured with what was granted meanwhile."""
        first = self._ask(kind="percent", percent=2.0)
        second = self._ask(kind="percent", percent=2.5)
        second.with_user(self.manager).action_grant("yes")
        self.assertIn("beyond your right", self._refused(first.with_user(self.manager).action_grant, "yes"))

    def test_approver_is_another(self):
        """DEAL-3: nobody decides on his own request, whatever his later right."""
        line = self._ask(kind="percent", percent=2.0)
        self.consultant.sudo().group_ids = [Command.link(self.env.ref(self._group("director")).id)]
        self.assertIn("own request", self._refused(line.with_user(self.consultant).action_grant, "me"))

    def test_reason_needed_beyond_right(self):
        """DEAL-3: a request goes up with reasons."""
        message = self._refused(self.deal.with_user(self.consultant).ask_discount, {"kind": "percent", "percent": 2})
        self.assertIn("give the reason", message)

    def test_nothing_written_around_the_verbs(self):
        """DEAL-3: a consultant cannot write a granted discount."""
        line = self._ask(kind="percent", percent=2.0)
        with self.assertRaises(AccessError):
            line.with_user(self.consultant).write({"state": "granted"})
        with self.assertRaises(AccessError):
            self.env["realestate.deal.discount"].with_user(self.manager).create(
                {"deal_id": self.deal.id, "name": "x", "kind": "percent", "percent": 5, "state": "granted"}
            )
        with self.assertRaises(UserError):
            line.unlink()

    def test_only_while_subscribed(self):
        """DEAL-3: a signed deal has its price; what waits is not granted any more."""
        line = self._ask(kind="percent", percent=2.0)
        self.deal.state = "signed"
        self.assertIn("while a deal is subscribed", self._refused(self._ask, kind="percent", percent=0.5))
        self.assertIn("while a deal is subscribed", self._refused(line.with_user(self.manager).action_grant, "yes"))

    def test_other_consultant_sees_nothing(self):
        """ACCESS-1: a discount belongs to its deal."""
        line = self._ask(kind="percent", percent=2.0)
        other = line.with_user(self.consultant_2)
        self.assertFalse(other.search([("id", "=", line.id)]))
        with self.assertRaises(AccessError):
            other.action_refuse("no")
        with self.assertRaises(AccessError):
            self.deal.with_user(self.consultant_2).ask_discount({"kind": "percent", "percent": 0.5})

    # price ----------------------------------------------------------
    def test_order_changes_the_price(self):
        """DEAL-3: 先减后乘 and 先乘后减 make different prices."""
        self._ask(user=self.director, kind="percent", percent=2.0)
        self._ask(user=self.director, kind="amount", value=10000)
        self.assertEqual(self.deal.price, 970200)
        self._assert_sheet(self.deal)
        self.project.discount_order = "percent_first"
        self.deal._apply_discounts()
        self.assertEqual(self.deal.price, 970000)
        self._assert_sheet(self.deal)

    def test_unit_price_and_fixed(self):
        """DEAL-3: an amount off each ㎡; a fixed price comes first."""
        self._ask(user=self.director, kind="unit_price", value=100.5)
        self.assertEqual(self.deal.price, 989950)
        self.assertEqual(self.deal.unit_price, 9899.5)
        self._ask(user=self.director, kind="fixed", value=970000)
        self.assertEqual(self.deal.price, 959950)
        self._assert_sheet(self.deal)

    def test_awkward_numbers_match(self):
        """DEAL-2: list price, each step and the deal price match to the cent, whatever the numbers."""
        lines = self.env["realestate.deal.discount"].create(
            [
                {"deal_id": self.deal.id, "name": f"{sequence}", "sequence": sequence, **vals}
                for sequence, vals in enumerate(
                    (
                        {"kind": "percent", "percent": 1.12},
                        {"kind": "percent", "percent": 0.03},
                        {"kind": "percent", "percent": 33.33},
                        {"kind": "amount", "value": 777.77},
                        {"kind": "unit_price", "value": 3.33},
                    )
                )
            ]
        )
        lines.write({"state": "granted", "decided_by_id": self.director.id})
        for rounding in ("1", "0.01"):
            self.project.price_rounding = rounding
            for cents in range(50000033, 200000000, 7654321):
                self.deal.sudo().write({"list_price": cents / 100, "price": cents / 100})
                self.deal._apply_discounts()
                self._assert_sheet(self.deal)
                self.assertEqual(round(sum(lines.mapped("amount")), 2), self.deal.discount_amount)

    def test_three_percents(self):
        """DEAL-3: 98.88% three times of 1,234,567, each rounded to the yuan."""
        self.deal.sudo().write({"list_price": 1234567, "price": 1234567})
        for _number in range(3):
            self._ask(user=self.director, kind="percent", percent=1.12)
        self.assertEqual([step["price"] for step in self.deal._price_sheet()], [1220740, 1207068, 1193549])

    def test_nonsense_refused(self):
        """DEAL-3: a discount lowers the price and leaves something of it."""
        self.assertIn("lowers a price", self._refused(self._ask, kind="fixed", value=1000001))
        self.assertIn("lowers a price", self._refused(self._ask, kind="amount", value=1000000))
        with self.assertRaises(ValidationError):
            self._ask(kind="percent", percent=100)

    def test_filed_price_is_the_limit(self):
        """INV-4: a deal price above the filed price is refused where the project says so."""
        self.unit.filed_price = 990000
        with self.assertRaises(ValidationError):
            self.deal.sudo().price = 990000.01
        self.deal.sudo().price = 990000
        self.project.enforce_filed_price = False
        self.deal.sudo().price = 990000.01

    def test_plan_follows_the_price(self):
        """DEAL-5: the plan is made anew from the new price."""
        method = self.env["realestate.payment.method"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "mortgage")], limit=1
        )
        self.deal.payment_method_id = method
        self._ask(kind="percent", percent=1.0)
        self.assertEqual(sum(self.deal.installment_ids.mapped("amount")), 990000)
        self.assertEqual(self.deal.installment_ids[-1].amount, 690000)

    def test_deposit_stays_legal(self):
        """DEAL-2: a price whose 20% no longer covers the deposit is refused."""
        self.deal.sudo().deposit_amount = 200000
        self.assertIn("at most", self._refused(self._ask, kind="percent", percent=1.0))
        self.deal.sudo().deposit_amount = 198000
        self.assertEqual(self._ask(kind="percent", percent=1.0).state, "granted")

    # policies -------------------------------------------------------
    def test_policy_validity_last_day(self):
        """DEAL-3: a policy is granted on its last day and not on the next."""
        today = self.project._today()
        last = self._policy(date_from=today - timedelta(days=5), date_to=today)
        self.assertEqual(self._ask(discount_id=last.id).state, "granted")
        past = self._policy(date_to=today - timedelta(days=1))
        self.assertIn("is valid from", self._refused(self._ask, discount_id=past.id))
        later = self._policy(date_from=today + timedelta(days=1))
        self.assertIn("is valid from", self._refused(self._ask, discount_id=later.id))

    def test_policy_scope(self):
        """DEAL-3: a policy for one unit is not for another."""
        own = self._policy(unit_ids=[Command.link(self.unit.id)])
        other = self._policy(unit_ids=[Command.link(self.units[1].id)])
        self.assertIn("not for the unit", self._refused(self._ask, discount_id=other.id))
        self.assertEqual(self._ask(discount_id=own.id).state, "granted")
        fitting = self.env["realestate.discount"].search(
            self.env["realestate.discount"]._applicable_domain(self.deal, self.project._today())
        )
        self.assertIn(own, fitting)
        self.assertNotIn(other, fitting)

    def test_policy_once(self):
        """DEAL-3: the same policy stands once on a deal; the database knows it."""
        policy = self._policy(percent=0.4)
        line = self._ask(discount_id=policy.id)
        self.assertIn("already", self._refused(self._ask, discount_id=policy.id))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            line.copy()
            self.env.flush_all()

    def test_not_combinable(self):
        """DEAL-3: a policy that stands alone is refused beside another, in both orders."""
        alone = self._policy(percent=0.4, combinable=False)
        self._ask(discount_id=alone.id)
        self.assertIn("cannot be combined", self._refused(self._ask, kind="percent", percent=0.1))
        self.deal.discount_ids.action_withdraw()
        self._ask(kind="percent", percent=0.1)
        self.assertIn("cannot be combined", self._refused(self._ask, discount_id=alone.id))

    def test_published_offer(self):
        """DEAL-3: an offer that does not count leaves the consultant his own right."""
        offer = self._policy(percent=2.0, counts_for_right=False)
        self.assertEqual(self._ask(discount_id=offer.id).state, "granted")
        self.assertEqual(self._ask(kind="amount", value=10000).state, "granted")
        self.assertEqual(self._ask(kind="amount", value=0.01).state, "requested")

    def test_policy_for_a_payment_method(self):
        """DEAL-3: a discount for a way of paying does not survive another way."""
        methods = self.env["realestate.payment.method"].search([("company_id", "=", self.company.id)], limit=2)
        policy = self._policy(payment_method_ids=[Command.link(methods[0].id)])
        self.assertIn("paid by", self._refused(self._ask, discount_id=policy.id))
        self.deal.payment_method_id = methods[0]
        self._ask(discount_id=policy.id)
        self.assertIn("paid by", self._refused(self.deal.write, {"payment_method_id": methods[1].id}))

    def test_only_directors_make_policies(self):
        """DEAL-3: who may be granted what is not for those who ask."""
        vals = {"name": "x", "project_id": self.project.id, "kind": "percent", "percent": 5}
        for role in ("consultant", "manager", "administrator", "accountant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["realestate.discount"].with_user(self.users[role]).create(vals)
        self.env["realestate.discount"].with_user(self.director).create(vals)
        right = self.env["realestate.discount.right"].search([("company_id", "=", self.company.id)])[0]
        for role in ("consultant", "manager", "administrator", "director", "accountant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                right.with_user(self.users[role]).max_percent = 50

    # screens --------------------------------------------------------
    def test_wizard_shows_who_decides(self):
        """DEAL-3: the question shows the resulting price and whether it is granted or goes up."""
        wizard = Form(
            self.env["realestate.deal.discount.ask"]
            .with_user(self.consultant)
            .with_context(default_deal_id=self.deal.id)
        )
        wizard.percent = 1.0
        self.assertEqual(wizard.asked_price, 990000)
        self.assertTrue(wizard.is_within_right)
        wizard.percent = 1.5
        self.assertIn("Sales Manager", wizard.verdict)
        wizard.rate = 98.0
        self.assertEqual(wizard.asked_price, 980000)
        wizard.reason = "Cash buyer"
        wizard.save().action_ask()
        self.assertEqual(self.deal.discount_ids.state, "requested")

    def test_decide_wizard(self):
        """DEAL-3: the approver decides with a note."""
        line = self._ask(kind="percent", percent=2.0)
        action = line.with_user(self.manager).action_decide_granting()
        wizard = Form(
            self.env["realestate.deal.discount.decide"].with_user(self.manager).with_context(**action["context"])
        )
        wizard.note = "fine"
        wizard.save().action_decide()
        self.assertEqual((line.state, line.decision_note), ("granted", "fine"))
        self.assertIn("Sales Manager", str(line.with_user(self.manager).rights_table))

    def test_price_sheet_html(self):
        """DEAL-2: the statement shows list price, step and deal price."""
        self._ask(kind="percent", percent=1.0, name="Family offer")
        sheet = str(self.deal.with_user(self.consultant).price_sheet)
        for part in ("1,000,000.00", "Family offer", "10,000.00", "990,000.00"):
            self.assertIn(part, sheet)

    def test_new_company_has_rights(self):
        """DEAL-3: a company with its first project has the usual table of rights."""
        company = self.env["res.company"].create({"name": "Another Developer"})
        self.env["realestate.project"].create({"name": "P", "code": "P", "company_id": company.id})
        rights = self.env["realestate.discount.right"].search([("company_id", "=", company.id)])
        self.assertEqual(rights.mapped("max_percent"), [1.0, 3.0, 6.0, 100.0])

    def test_company_rule(self):
        """ACCESS-2: another company's director sees no discount of ours."""
        line = self._ask(kind="percent", percent=2.0)
        company = self.env["res.company"].create({"name": "Another Developer"})
        stranger = new_test_user(
            self.env,
            "re_stranger",
            groups=self._group("director"),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(line.with_user(stranger).search([("id", "=", line.id)]))
