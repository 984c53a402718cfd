import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const TITLES = {
    month: _t("This Month"),
    quarter: _t("This Quarter"),
    year: _t("Whole Year"),
};

/**
 * How a bar looks for so many percent reached.
 *
 * @param {number | null} percent null: there is no target
 * @returns {{width: number, color: string, text: string}}
 */
export function bar(percent) {
    if (percent === null) {
        return { width: 0, color: "text-bg-light", text: "–" };
    }
    const color = percent >= 100 ? "text-bg-success" : percent >= 60 ? "text-bg-info" : "text-bg-warning";
    return { width: Math.max(0, Math.min(100, percent)), color, text: `${percent}%` };
}

/** Blocks of bars, one for each period; of all that are given, or of ``periods`` alone. */
export class AttainmentBlocks extends Component {
    static template = "realestate_sales.AttainmentBlocks";
    static props = { blocks: Array, periods: { type: Array, optional: true } };

    get blocks() {
        const { blocks, periods } = this.props;
        return blocks
            .filter((block) => !periods || periods.includes(block.period))
            .map((block) => ({
                title: TITLES[block.period],
                period: block.period,
                figures: block.figures.map((figure) => ({ ...figure, ...bar(figure.percent) })),
            }));
    }
}

/** The targets that a day's screen shows: this month's bars under the name of each. */
export class DayTargets extends Component {
    static template = "realestate_sales.DayTargets";
    static components = { AttainmentBlocks };
    static props = { targets: Array };

    setup() {
        this.action = useService("action");
    }

    open(target) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "realestate.target",
            res_id: target.id,
            views: [[false, "form"]],
        });
    }
}

/** Targets and what was reached of them, as bars: for the month, the quarter and the year. */
export class AttainmentBars extends Component {
    static template = "realestate_sales.AttainmentBars";
    static components = { AttainmentBlocks };
    static props = { ...standardFieldProps, periods: { type: Array, optional: true } };

    get blocks() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("realestate_attainment_bars", {
    component: AttainmentBars,
    displayName: _t("Attainment Bars"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ periods: options.periods }),
});
