import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * @param {{key: string, label: string, value: number}[]} steps from the widest to the narrowest
 * @returns {Object[]} with `width`, % of the first step, and `share`, % of the step before
 */
export function funnelSteps(steps) {
    const first = steps[0]?.value || 0;
    return steps.map((step, index) => {
        const before = index ? steps[index - 1].value : step.value;
        return {
            ...step,
            width: first ? Math.max((100 * step.value) / first, step.value ? 2 : 0) : 0,
            share: before ? Math.round((1000 * step.value) / before) / 10 : 0,
            isFirst: !index,
        };
    });
}

/** What became of a list, drawn as a funnel. */
export class CallFunnel extends Component {
    static template = "realestate_channel.CallFunnel";
    static props = { ...standardFieldProps };

    get steps() {
        return funnelSteps(this.props.record.data[this.props.name] || []);
    }
}

registry.category("fields").add("realestate_call_funnel", {
    component: CallFunnel,
    displayName: _t("Funnel"),
    supportedTypes: ["json"],
});
