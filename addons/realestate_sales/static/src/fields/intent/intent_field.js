import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

export const HIGHEST = 10;

/** How serious a customer is, 0 to 10, as a row of steps: one click instead of typing (CUS-1). */
export class IntentField extends Component {
    static template = "realestate_sales.IntentField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get steps() {
        return Array.from({ length: HIGHEST }, (_, index) => index + 1);
    }

    /** A click on the last lit step takes it back. */
    set(step) {
        if (!this.props.readonly) {
            this.props.record.update({ [this.props.name]: step === this.value ? step - 1 : step });
        }
    }

    onKeydown(ev) {
        const change = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[ev.key];
        if (change && !this.props.readonly) {
            ev.preventDefault();
            const value = Math.min(HIGHEST, Math.max(0, this.value + change));
            this.props.record.update({ [this.props.name]: value });
        }
    }
}

registry.category("fields").add("realestate_intent", {
    component: IntentField,
    displayName: _t("Intent 0–10"),
    supportedTypes: ["integer"],
});
