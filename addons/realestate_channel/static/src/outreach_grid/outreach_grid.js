import { Component, onWillStart, useRef, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { OutreachGridModel } from "./outreach_grid_model";

const KEPT = "realestate_channel_grid";

/** The leader's evening: the day of a whole team on one screen, or the plan of its week. */
export class OutreachGrid extends Component {
    static template = "realestate_channel.OutreachGrid";
    static components = { DateTimeInput, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Day of a Team");

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.table = useRef("table");
        this.model = useState(new OutreachGridModel(useService("orm")));
        this.modes = [
            { mode: "result", label: _t("Day's Result") },
            { mode: "plan", label: _t("Day's Plan") },
            { mode: "week", label: _t("Week's Plan") },
        ];
        useHotkey("control+s", () => this.save(), { bypassEditableProtection: true });
        useSetupAction({ beforeLeave: () => !this.model.dirty || this.save() });
        onWillStart(() => this.start());
    }

    start() {
        const kept = JSON.parse(browser.localStorage.getItem(KEPT) || "{}");
        const { team_id, project_id, day, mode } = { ...kept, ...this.props.state, ...this.props.action.params };
        return this.model.start({ team_id, project_id, day, mode });
    }

    get isWeek() {
        return this.model.mode === "week";
    }

    get isResult() {
        return this.model.mode === "result";
    }

    get day() {
        return deserializeDate(this.model.data.day);
    }

    get period() {
        const { first, last } = this.model.data;
        return `${deserializeDate(first).toFormat("M-d")} – ${deserializeDate(last).toFormat("M-d")}`;
    }

    get weekday() {
        return this.day.toFormat("ccc");
    }

    // ------------------------------------------------------------------
    // where one is
    // ------------------------------------------------------------------

    async go(changes) {
        if (!(await this.model.go(changes))) {
            this.refuse();
        }
        const { teamId: team_id, projectId: project_id, mode } = this.model;
        browser.localStorage.setItem(KEPT, JSON.stringify({ team_id, project_id, mode }));
        this.props.updateActionState?.({ team_id, project_id, mode, day: this.model.data?.day });
    }

    onTeam(ev) {
        return this.go({ teamId: parseInt(ev.target.value) });
    }

    onProject(ev) {
        return this.go({ projectId: parseInt(ev.target.value) });
    }

    onDay(day) {
        return day && this.go({ day: serializeDate(day) });
    }

    async step(days) {
        if (!(await this.model.step(days))) {
            this.refuse();
        }
    }

    // ------------------------------------------------------------------
    // typing
    // ------------------------------------------------------------------

    onInput(row, column, ev) {
        this.model.type(row, column.name, ev.target.value);
    }

    onFocus(ev) {
        ev.target.select();
    }

    onKeydown(rowIndex, columnIndex, ev) {
        const { selectionStart, selectionEnd, value } = ev.target;
        const all = selectionStart === 0 && selectionEnd === value.length;
        const moves = {
            Enter: [ev.shiftKey ? -1 : 1, 0],
            ArrowDown: [1, 0],
            ArrowUp: [-1, 0],
            ArrowLeft: all || selectionEnd === 0 ? [0, -1] : null,
            ArrowRight: all || selectionStart === value.length ? [0, 1] : null,
        };
        const move = moves[ev.key];
        if (move) {
            ev.preventDefault();
            this.focus(rowIndex, columnIndex, ...move);
        }
    }

    /** Moves to the next cell in a direction that can be typed into; at the end of a column to the next one's top. */
    focus(rowIndex, columnIndex, down, right) {
        const { rows, columns } = this.model.data;
        let [r, c] = [rowIndex + down, columnIndex + right];
        if (down && r >= rows.length) {
            [r, c] = [0, columnIndex + 1];
        }
        while (r >= 0 && c >= 0 && r < rows.length && c < columns.length) {
            const cell = this.table.el.querySelector(`input[data-cell="${r}-${c}"]`);
            if (cell) {
                return cell.focus();
            }
            [r, c] = [r + (down || (right ? 0 : 1)), c + right];
        }
    }

    onPaste(rowIndex, columnIndex, ev) {
        const text = ev.clipboardData.getData("text/plain");
        if (!/[\t\n]/.test(text.trimEnd())) {
            return;
        }
        ev.preventDefault();
        const count = this.model.paste(rowIndex, columnIndex, text);
        this.notification.add(_t("%s cells filled in from the clipboard.", count), { type: "info" });
    }

    // ------------------------------------------------------------------
    // saving
    // ------------------------------------------------------------------

    async save() {
        const saved = await this.model.save();
        if (saved) {
            this.notification.add(_t("Saved: %s", this.model.data.team.name), { type: "success" });
        } else {
            this.refuse();
        }
        return saved;
    }

    refuse() {
        this.notification.add(_t("Nothing was saved: correct the cells marked red first."), { type: "danger" });
        this.table.el?.querySelector("input.is-invalid")?.focus();
    }

    // ------------------------------------------------------------------
    // what is behind
    // ------------------------------------------------------------------

    openVisits(row) {
        const { first, last } = this.model.data;
        const user = row.is_hired ? [] : [["realestate_channel_user_id", "=", row.user_id]];
        return this.action.doAction("realestate_channel.crm_lead_action_brought", {
            additionalContext: { active_test: false },
            props: {
                domain: [
                    ["realestate_channel_team_id", "=", row.team_id],
                    ["realestate_project_id", "=", this.model.projectId],
                    ["realestate_channel_visit_day", ">=", first],
                    ["realestate_channel_visit_day", "<=", last],
                    ...user,
                ],
            },
        });
    }
}

registry.category("actions").add("realestate_channel.outreach_grid", OutreachGrid);
