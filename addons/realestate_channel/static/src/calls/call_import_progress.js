import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";

/**
 * Goes on with a list's import, a batch a request, as long as its form is open; who closes it leaves
 * the rest to the server's own run.
 */
export class CallImportProgress extends Component {
    static template = "realestate_channel.CallImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        const { import_pending: pending, import_total: total } = this.props.record.data;
        this.state = useState({ pending, total, failed: false });
        onMounted(() => this.run());
        onWillUnmount(() => (this.stopped = true));
    }

    get percent() {
        const { pending, total } = this.state;
        return total ? Math.round((100 * (total - pending)) / total) : 0;
    }

    get text() {
        const { pending, total } = this.state;
        return _t("Importing: %(done)s of %(total)s numbers", { done: total - pending, total });
    }

    async run() {
        this.state.failed = false;
        try {
            while (this.state.pending && !this.stopped) {
                const step = await this.orm.silent.call("realestate.call.list", "import_step", [
                    [this.props.record.resId],
                ]);
                Object.assign(this.state, step);
            }
        } catch (error) {
            this.state.failed = true;
            throw error;
        }
        if (!this.stopped) {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("realestate_call_import_progress", {
    component: CallImportProgress,
    fieldDependencies: [
        { name: "import_pending", type: "integer" },
        { name: "import_total", type: "integer" },
    ],
});
