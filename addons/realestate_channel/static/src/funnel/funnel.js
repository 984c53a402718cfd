import { Component, onWillStart, useState } from "@odoo/owl";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Widths of bars, in percent: thousands of calls and a handful of deals are seen side by side. */
export function barWidth(number, most) {
    return number > 0 ? Math.max(6, (100 * Math.log1p(number)) / Math.log1p(most)) : 0;
}

/** The way from outreach to the contract for a period: a funnel of all, and one line a subject. */
export class ChannelFunnel extends Component {
    static template = "realestate_channel.Funnel";
    static components = { DateTimeInput, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Channel Funnel");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ data: false });
        this.asked = 0;
        this.steps = [
            { name: "reach", label: _t("Outreach"), rate: false, plan: "plan_reach", attained: "attainment" },
            { name: "visits", label: _t("First Visits"), rate: "visit_rate", plan: "plan_visits", attained: "visit_attainment" },
            { name: "subscriptions", label: _t("Subscribed"), rate: "subscription_rate" },
            { name: "contracts", label: _t("Contracts Signed"), rate: "contract_rate" },
        ];
        this.subjects = [
            { by: "module", label: _t("By Module") },
            { by: "team_id", label: _t("By Team") },
            { by: "user_id", label: _t("By Member") },
            { by: "project_id", label: _t("By Project") },
            { by: "partner_id", label: _t("By Partner") },
        ];
        this.periods = [
            { unit: "week", label: _t("This Week") },
            { unit: "month", label: _t("This Month") },
        ];
        onWillStart(() => this.load(this.props.state || {}));
    }

    async load(changes) {
        const { date_from, date_to, by, project_id } = { ...(this.state.data || {}), ...changes };
        const asked = ++this.asked;
        const args = [date_from || false, date_to || false, by || "module", project_id || false];
        const data = await this.orm.call("realestate.channel.funnel", "board", args);
        if (asked === this.asked) {
            this.state.data = data;
            this.props.updateActionState?.({
                date_from: data.date_from,
                date_to: data.date_to,
                by: data.by,
                project_id: data.project_id,
            });
        }
    }

    get first() {
        return deserializeDate(this.state.data.date_from);
    }

    get last() {
        return deserializeDate(this.state.data.date_to);
    }

    onFirst(day) {
        const date_from = serializeDate(day);
        const { date_to } = this.state.data;
        return this.load({ date_from, date_to: date_to < date_from ? date_from : date_to });
    }

    onLast(day) {
        const date_to = serializeDate(day);
        const { date_from } = this.state.data;
        return this.load({ date_to, date_from: date_from > date_to ? date_to : date_from });
    }

    period(unit) {
        // a week begins on Monday
        const now = today();
        return this.load({ date_from: serializeDate(now.startOf(unit)), date_to: serializeDate(now.endOf(unit)) });
    }

    onProject(ev) {
        return this.load({ project_id: parseInt(ev.target.value) || false });
    }

    get most() {
        return Math.max(1, ...this.steps.map(({ name }) => this.state.data.total[name]));
    }

    width(row, name) {
        return barWidth(row[name], this.most);
    }

    percent(number) {
        return number === null ? "–" : `${formatFloat(number, { digits: [16, number < 10 ? 1 : 0] })}%`;
    }

    money(number) {
        return number === null ? "–" : this.state.data.currency + formatFloat(number, { digits: [16, 0] });
    }

    async open(name, row) {
        const { date_from, date_to, by, project_id } = this.state.data;
        const subject = row === this.state.data.total ? [false, false] : [by, row.key];
        const args = [name, date_from, date_to, ...subject, project_id];
        return this.action.doAction(await this.orm.call("realestate.channel.funnel", "board_records", args));
    }
}

registry.category("actions").add("realestate_channel.funnel", ChannelFunnel);
