import re

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.modules import module

from .board_news import BOARD_NEWS


class RealestateUnit(models.Model):
    _name = "realestate.unit"
    _inherit = ["realestate.unit", "realestate.board.mixin"]

    _board_fields = frozenset(
        [
            "area_gross_final",
            "area_gross_presale",
            "area_inner_final",
            "area_inner_presale",
            "board_column",
            "building_id",
            "floor",
            "floor_label",
            "layout_id",
            "list_price",
            "list_unit_price",
            "live_deal_id",
            "live_hold_id",
            "not_for_sale",
            "number",
            "orientation",
            "property_type",
            "section",
            "state",
        ]
    )

    board_column = fields.Char(
        compute="_compute_board_column",
        store=True,
        readonly=False,
        precompute=True,
        help="Units with the same column stand above one another on the sales board. Taken from the room number; "
        "correct it where the number does not tell.",
    )

    @api.depends("number")
    def _compute_board_column(self):
        for unit in self:
            unit.board_column = self._column_of_number(unit.number)

    @api.model
    def _column_of_number(self, number):
        # 1203 and 2-1203 are both in the third column
        digits = re.search(r"\d{1,2}(?=\D*$)", number or "")
        return digits[0].zfill(2) if digits else number

    @api.model
    def _precomputed_values(self, values, building, release):
        column = values.get("board_column") or self._column_of_number(values["number"])
        return {**super()._precomputed_values(values, building, release), "board_column": column}

    def _create(self, data_list):
        units = super()._create(data_list)
        units._notify_board()
        return units

    def unlink(self):
        self._board_pending()["projects"].update(self.project_id.ids)
        return super().unlink()

    def _board_units(self):
        return self

    def _notify_board(self):
        """Tell the open sales boards, when this transaction commits, that these units changed (INV-9)."""
        if self:
            self._board_pending()["units"].update(self.ids)

    @api.model
    def _notify_board_soon(self, unit_id):
        """Tell the boards of one changed unit shortly after the commit, together with others of this process.

        On opening day a message for each sale would cost more than the sale: each opens a connection of
        its own to wake the live server. Sales of the same 0.3 s share one.
        """
        if module.current_test:
            self.sudo().browse(unit_id)._notify_board()
        else:
            self.env.cr.postcommit.add(lambda: BOARD_NEWS.add(self.env.cr.dbname, unit_id))

    # ------------------------------------------------------------------
    # the card
    # ------------------------------------------------------------------
    @api.readonly
    def board_card(self):
        """Return what the board shows of one unit beside its cell's own figures.

        :return: ``reason`` why it cannot be sold now or False; ``note``; ``deal`` (id, name, buyer) where
            the reader may read it, else False; ``actions``: what the reader may do now, best first
        :rtype: dict
        :raises AccessError: the unit is not of the reader's projects
        """
        self.ensure_one()
        self.check_access("read")
        deal = self._board_own_deal()
        return {
            "id": self.id,
            "reason": self._why_unavailable(),
            "note": self.note or "",
            "view": self.view or "",
            "code": self.code,
            "deal": {"id": deal.id, "name": deal.name, "buyer": deal.sudo().partner_id.name} if deal else False,
            "actions": self._board_actions(deal),
        }

    def _board_own_deal(self):
        # the buyer's identity is for those whose rules let them read the deal
        deals = self.env["realestate.deal"]
        if not self.live_deal_id or not deals.has_access("read"):
            return deals
        return deals.search([("id", "=", self.live_deal_id.id)])

    def _board_actions(self, deal):
        actions = []
        if self.state == "available":
            if self.env["realestate.deal"].has_access("create"):
                actions.append("subscribe")
            if self.env["realestate.hold"].has_access("create"):
                actions.append("hold")
        if self.live_hold_id and not self.live_deal_id and self.env["realestate.hold"].has_access("write"):
            actions.append("release")
        if self._board_may_price():
            actions.append("price")
        if deal:
            actions.append("open_deal")
        actions.append("open_unit")
        return actions

    def _board_may_price(self):
        # who may write units changes a price by hand, who may make a price scheme has it changed
        return self.has_access("write") or self.env["realestate.price.scheme"].has_access("create")

    def action_board_price(self):
        """Return the dialog with the unit's floor, list and filed price and their history (INV-4).

        :raises AccessError: the user has no part in prices
        """
        self.ensure_one()
        self.check_access("read")
        if not self._board_may_price():
            raise AccessError(self.env._("Prices are changed by an administrator, or by a price scheme."))
        view = self.env.ref("realestate_sales.realestate_unit_view_form_prices")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prices of %s", self.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_new_price_scheme(self):
        """Return the form of a new price scheme for the unit's building (INV-4)."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Price Scheme"),
            "res_model": "realestate.price.scheme",
            "views": [(False, "form")],
            "context": {
                "default_project_id": self.project_id.id,
                "default_building_ids": self.building_id.ids,
                "default_property_type": self.property_type,
            },
        }

    def action_board_subscribe(self):
        """Return the action that subscribes this unit.

        :raises AccessError: the unit is not of the reader's projects
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_deal_subscribe_action")
        return {**action, "context": {"default_unit_id": self.id}}
