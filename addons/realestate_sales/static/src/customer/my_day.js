import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { Component, onWillStart, useState } from "@odoo/owl";

import { DayTargets } from "../target/attainment_bars";
import { daysLeftBadge } from "./days_left";

/** A consultant's day: whom to follow up, in two clicks each. */
export class MyDay extends Component {
    static template = "realestate_sales.MyDay";
    static components = { DayTargets, Layout };
    static props = { ...standardActionServiceProps };
    static path = "my-day";
    static displayName = _t("My Day");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ sections: [], results: [], count: 0, targets: [] });
        this.display = { controlPanel: {} };
        this.titles = {
            overdue: _t("Overdue"),
            today: _t("Due Today"),
            ending: _t("Protection Ends Today or Tomorrow"),
            new: _t("New Customers"),
        };
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("crm.lead", "realestate_my_day"));
    }

    get sections() {
        return this.state.sections.filter((section) => section.leads.length);
    }

    badge(lead) {
        return daysLeftBadge(lead.days_left);
    }

    lateText(lead) {
        return _t("%s days late", lead.late);
    }

    followUp(lead, result) {
        this.dialog.add(FormViewDialog, {
            resModel: "realestate.followup",
            title: `${lead.name} · ${result.name}`,
            size: "md",
            context: { default_lead_id: lead.id, default_result_id: result.id },
            onRecordSaved: () => this.done(lead, result),
        });
    }

    async done(lead, result) {
        await this.load();
        const message = result.is_effective ? _t("Noted: protected anew.") : _t("Noted; the protection goes on as it was.");
        this.notification.add(`${lead.name}: ${message}`, { type: "success" });
    }

    openLead(lead) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: lead.id,
            views: [[false, "form"]],
        });
    }

    openPool() {
        return this.action.doAction("realestate_sales.crm_lead_action_pool");
    }

    openCustomers() {
        return this.action.doAction("realestate_sales.realestate_customer_action");
    }
}

registry.category("actions").add("realestate_sales.my_day", MyDay);
