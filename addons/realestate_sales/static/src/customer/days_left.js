import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * What a badge says of so many days after today on which a customer is still protected.
 *
 * @param {number | null} days null: he bought, there is no end
 * @returns {{text: string, color: string}}
 */
export function daysLeftBadge(days) {
    if (days === null) {
        return { text: _t("Bought"), color: "text-bg-success" };
    }
    if (days < 0) {
        return { text: _t("Over"), color: "text-bg-secondary" };
    }
    if (days === 0) {
        return { text: _t("Last day"), color: "text-bg-danger" };
    }
    return { text: _t("%s days left", days), color: days === 1 ? "text-bg-warning" : "text-bg-light" };
}

/** How long a customer is still protected. */
export class DaysLeft extends Component {
    static template = "realestate_sales.DaysLeft";
    static props = { ...standardFieldProps };

    get badge() {
        const { realestate_protected_until, realestate_pool } = this.props.record.data;
        if (realestate_pool) {
            return null;
        }
        return realestate_protected_until ? daysLeftBadge(this.props.record.data[this.props.name]) : null;
    }
}

registry.category("fields").add("realestate_days_left", {
    component: DaysLeft,
    displayName: _t("Days Left"),
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "realestate_protected_until", type: "date" },
        { name: "realestate_pool", type: "selection" },
    ],
});
