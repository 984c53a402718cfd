import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "realestate.service";

/** One officer's day: what is late, due today, to do, and what waits for whom; steps on and back with one click. */
export class ServiceDay extends Component {
    static template = "realestate_aftersales.ServiceDay";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ user: {}, users: [], sections: [], selected: {}, busy: false });
        onWillStart(() => this.load());
    }

    async load(userId = this.state.user.id) {
        const day = await this.orm.call(MODEL, "my_day", [userId || false]);
        Object.assign(this.state, day, { selected: {} });
    }

    get isEmpty() {
        return !this.state.sections.some((section) => section.files.length);
    }

    selectedOf(section) {
        return section.files.filter((file) => this.state.selected[file.id]).map((file) => file.id);
    }

    toggleAll(section) {
        const all = this.selectedOf(section).length === section.files.length;
        for (const file of section.files) {
            this.state.selected[file.id] = !all;
        }
    }

    due(file) {
        return file.due ? formatDate(deserializeDate(file.due)) : "";
    }

    lateLabel(file) {
        return _t("%s days late", file.late);
    }

    /** Take a verb of these files; two clicks are one. */
    async run(verb, ids) {
        if (this.state.busy || !ids.length) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call(MODEL, verb, [ids]);
        } finally {
            this.state.busy = false;
            await this.load();
        }
    }

    async back(ids) {
        const action = await this.orm.call(MODEL, "action_ask_reason", [ids], { context: { realestate_verb: "back" } });
        this.action.doAction(action, { onClose: () => this.load() });
    }

    open(file) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: file.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("realestate_service_day", ServiceDay);
