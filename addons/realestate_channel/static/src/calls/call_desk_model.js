import { Model } from "@web/model/model";

/** Keys of the screen beside the results' 1 to 9. */
export const KEYS = { skip: "s", undo: "z", note: "n", date: "d", dial: " " };

/**
 * The caller's screen: one number after the other. Knows no DOM. A result is one request, which
 * brings the next number along; while it is under way further keys do nothing.
 */
export class CallDeskModel extends Model {
    static services = [];

    setup() {
        this.data = null;
        this.note = "";
        this.nextDate = "";
        this.busy = false;
        this.error = "";
        this.last = null;
    }

    // ------------------------------------------------------------------
    // loading
    // ------------------------------------------------------------------

    /** The searches of an action mean nothing here: `open` fetches. */
    async load() {}

    /** @param {number|false} lotId */
    async open(lotId = false) {
        this.show(await this.orm.call("realestate.call.lot", "call_desk", [lotId || false]));
    }

    show(data) {
        this.data = data;
        this.note = "";
        this.nextDate = "";
        this.error = "";
        this.notify();
    }

    // ------------------------------------------------------------------
    // what is shown
    // ------------------------------------------------------------------

    get number() {
        return this.data?.number || null;
    }

    get lot() {
        return this.data?.lots.find(({ id }) => id === this.data.lot_id) || null;
    }

    /** % of the lot that is called */
    get percent() {
        return this.lot?.size ? Math.min(100, Math.round((100 * this.lot.done) / this.lot.size)) : 0;
    }

    resultOf(key) {
        return this.data.results.find((result) => String(result.key) === key);
    }

    /** The latest day on which this number may be called again, whatever its result. */
    get latest() {
        return this.data.results.reduce((latest, { until }) => (until && until > latest ? until : latest), "");
    }

    setNote(note) {
        this.note = note;
    }

    setNextDate(day) {
        this.nextDate = day;
        this.notify();
    }

    // ------------------------------------------------------------------
    // verbs
    // ------------------------------------------------------------------

    /** @param {string} key as the keyboard names it; @returns whether it means something here */
    press(key) {
        if (this.busy || !this.data) {
            return false;
        }
        const result = this.number && this.resultOf(key);
        if (result) {
            this.choose(result);
        } else if (key.toLowerCase() === KEYS.skip && this.number) {
            this.skip();
        } else if (key.toLowerCase() === KEYS.undo && this.data.undo) {
            this.undo();
        } else {
            return false;
        }
        return true;
    }

    choose(result) {
        return this.request("call_result", result, [
            this.number.id,
            result.id,
            this.note,
            (result.until && this.nextDate) || false,
            this.data.lot_id,
        ]);
    }

    skip() {
        return this.request("call_skip", null, [this.number.id, this.data.lot_id]);
    }

    undo() {
        return this.request("call_undo", null, [this.data.lot_id]);
    }

    /** One request at a time; what the server refuses stays on the screen as it was, with the reason. */
    async request(method, result, args) {
        if (this.busy) {
            return;
        }
        this.busy = true;
        this.error = "";
        this.notify();
        try {
            const data = await this.orm.silent.call("realestate.call.lot", method, args);
            this.last = result;
            this.show(data);
        } catch (error) {
            if (!error.data?.message) {
                throw error;
            }
            this.error = error.data.message;
        } finally {
            this.busy = false;
            this.notify();
        }
    }
}
