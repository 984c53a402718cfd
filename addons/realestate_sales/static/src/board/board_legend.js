import { Component } from "@odoo/owl";

import { plainNumber, shortAmount } from "./board_format";

/** The states with their counts and values; each is a filter. */
export class BoardLegend extends Component {
    static template = "realestate_sales.BoardLegend";
    static props = { model: Object, version: Number };

    setup() {
        this.shortAmount = shortAmount;
        this.plainNumber = plainNumber;
    }

    isChosen(state) {
        return this.props.model.filter.states.includes(state.value);
    }

    toggle(state) {
        const { filter } = this.props.model;
        const states = this.isChosen(state)
            ? filter.states.filter((value) => value !== state.value)
            : [...filter.states, state.value];
        this.props.model.setFilter({ states });
    }
}
