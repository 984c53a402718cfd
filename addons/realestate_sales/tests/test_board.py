import json
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command, fields, models
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.realestate_sales.models.realestate_unit import UNIT_STATES

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestBoard(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # reads the projects it belongs to, and belongs to none
        cls.stranger = cls._new_user("consultant", "stranger")
        other_company = cls.env["res.company"].create({"name": "Other Developer"})
        cls.foreigner = new_test_user(
            cls.env,
            "re_foreigner",
            groups="realestate_sales.realestate_sales_group_director",
            company_id=other_company.id,
            company_ids=[Command.set(other_company.ids)],
        )

    def _board(self, user=None):
        return self.project.with_user(user or self.consultant).board_data()

    def _cell(self, unit, user=None):
        units = self._board(user)["units"]
        index = units["id"].index(unit.id)
        return {name: values[index] for name, values in units.items()}

    def _bus_messages(self):
        """Return the board's messages of this transaction as they would be sent at its commit."""
        self.env["bus.bus"].sudo().search([]).unlink()
        self.env.cr.flush()
        messages = [json.loads(message) for message in self.env["bus.bus"].sudo().search([]).mapped("message")]
        return [message["payload"] for message in messages if message["type"] == "realestate_board"]

    # what is on it
    def test_every_column_has_every_unit(self):
        """INV-9: a project in one request, a value for each unit in each column."""
        units = self._board()["units"]
        self.assertEqual({len(values) for values in units.values()}, {4})
        cell = self._cell(self.unit)
        self.assertEqual(
            (cell["number"], cell["column"], cell["area_gross"], cell["price"]), ("101", "01", 100, 1000000)
        )

    def test_sold_units_show_their_deal_price(self):
        """INV-9: the board's values by state are the ledger's: what is sold stands at its deal price."""
        deal = self._subscribe()
        self.assertEqual(self._cell(self.unit)["price"], deal.price)
        deal.sudo().write({"price": 980000.55})
        self.assertEqual(self._cell(self.unit)["price"], 980000.55)
        deal._cancel()
        self.assertEqual(self._cell(self.unit)["price"], 1000000)

    def test_states_all_have_color_and_sign(self):
        """INV-9: every state has a color and a sign of its own."""
        states = self._board()["states"]
        self.assertEqual([state["value"] for state in states], [state for state, _label in UNIT_STATES])
        self.assertEqual(len({state["sign"] for state in states}), len(UNIT_STATES))
        self.assertEqual(len({state["color"] for state in states}), len(UNIT_STATES))

    def test_sold_unit_shows_consultant_and_deadline_but_no_buyer(self):
        """INV-9, ACCESS-1: a colleague sees who sold it and until when, never to whom."""
        deal = self._subscribe()
        cell = self._cell(self.unit, self.consultant_2)
        self.assertEqual(cell["state"], "subscribed")
        self.assertEqual((cell["who"], cell["until"]), (self.consultant.name, str(deal.sign_deadline)))
        self.assertNotIn(self.buyer.name, json.dumps(self._board(self.manager), ensure_ascii=False))

    def test_hold_shows_until_in_the_projects_time_zone(self):
        """INV-9: a hold's end is told as the project's clock has it, whatever the reader's."""
        self.env["realestate.hold"].with_user(self.manager).create(
            {"unit_id": self.unit.id, "reason": "VIP", "expires_on": "2099-01-01 16:30:00"}
        )
        self.assertEqual(self._cell(self.unit)["until"], "2099-01-02 00:30")

    def test_column_from_number_and_by_hand(self):
        """INV-9: units stand above one another by the last digits of their number, or as corrected."""
        unit = self.unit
        for number, column in (("2-1203", "03"), ("A-7", "07"), ("1105", "05"), ("商铺", "商铺")):
            unit.number = number
            self.assertEqual(unit.board_column, column)
        unit.board_column = "09"
        self.assertEqual(self._cell(unit)["column"], "09")

    # rights
    def test_refused_to_others(self):
        """ACCESS-1, ACCESS-2: neither another project's staff nor another company's director reads the board."""
        for user in (self.stranger, self.foreigner, self.users["hr"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._board(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.project.with_user(user).board_units(self.unit.ids)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.unit.with_user(user).board_card()

    def test_units_of_other_projects_left_out(self):
        """ACCESS-1: a project's board cannot be used to read another project's units."""
        other = self.env["realestate.project"].create({"name": "Other", "code": "O", "user_ids": [Command.set([])]})
        mine = other.copy({"code": "M", "user_ids": [Command.set(self.stranger.ids)]})
        rows = mine.with_user(self.stranger).board_units(self.unit.ids)
        self.assertFalse(rows["id"])

    def test_channel_admits_who_may_read_the_project(self):
        """ACCESS-1: the live channel of a board is closed to whom the board is closed."""
        asked = [f"realestate_board_{self.project.id}", "realestate_board_999999999", "realestate_board_99999999999999"]
        for user, admitted in (
            (self.consultant, True),
            (self.accountant, True),
            (self.director, True),
            (self.stranger, False),
            (self.foreigner, False),
            (self.users["hr"], False),
        ):
            with self.subTest(user=user.login):
                names, project_ids = self._channels(user, asked)
                self.assertEqual(project_ids, [self.project.id] if admitted else [])
                self.assertNotIn(asked[0], names)

    def _channels(self, user, asked):
        """Return the channels ``user`` gets: the names left, and the ids of the projects admitted to."""
        session = SimpleNamespace(uid=user.id)
        with patch("odoo.addons.bus.models.ir_websocket.wsrequest", SimpleNamespace(session=session)):
            channels = self.env["ir.websocket"].with_user(user)._build_bus_channel_list(list(asked))
        names = [channel for channel in channels if isinstance(channel, str)]
        records = [channel for channel in channels if isinstance(channel, models.Model)]
        return names, [record.id for record in records if record._name == "realestate.project"]

    def test_card_actions_follow_rights_and_state(self):
        """INV-9: the card offers what its reader may do now, and the buyer to the deal's own people only."""
        unit = self.unit
        self.assertEqual(unit.with_user(self.consultant).board_card()["actions"], ["subscribe", "open_unit"])
        self.assertEqual(unit.with_user(self.manager).board_card()["actions"], ["subscribe", "hold", "open_unit"])
        self.assertEqual(unit.with_user(self.accountant).board_card()["actions"], ["open_unit"])
        deal = self._subscribe()
        card = unit.with_user(self.consultant).board_card()
        self.assertEqual((card["actions"], card["deal"]["buyer"]), (["open_deal", "open_unit"], self.buyer.name))
        card = unit.with_user(self.consultant_2).board_card()
        self.assertEqual((card["actions"], card["deal"]), (["open_unit"], False))
        self.assertIn(str(deal.sign_deadline), card["reason"])

    def test_prices_from_the_card(self):
        """INV-4: prices open from the card for administrator and director; only the former writes them, all is logged."""
        for user in (self.consultant, self.manager, self.accountant):
            self.assertNotIn("price", self.unit.with_user(user).board_card()["actions"])
            with self.assertRaises(AccessError):
                self.unit.with_user(user).action_board_price()
        for user in (self.administrator, self.director):
            self.assertIn("price", self.unit.with_user(user).board_card()["actions"])
        with self.assertRaises(AccessError):
            self.unit.with_user(self.director).write({"list_unit_price": 10100})
        unit = self.unit.with_user(self.administrator)
        action = unit.action_board_price()
        with Form(unit, view=self.env["ir.ui.view"].browse(action["views"][0][0])) as form:
            form.list_unit_price = 10100
            self.assertEqual(form.list_price, 1010000)
        self.assertEqual(unit.list_price, 1010000)
        last = unit.price_history_ids[0]
        self.assertEqual(
            (last.kind, last.price, last.change, last.user_id), ("list", 1010000, 10000, self.administrator)
        )
        context = unit.action_new_price_scheme()["context"]
        scheme = self.env["realestate.price.scheme"].with_user(self.administrator).with_context(**context).new({})
        self.assertEqual(scheme.building_ids._origin, self.unit.building_id)

    def test_release_from_the_card(self):
        """INV-6, INV-9: a manager ends a hold from the card; a consultant may not."""
        self.env["realestate.hold"].with_user(self.manager).create(
            {"unit_id": self.unit.id, "reason": "VIP", "expires_on": fields.Datetime.now() + timedelta(days=1)}
        )
        with self.assertRaises(AccessError):
            self.unit.with_user(self.consultant).action_release_hold()
        self.assertEqual(self.unit.with_user(self.manager).board_card()["actions"], ["release", "open_unit"])
        self.unit.with_user(self.manager).action_release_hold()
        self.assertEqual(self.unit.state, "available")

    # live
    def test_message_carries_the_changed_cells(self):
        """INV-9: boards learn a sale from the message itself, without asking back; no buyer is in it."""
        self.env.cr.flush()
        self._subscribe()
        (message,) = self._bus_messages()
        self.assertEqual(message["project_id"], self.project.id)
        self.assertEqual(message["units"], {name: [value] for name, value in self._cell(self.unit).items()})
        self.assertNotIn(self.buyer.name, json.dumps(message, ensure_ascii=False))

    def test_told_of_every_kind_of_change(self):
        """INV-9: price, hold, closing of the release, deadline: whatever the cell shows."""
        deal = self._subscribe(self.units[1])
        changes = (
            lambda: self.unit.write({"list_unit_price": 10100}),
            lambda: self.env["realestate.hold"].create(
                {"unit_id": self.units[2].id, "reason": "VIP", "expires_on": "2099-01-01 00:00:00"}
            ),
            self.units[2].action_release_hold,
            self.release.action_close,
            lambda: deal.write({"sign_deadline": deal.sign_deadline + timedelta(days=1)}),
            lambda: deal.write({"user_id": self.consultant_2.id}),
        )
        self.env.cr.flush()
        for number, change in enumerate(changes):
            with self.subTest(change=number):
                change()
                self.assertTrue(self._bus_messages())
        self.unit.note = "not on the board"
        self.assertFalse(self._bus_messages())

    def test_many_changes_ask_for_a_fetch(self):
        """INV-9: an import does not send thousands of rows through the bus."""
        self._new_units(501, section="2")
        self.assertEqual(self._bus_messages(), [{"project_id": self.project.id, "reload": True}])

    def test_message_costs_one_query_and_one_insert(self):
        """INV-9, P1: telling the boards of a sale adds two statements to the transaction."""
        self.env.cr.flush()
        self.unit._notify_board()
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.env.cr.precommit.run()

    # speed
    def test_queries_do_not_grow_with_units(self):
        """P2: a board of 200 units costs the queries of a board of one."""
        small = self._count_queries()
        self._new_units(200, section="2")
        self.env.flush_all()
        self.assertEqual(self._count_queries(), small)
        self.assertLessEqual(small, 6)

    def _count_queries(self):
        self.env.invalidate_all()
        self._board()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._board()
        return self.env.cr.sql_log_count - before
