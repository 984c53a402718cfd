import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

const STATES = [
    ["draft", _t("Draft"), "#adb5bd"],
    ["self", _t("Self Score"), "#6ea8fe"],
    ["superior", _t("Superior's Score"), "#0d6efd"],
    ["confirm", _t("To Be Confirmed"), "#ffc107"],
    ["objected", _t("Objected"), "#dc3545"],
    ["answered", _t("Answered by Superior"), "#fd7e14"],
    ["agreed", _t("Agreed"), "#75b798"],
    ["locked", _t("Locked"), "#198754"],
];

/** How many appraisals of a period stand where; a click opens them (HR-3). */
export class StateBarField extends Component {
    static template = "realestate_sales.StateBarField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get segments() {
        const counts = this.props.record.data[this.props.name] || {};
        return STATES.filter(([state]) => counts[state]).map(([state, label, color]) => ({
            state,
            label,
            color,
            count: counts[state],
        }));
    }

    open(segment) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: segment.label.toString(),
            res_model: "realestate.appraisal",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["period_id", "=", this.props.record.resId],
                ["state", "=", segment.state],
            ],
        });
    }
}

registry.category("fields").add("realestate_state_bar", {
    component: StateBarField,
    displayName: _t("Number in Each State"),
    supportedTypes: ["json"],
});
