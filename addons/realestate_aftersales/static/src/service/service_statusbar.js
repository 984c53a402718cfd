import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { StatusBarField, statusBarField } from "@web/views/fields/statusbar/statusbar_field";

/** The steps of one file: a click on an earlier one asks why the file is sent back. */
export class ServiceStatusBar extends StatusBarField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async selectItem(item) {
        const { record } = this.props;
        const items = this.getAllItems();
        const position = (test) => items.findIndex(test);
        if (position((other) => other.value === item.value) > position((other) => other.isSelected)) {
            return super.selectItem(item);
        }
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call(record.resModel, "action_ask_reason", [[record.resId]], {
            context: { realestate_verb: "back" },
        });
        action.context.default_stage_id = item.value;
        this.action.doAction(action, { onClose: () => record.load() });
    }
}

registry.category("fields").add("realestate_service_statusbar", {
    ...statusBarField,
    component: ServiceStatusBar,
    // looks as the status bar it is
    additionalClasses: ["o_field_statusbar"],
});
