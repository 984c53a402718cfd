import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { PhoneField, phoneField } from "@web/views/fields/phone/phone_field";
import { onWillUnmount, useState } from "@odoo/owl";

/** How long a revealed number stays on the screen, in milliseconds. */
export const SHOWN_FOR = 30000;

/**
 * A phone or identity number that the server sends masked to those who do not work the file.
 * The eye asks for the number, which is logged there, and hides it again after a while.
 */
export class MaskedField extends PhoneField {
    static template = "realestate_sales.MaskedField";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.revealed = useState({ number: null });
        onWillUnmount(() => this.hide());
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get isMasked() {
        return /\*{4}/.test(this.value);
    }

    get isPhone() {
        return this.props.name !== "identity_number";
    }

    get tooltip() {
        return this.revealed.number === null
            ? _t("Show the full number for half a minute. Who looks at it, and when, is logged.")
            : _t("Hide the number");
    }

    async toggle() {
        if (this.revealed.number !== null) {
            return this.hide();
        }
        const { resModel, resId } = this.props.record;
        this.revealed.number = await this.orm.call(resModel, "realestate_reveal", [[resId], this.props.name]);
        this.timer = setTimeout(() => this.hide(), SHOWN_FOR);
    }

    hide() {
        clearTimeout(this.timer);
        this.revealed.number = null;
    }
}

export const maskedField = {
    ...phoneField,
    component: MaskedField,
    displayName: _t("Masked Number"),
    supportedTypes: ["char"],
};

registry.category("fields").add("realestate_masked", maskedField);
