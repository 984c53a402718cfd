import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    UnitTableFileField,
    unitTableFileField,
} from "@realestate_sales/unit_import/unit_table_file_field";

/** A list dropped on the form is saved at once, so that the server reads it without another click. */
export class CallListFileField extends UnitTableFileField {
    static template = "realestate_channel.CallListFileField";
}

registry.category("fields").add("realestate_call_list_file", {
    ...unitTableFileField,
    component: CallListFileField,
    displayName: _t("Call list"),
});
