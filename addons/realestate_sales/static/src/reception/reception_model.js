import { ProjectModel } from "../project_page/project_model";
import { isComplete } from "./reception_phone";

/** A registration in which nothing is filled in yet. */
export function emptyForm(kind = "visit") {
    return {
        kind,
        phone: "",
        name: "",
        source: kind === "call" ? "call" : "visit",
        medium_id: false,
        asked_user_id: false,
        referrer_phone: "",
        is_second: false,
    };
}

/** The desk of one project: roster, book of the day, what is being typed, the last answer. Knows no DOM. */
export class ReceptionModel extends ProjectModel {
    static channel = "realestate_reception";
    static method = "reception_data";

    setup(...args) {
        super.setup(...args);
        this.form = emptyForm();
        this.known = null;
        this.answer = null;
        this.missing = new Set();
        this.busy = false;
        this.asked = 0;
    }

    /** @param {number} projectId */
    async open(projectId) {
        this.clear();
        this.answer = null;
        await super.open(projectId);
    }

    // ------------------------------------------------------------------
    // the form
    // ------------------------------------------------------------------

    get lines() {
        return this.data.roster.lines;
    }

    /** Consultants who are not on today's roster. */
    get others() {
        const there = new Set(this.lines.map((line) => line.user_id));
        return this.data.consultants.filter(({ id }) => !there.has(id));
    }

    get next() {
        return this.lines.find((line) => line.next);
    }

    /** @param {"visit"|"call"} kind */
    setKind(kind) {
        const { source } = emptyForm(kind);
        const usual = ["visit", "call"].includes(this.form.source);
        Object.assign(this.form, { kind, source: usual ? source : this.form.source });
        this.notify();
    }

    /** @param {Object} changes some fields of `emptyForm` */
    async setForm(changes) {
        Object.assign(this.form, changes);
        for (const name of Object.keys(changes)) {
            this.missing.delete(name);
        }
        if ("phone" in changes || "referrer_phone" in changes) {
            await this.lookUp();
        }
        this.notify();
    }

    /** Ask whose customer this is, as soon as the number is complete. */
    async lookUp() {
        const { phone, referrer_phone } = this.form;
        const asked = ++this.asked;
        if (!isComplete(phone)) {
            this.known = null;
            return;
        }
        const referrer = isComplete(referrer_phone) ? referrer_phone : false;
        const known = await this.orm.silent.call("realestate.project", "reception_lookup", [
            [this.projectId],
            phone,
            referrer,
        ]);
        if (asked === this.asked) {
            this.known = known;
            if (known.name && !this.form.name) {
                this.form.name = known.name;
            }
        }
    }

    clear(kind) {
        this.form = emptyForm(kind);
        this.known = null;
        this.missing = new Set();
        this.asked++;
        this.notify();
    }

    /** @returns {string[]} the names of the fields that are still blank */
    blanks() {
        const { form, data } = this;
        const blank = ["phone", "name", "source"].filter((name) => !form[name].trim());
        if (form.source === "referral" && !form.referrer_phone.trim()) {
            blank.push("referrer_phone");
        }
        if (data.medium_required && !form.medium_id) {
            blank.push("medium_id");
        }
        return blank;
    }

    /** Register what is typed, once however often it is pressed. */
    async register() {
        if (this.busy) {
            return false;
        }
        this.missing = new Set(this.blanks());
        if (this.missing.size) {
            this.notify();
            return false;
        }
        return this.guard(async () => {
            const values = { ...this.form };
            if (values.source !== "referral") {
                values.referrer_phone = "";
            }
            const done = await this.orm.call("realestate.project", "register_visitor", [[this.projectId], values]);
            this.answer = done.answer;
            this.setRoster(done.roster);
            this.addRows([done.row]);
            this.clear(this.form.kind);
            return true;
        });
    }

    closeAnswer() {
        this.answer = null;
        this.notify();
    }

    // ------------------------------------------------------------------
    // the roster
    // ------------------------------------------------------------------

    /**
     * @param {number|false} userId of whom; false for `start`
     * @param {string} verb `present`, `busy`, `away`, `finish`, `pass`, `add` or `start`
     */
    async act(userId, verb) {
        return this.guard(async () => {
            const args = [[this.projectId], userId, verb];
            this.setRoster(await this.orm.call("realestate.project", "reception_roster", args));
            if (verb === "start" || verb === "present" || verb === "away" || verb === "add") {
                // one's own right to register follows from being on duty
                await this.reload();
            }
            return true;
        });
    }

    /** One action at a time: a second tap does nothing until the first is answered. */
    async guard(action) {
        if (this.busy) {
            return false;
        }
        this.busy = true;
        this.notify();
        try {
            return await action();
        } finally {
            this.busy = false;
            this.notify();
        }
    }

    /** @param {Object} roster an older one never overwrites a newer one */
    setRoster(roster) {
        if (roster && (roster.id !== this.data.roster.id || roster.version >= this.data.roster.version)) {
            this.data.roster = roster;
        }
    }

    /** @param {Object[]} rows of the book; what this desk may read in full is not hidden again by a message */
    addRows(rows) {
        const fresh = new Map(rows.map((row) => [row.id, row]));
        const book = this.data.book.map((row) => {
            const other = fresh.get(row.id);
            fresh.delete(row.id);
            return other?.phone ? other : row;
        });
        this.data.book = [...fresh.values(), ...book];
    }

    // ------------------------------------------------------------------
    // live
    // ------------------------------------------------------------------

    onMessage(payload) {
        if (payload.project_id !== this.projectId) {
            return;
        }
        if (this.early) {
            this.early.push([payload]);
        } else if (this.data) {
            this.applyChanges(payload);
            this.notify();
        }
    }

    applyEarly(payload) {
        this.applyChanges(payload);
    }

    applyChanges(payload) {
        if (payload.day !== this.data.day) {
            return this.reloadSoon();
        }
        this.setRoster(payload.roster);
        this.addRows(payload.rows);
    }
}
