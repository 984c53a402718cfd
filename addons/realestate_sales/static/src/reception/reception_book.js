import { Component } from "@odoo/owl";

/** What was registered today, the latest first. Who may not read a line sees neither name nor number. */
export class ReceptionBook extends Component {
    static template = "realestate_sales.ReceptionBook";
    static props = { rows: Array, open: Function };

    get visits() {
        return this.props.rows.filter(({ kind }) => kind === "visit").length;
    }

    get calls() {
        return this.props.rows.length - this.visits;
    }
}
