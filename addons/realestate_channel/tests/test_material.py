from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_zone import ZoneCommon


class MaterialCommon(ZoneCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._new_channel_user("specialist", "keeper")
        cls.project.user_ids += cls.keeper
        cls.place = cls.env["realestate.material.place"].create(
            {"name": "Cupboard", "project_id": cls.project.id, "user_id": cls.keeper.id}
        )
        cls.leaflet, cls.gift = cls.env["realestate.material"].create(
            [
                {"name": "Folder", "kind": "leaflet", "cost": 0.35, "minimum": 100},
                {"name": "Umbrella", "kind": "gift", "cost": 18.5},
            ]
        )
        cls.moves = cls.env["realestate.material.move"]
        cls.moves._record("in", cls.leaflet, 1000, place=cls.place)
        cls.moves._record("in", cls.gift, 10, place=cls.place)

    @classmethod
    def _request(cls, lines, user=None):
        user = user or cls.specialist_2
        return (
            cls.env["realestate.material.request"]
            .with_user(user)
            .create(
                {
                    "name": "Weekend",
                    "place_id": cls.place.id,
                    "line_ids": [
                        Command.create({"material_id": material.id, "quantity": quantity})
                        for material, quantity in lines
                    ],
                }
            )
        )

    def _stock(self, material):
        return sum(self.env["realestate.material.stock"].search([("material_id", "=", material.id)]).mapped("quantity"))

    def _held(self, material, user):
        domain = [("material_id", "=", material.id), ("user_id", "=", user.id)]
        return sum(self.env["realestate.material.holding"].search(domain).mapped("quantity"))

    def _issued(self, lines):
        request = self._request(lines)
        request.action_submit()
        request.with_user(self.supervisor_2).action_approve()
        request.with_user(self.keeper).action_issue()
        return request


@tagged("post_install", "-at_install")
class TestMaterial(MaterialCommon):
    def test_request_approve_issue(self):
        """CH-4: asked, approved by who leads the team, issued by the keeper; stock, holder and cost follow."""
        request = self._request([(self.leaflet, 300), (self.gift, 4)])
        self.assertEqual(request.team_id, self.leaflets)
        request.action_submit()
        self.assertEqual(request.sudo().activity_ids.user_id, self.supervisor_2)
        request.with_user(self.supervisor_2).line_ids[1].quantity_approved = 2
        request.with_user(self.supervisor_2).action_approve()
        self.assertEqual(request.sudo().activity_ids.user_id, self.keeper)
        request.with_user(self.keeper).action_issue()
        self.assertEqual(request.state, "issued")
        self.assertEqual((self._stock(self.leaflet), self._stock(self.gift)), (700, 8))
        self.assertEqual(self._held(self.gift, self.specialist_2), 2)
        cost = self.moves._material_cost(self.today, self.today)
        self.assertEqual(cost, {(self.project, self.leaflets): 300 * 0.35 + 2 * 18.5})
        self.assertEqual(request.amount, 142.0)
        domain = [("team_id", "=", self.leaflets.id), ("kind", "=", "cost")]
        [[spent]] = self.env["realestate.channel.funnel"]._read_group(domain, [], ["cost:sum"])
        self.assertEqual(spent, 142.0)

    def test_who_decides(self):
        """CH-4: neither who asks, nor another module's supervisor decides; not even the database lets who asks."""
        request = self._request([(self.leaflet, 1)])
        request.action_submit()
        for user in (self.specialist_2, self.keeper):
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve()
        with self.assertRaises(AccessError):
            request.with_user(self.supervisor).action_approve()
        own = self._request([(self.leaflet, 1)], self.supervisor_2)
        own.action_submit()
        self.assertEqual(own.sudo().activity_ids.user_id, self.channel_manager)
        with self.assertRaises(AccessError):
            own.action_approve()
        own.with_user(self.channel_manager).action_approve()
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            own.sudo().approver_id = own.user_id
            own.flush_recordset()
        with self.assertRaises(AccessError):
            request.write({"state": "approved"})
        with self.assertRaises(AccessError):
            request.line_ids.quantity = 5

    def test_refused_and_taken_back(self):
        """CH-4: refused with the reason; taken back by who asked; nothing moves any more."""
        request = self._request([(self.leaflet, 1)])
        with self.assertRaises(UserError):
            self._request([]).action_submit()
        request.action_submit()
        with self.assertRaises(UserError):
            request.with_user(self.supervisor_2).action_refuse(" ")
        request.with_user(self.supervisor_2).action_refuse("Too many")
        self.assertEqual((request.state, request.decision), ("refused", "Too many"))
        with self.assertRaises(UserError):
            request.with_user(self.keeper).action_issue()
        other = self._request([(self.leaflet, 1)])
        other.action_cancel()
        self.assertEqual(self._stock(self.leaflet), 1000)

    def test_never_below_zero(self):
        """CH-4: what the store has not is not issued, all or nothing; PostgreSQL refuses a stock below zero."""
        request = self._request([(self.leaflet, 10), (self.gift, 11)])
        request.action_submit()
        request.with_user(self.supervisor_2).action_approve()
        with self.assertRaisesRegex(UserError, "has 10 .*Umbrella, not 11"), self.cr.savepoint():
            request.with_user(self.keeper).action_issue()
        self.assertEqual((self._stock(self.leaflet), request.state), (1000, "approved"))
        stock = self.env["realestate.material.stock"].search([("material_id", "=", self.gift.id)])
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            stock.quantity = -1
            stock.flush_recordset()

    def test_return_use_count(self):
        """CH-4: what is held comes back or is used up, never more than is held; a count corrects the stock."""
        self._issued([(self.gift, 4)])
        self.moves._record("return", self.gift, 1, place=self.place, holder=self.specialist_2)
        self.moves._record("use", self.gift, 2, holder=self.specialist_2, project=self.project)
        self.assertEqual((self._stock(self.gift), self._held(self.gift, self.specialist_2)), (7, 1))
        with self.assertRaisesRegex(UserError, "holds 1"), self.cr.savepoint():
            self.moves._record("return", self.gift, 2, place=self.place, holder=self.specialist_2)
        counted = self.moves._record("count", self.gift, 5, place=self.place)
        self.assertEqual((counted.quantity, self._stock(self.gift)), (-2, 5))
        self.assertFalse(self.moves._record("count", self.gift, 5, place=self.place))
        self.assertEqual(self.moves._material_cost(self.today, self.today)[self.project, self.leaflets], 3 * 18.5)

    def test_distribution_uses_up(self):
        """CH-4: leaflets given out in a zone are no longer with who held them."""
        self._issued([(self.leaflet, 300)])
        zone = self._new_zone()
        self._distribute(zone, 200, material_id=self.leaflet.id)
        self.assertEqual(self._held(self.leaflet, self.specialist_2), 100)
        with self.assertRaisesRegex(UserError, "holds 100"):
            self._distribute(zone, 101, material_id=self.leaflet.id)

    def test_low(self):
        """CH-4: the keeper is warned once when a store runs low."""
        self.assertFalse(self.leaflet.is_low)
        self._issued([(self.leaflet, 899)])
        self.assertFalse(self.leaflet.activity_ids)
        self._issued([(self.leaflet, 1)])
        self.assertTrue(self.leaflet.is_low)
        self.assertEqual(self.leaflet.activity_ids.user_id, self.keeper)
        self._issued([(self.leaflet, 1)])
        self.assertEqual(len(self.leaflet.activity_ids), 1)
        low = self.env["realestate.material"].search(
            [("is_low", "=", True), ("id", "in", (self.leaflet + self.gift).ids)]
        )
        self.assertEqual(low, self.leaflet)

    def test_who_enters(self):
        """ACCESS-1: stock is entered by its keeper or a supervisor; a specialist only uses up what he holds."""
        self._issued([(self.gift, 2)])
        wizard = self.env["realestate.material.enter"]
        vals = {"material_id": self.gift.id, "place_id": self.place.id, "quantity": 1}
        with self.assertRaises(AccessError):
            wizard.with_user(self.specialist_2).create({**vals, "kind": "in"}).action_enter()
        wizard.with_user(self.keeper).create({**vals, "kind": "in"}).action_enter()
        wizard.with_user(self.specialist_2).create({**vals, "kind": "use"}).action_enter()
        self.assertEqual((self._stock(self.gift), self._held(self.gift, self.specialist_2)), (9, 1))
        holdings = self.env["realestate.material.holding"]
        self.assertFalse(holdings.with_user(self.specialist).search([]))
        self.assertTrue(holdings.with_user(self.supervisor_2).search([]))


@tagged("post_install", "-at_install")
class TestMaterialUI(MaterialCommon, HttpCase):
    def test_tour(self):
        """CH-4: a specialist asks, the supervisor approves, the keeper issues, in the browser."""
        self.start_tour("/odoo/material-requests", "realestate_material_ask", login="ch_specialist_2")
        request = self.env["realestate.material.request"].search([("user_id", "=", self.specialist_2.id)])
        self.assertEqual(request.state, "submitted")
        url = f"/odoo/material-requests/{request.id}"
        self.start_tour(url, "realestate_material_approve", login="ch_supervisor_2")
        self.start_tour(url, "realestate_material_issue", login="ch_keeper")
        self.assertEqual(self._held(self.leaflet, self.specialist_2), 200)
