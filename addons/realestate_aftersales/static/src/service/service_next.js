import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The big button of a file: it says which step it finishes and what comes next. */
export class ServiceNext extends Component {
    static template = "realestate_aftersales.ServiceNext";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ busy: false });
    }

    get label() {
        const { stage_id: stage, next_stage_id: next } = this.props.record.data;
        const names = { step: stage?.display_name, next: next?.display_name };
        return next ? _t("%(step)s done → %(next)s", names) : _t("%(step)s done: finish the file", names);
    }

    get isBlocked() {
        return Boolean(this.props.record.data.blocking_reason);
    }

    async onClick() {
        const { record } = this.props;
        // two clicks are one
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (await record.save()) {
                await this.orm.call(record.resModel, "action_next", [[record.resId]]);
            }
        } finally {
            this.state.busy = false;
            await record.load();
        }
    }
}

export const serviceNext = {
    component: ServiceNext,
    fieldDependencies: [
        { name: "stage_id", type: "many2one" },
        { name: "next_stage_id", type: "many2one" },
        { name: "blocking_reason", type: "text" },
    ],
};

registry.category("view_widgets").add("realestate_service_next", serviceNext);
