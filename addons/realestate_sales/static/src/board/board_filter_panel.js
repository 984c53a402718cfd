import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import { natural } from "./board_layout";

// prices are asked in 万元: ten thousands of the currency
const TEN_THOUSAND = 10000;
// whoever types the price in full, 1200000, means 120 万元
const FULL_PRICE_FROM = 100000;

/** The conditions beside state and room number. */
export class BoardFilter extends Component {
    static template = "realestate_sales.BoardFilter";
    static props = { model: Object, version: Number, hideOthers: Boolean, onHideOthers: Function };

    /** Conditions of which several may be chosen, with what the project has of them. */
    get choices() {
        const { data, units } = this.props.model;
        const present = (values) => new Set(values);
        const types = present(units.property_type);
        const layouts = present(units.layout_id);
        const own = data.layouts.filter(({ id }) => layouts.has(id));
        const rooms = [...present(own.map((layout) => layout.rooms))].filter(Boolean).sort((a, b) => a - b);
        const orientations = [...present(units.orientation)].filter(Boolean).sort(natural);
        return [
            { name: "types", label: _t("Type"), options: data.property_types.filter(({ value }) => types.has(value)) },
            { name: "rooms", label: _t("Rooms"), options: rooms.map((value) => ({ value, label: _t("%s rooms", value) })) },
            { name: "layouts", label: _t("Layout"), options: own.map(({ id, name }) => ({ value: id, label: name })) },
            { name: "orientations", label: _t("Orientation"), options: orientations.map((value) => ({ value, label: value })) },
        ].filter(({ options }) => options.length > 1);
    }

    get ranges() {
        return [
            { name: "area", label: _t("Gross area (㎡)"), factor: 1 },
            { name: "price", label: _t("Total price (¥10,000)"), factor: TEN_THOUSAND },
        ];
    }

    isChosen(name, value) {
        return this.props.model.filter[name].includes(value);
    }

    toggle(name, value) {
        const chosen = this.props.model.filter[name];
        this.props.model.setFilter({
            [name]: chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value],
        });
    }

    bound(range, end) {
        const value = this.props.model.filter[`${range.name}${end}`];
        return value === null ? "" : value / range.factor;
    }

    setBound(range, end, text) {
        const value = parseFloat(text);
        this.props.model.setFilter({
            [`${range.name}${end}`]: Number.isNaN(value) ? null : value * range.factor,
        });
    }

    /** Take a price that was typed in full as such, once it is complete. */
    finishBound(range, end, text) {
        const value = parseFloat(text);
        if (range.factor > 1 && value >= FULL_PRICE_FROM) {
            this.setBound(range, end, value / range.factor);
        }
    }
}
