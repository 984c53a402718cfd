import { Component, useEffect, useRef } from "@odoo/owl";

import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { area } from "./board_format";
import { floorName } from "./board_layout";

/** Everything about one unit, and what its reader may do with it. */
export class BoardCard extends Component {
    static template = "realestate_sales.BoardCard";
    static props = { model: Object, card: Object, version: Number, close: Function };

    setup() {
        this.action = useService("action");
        this.rootRef = useRef("root");
        useEffect(
            (el) => el?.focus(),
            () => [this.rootRef.el]
        );
    }

    get unit() {
        return this.props.model.unit(this.props.card.id);
    }

    get state() {
        return this.props.model.states.get(this.unit.state);
    }

    get title() {
        const { model } = this.props;
        const building = model.data.buildings.find(({ id }) => id === this.unit.building_id);
        return [building?.name, this.unit.section, this.unit.number].filter(Boolean).join(" ");
    }

    get facts() {
        const { model, card } = this.props;
        const unit = this.unit;
        const money = (amount) => amount && formatCurrency(amount, model.data.project.currency_id);
        const type = model.data.property_types.find(({ value }) => value === unit.property_type);
        return [
            [_t("Type"), type?.label],
            [_t("Layout"), model.layoutNames.get(unit.layout_id)],
            [_t("Floor"), floorName(unit.floor, new Set([unit.floor_label]))],
            [_t("Gross area"), area(unit.area_gross)],
            [_t("Inner area"), area(unit.area_inner)],
            [_t("Orientation"), unit.orientation],
            [_t("Outlook"), card.view],
            [_t("Unit price"), money(unit.unit_price)],
            [_t("Consultant"), unit.who],
            [_t("Until"), unit.until],
            [_t("Deal"), card.deal && card.deal.name],
            [_t("Buyer"), card.deal && card.deal.buyer],
            [_t("Code"), card.code],
            [_t("Remark"), card.note],
        ].filter(([, value]) => value);
    }

    get price() {
        const { price } = this.unit;
        return price ? formatCurrency(price, this.props.model.data.project.currency_id) : _t("No price yet");
    }

    get actions() {
        const labels = {
            subscribe: _t("Subscribe"),
            hold: _t("Hold"),
            release: _t("End the hold"),
            price: _t("Prices"),
            open_deal: _t("Open the deal"),
            open_unit: _t("Open the unit"),
        };
        return this.props.card.actions.map((name, at) => ({ name, label: labels[name], primary: !at }));
    }

    async run(name) {
        const { card } = this.props;
        if (name === "open_deal") {
            return this.openForm("realestate.deal", card.deal.id);
        }
        if (name === "open_unit") {
            return this.openForm("realestate.unit", card.id);
        }
        const method = {
            subscribe: "action_board_subscribe",
            hold: "action_hold",
            release: "action_release_hold",
            price: "action_board_price",
        }[name];
        try {
            const result = await this.props.model.orm.call("realestate.unit", method, [[card.id]]);
            if (result?.type) {
                await this.action.doAction(result, { onClose: () => this.props.model.refreshUnit(card.id) });
            }
        } finally {
            // refused or not: what the cell shows is what the database says
            await this.props.model.refreshUnit(card.id);
        }
    }

    openForm(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.close();
        }
    }
}
