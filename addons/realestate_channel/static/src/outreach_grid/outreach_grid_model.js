import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

export const LIMIT = 100000;

/** Returns what was typed as a whole number, 0 where nothing is; NaN where it is none. */
export function toNumber(text) {
    // as Excel and Chinese input methods write numbers
    const plain = String(text ?? "")
        .normalize("NFKC")
        .replace(/[\s,]/g, "");
    if (plain === "") {
        return 0;
    }
    return /^\d+(\.0*)?$/.test(plain) ? parseInt(plain) : NaN;
}

/** Returns the cells of a range copied from Excel. */
export function toCells(text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
    return lines.map((line) => line.split("\t"));
}

/**
 * One team's day or week: what was read, what is typed, what is wrong with it. Knows no DOM.
 * Everything comes by one request and is saved by one.
 */
export class OutreachGridModel {
    constructor(orm) {
        this.orm = orm;
        this.teams = [];
        this.projects = [];
        this.teamId = false;
        this.projectId = false;
        this.mode = "result";
        this.data = null;
        this.texts = {};
        this.errors = {};
        this.dirty = false;
        this.busy = false;
        this.saved = false;
        this.asked = 0;
    }

    // ------------------------------------------------------------------
    // loading
    // ------------------------------------------------------------------

    async start(kept = {}) {
        const { teams, projects } = await this.orm.call("realestate.channel.team", "grid_teams", []);
        Object.assign(this, { teams, projects });
        const among = (records, id) => (records.some((record) => record.id === id) ? id : records[0]?.id || false);
        this.teamId = among(teams, kept.team_id);
        this.projectId = among(projects, kept.project_id);
        this.mode = kept.mode || "result";
        await this.load(kept.day || false);
    }

    get isReady() {
        return Boolean(this.teamId && this.projectId);
    }

    async load(day) {
        if (!this.isReady) {
            return;
        }
        // the last question asked is the one shown
        const asked = ++this.asked;
        const args = [[this.teamId], this.projectId, day, this.mode];
        const data = await this.orm.call("realestate.channel.team", "grid_data", args);
        if (asked === this.asked) {
            this.show(data);
        }
    }

    show(data) {
        this.data = data;
        this.texts = {};
        this.errors = {};
        this.dirty = false;
        for (const row of data.rows) {
            for (const column of this.columnsOf(row)) {
                const number = row.values[column.name];
                this.texts[this.key(row, column.name)] = number ? String(number) : "";
            }
        }
    }

    /** Goes to another team, project, day or mode; what is typed is saved first. Returns whether it went. */
    async go(changes) {
        if (this.dirty && !(await this.save())) {
            return false;
        }
        const { day, ...others } = changes;
        Object.assign(this, others);
        this.saved = false;
        await this.load(day || this.data?.day || false);
        return true;
    }

    step(days) {
        const by = this.mode === "week" ? 7 * days : days;
        return this.go({ day: serializeDate(deserializeDate(this.data.day).plus({ days: by })) });
    }

    // ------------------------------------------------------------------
    // cells
    // ------------------------------------------------------------------

    key(row, name) {
        return `${row.team_id}-${row.user_id || 0}-${name}`;
    }

    columnsOf(row) {
        return this.data.columns.filter((column) => !column.hired || row.is_hired);
    }

    text(row, name) {
        return this.texts[this.key(row, name)] ?? "";
    }

    error(row, name) {
        return this.errors[this.key(row, name)] || "";
    }

    get hasErrors() {
        return Object.keys(this.errors).length > 0;
    }

    type(row, name, text) {
        this.texts[this.key(row, name)] = text;
        this.dirty = true;
        this.saved = false;
        this.check(row);
    }

    check(row) {
        for (const column of this.columnsOf(row)) {
            const key = this.key(row, column.name);
            const number = toNumber(this.text(row, column.name));
            const whole = column.within ? toNumber(this.text(row, column.within)) : NaN;
            delete this.errors[key];
            if (Number.isNaN(number) || number > LIMIT) {
                this.errors[key] = _t("A whole number from 0 to %s.", LIMIT);
            } else if (this.mode === "result" && number > whole) {
                const label = this.data.columns.find(({ name }) => name === column.within).label;
                this.errors[key] = _t("Not more than %s.", label);
            }
        }
    }

    /**
     * Fills in a range copied from Excel from a cell on. Where its lines begin with names of rows, each goes to
     * its row, in whatever order. Returns how many cells were filled in.
     */
    paste(rowIndex, columnIndex, text) {
        const lines = toCells(text);
        const byName = new Map(this.data.rows.map((row) => [row.name, row]));
        const named = lines.some(([first]) => byName.has(first.trim()));
        let count = 0;
        lines.forEach((cells, offset) => {
            const row = named ? byName.get(cells[0].trim()) : this.data.rows[rowIndex + offset];
            if (!row) {
                return;
            }
            (named ? cells.slice(1) : cells).forEach((cell, shift) => {
                const column = this.data.columns[columnIndex + shift];
                if (column && (!column.hired || row.is_hired)) {
                    this.type(row, column.name, cell.trim());
                    count++;
                }
            });
        });
        return count;
    }

    total(name) {
        const numbers = this.data.rows.map((row) => toNumber(this.text(row, name)) || 0);
        return numbers.reduce((sum, number) => sum + number, 0);
    }

    planTotal(name) {
        return this.data.rows.reduce((sum, row) => sum + (row.plan[name] || 0), 0);
    }

    get visitsTotal() {
        return this.data.rows.reduce((sum, row) => sum + row.visits, 0);
    }

    /** Returns how much of the plan is reached, in whole percent, or nothing where nothing was planned. */
    attained(name) {
        const plan = this.planTotal(name);
        const result = name === "visits" ? this.visitsTotal : this.total(name);
        return plan ? `${Math.round((100 * result) / plan)}%` : "";
    }

    // ------------------------------------------------------------------
    // saving
    // ------------------------------------------------------------------

    /** Saves everything by one request; returns whether it is saved. */
    async save() {
        if (this.hasErrors || this.busy) {
            return false;
        }
        this.busy = true;
        try {
            const rows = this.data.rows.map((row) => ({
                team_id: row.team_id,
                user_id: row.user_id,
                values: Object.fromEntries(
                    this.columnsOf(row).map(({ name }) => [name, toNumber(this.text(row, name))])
                ),
            }));
            const args = [[this.teamId], this.projectId, this.data.day, this.mode, rows];
            const answer = await this.orm.call("realestate.channel.team", "grid_save", args);
            for (const error of answer.errors) {
                this.errors[this.key(error, error.name)] = error.message;
            }
            if (answer.errors.length) {
                return false;
            }
            this.show(answer.data);
            this.saved = true;
            return true;
        } finally {
            this.busy = false;
        }
    }

    get hasRecorded() {
        return this.data.rows.some((row) => row.recorded);
    }

    /** Fills in what the system has recorded by itself; it is saved with the rest. */
    copyRecorded() {
        for (const row of this.data.rows) {
            for (const [name, number] of Object.entries(row.recorded || {})) {
                this.type(row, name, String(number));
            }
        }
    }

    /** Fills in the plan of the week before; it is saved with the rest. */
    async copyLastWeek() {
        const args = [[this.teamId], this.projectId, this.data.day];
        const rows = await this.orm.call("realestate.channel.team", "grid_last_week", args);
        const values = new Map(rows.map((row) => [this.key(row, ""), row.values]));
        for (const row of this.data.rows) {
            for (const [name, number] of Object.entries(values.get(this.key(row, "")) || {})) {
                this.type(row, name, number ? String(number) : "");
            }
        }
    }
}
