import { Component, onWillStart, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { DayTargets } from "../target/attainment_bars";

const STORED_PROJECT = "realestate_board_project";

/** The manager's report of the day: each figure opens the records it counts. */
export class DayReport extends Component {
    static template = "realestate_sales.DayReport";
    static components = { DateTimeInput, DayTargets, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Report of the Day");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ projects: [], projectId: false, report: false });
        onWillStart(() => this.start());
    }

    async start() {
        this.state.projects = await this.orm.searchRead("realestate.project", [], ["name"]);
        const ids = this.state.projects.map(({ id }) => id);
        const asked = this.props.action.params || {};
        const kept = this.props.state?.project_id || asked.project_id || parseInt(browser.localStorage.getItem(STORED_PROJECT));
        this.state.projectId = ids.includes(kept) ? kept : ids[0];
        await this.load(this.props.state?.day || asked.day || false);
    }

    async load(day) {
        if (!this.state.projectId) {
            return;
        }
        // the last question asked is the one shown
        const asked = (this.asked = {});
        const report = await this.orm.call("realestate.project", "day_report", [[this.state.projectId], day]);
        if (asked === this.asked) {
            this.state.report = report;
            this.props.updateActionState?.({ project_id: this.state.projectId, day: report.day });
        }
    }

    get day() {
        return deserializeDate(this.state.report.day);
    }

    get isToday() {
        return this.state.report.day === this.state.report.today;
    }

    onProject(ev) {
        this.state.projectId = parseInt(ev.target.value);
        return this.load(this.state.report.day);
    }

    onDay(day) {
        return day && this.load(serializeDate(day));
    }

    step(days) {
        return this.load(serializeDate(this.day.plus({ days })));
    }

    show(figure) {
        return figure.is_amount ? formatFloat(figure.value, { digits: [16, 2] }) : String(figure.value);
    }

    open(figure, name) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: [name, figure.label, this.state.report.day].filter(Boolean).join(" · "),
            res_model: figure.model,
            domain: figure.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    async handIn() {
        await this.orm.call("realestate.day.report", "action_hand_in", [[this.state.report.handed_in.id]]);
        return this.load(this.state.report.day);
    }

    print() {
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: "realestate_sales.report_day_report",
            report_file: "realestate_sales.report_day_report",
            name: _t("Report of the Day"),
            data: { project_id: this.state.projectId, day: this.state.report.day },
        });
    }

    get xlsxUrl() {
        return `/realestate/day-report/${this.state.projectId}/${this.state.report.day}/xlsx`;
    }
}

registry.category("actions").add("realestate_sales.day_report", DayReport);
