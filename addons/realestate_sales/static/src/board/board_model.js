import { ProjectModel } from "../project_page/project_model";
import { emptyFilter, isEmptyFilter, matchUnits, sumUnits } from "./board_filter";
import { buildLayout, neighbour } from "./board_layout";

/** How long a changed cell is marked, in ms. */
export const HIGHLIGHT = 2500;
/** A change of one of these moves cells. */
const PLACE = ["building_id", "section", "floor", "floor_label", "number", "column", "property_type"];

/** A project's units by column, what of them matches, and what changes. Knows no DOM. */
export class BoardModel extends ProjectModel {
    static channel = "realestate_board";
    static method = "board_data";

    setup(...args) {
        super.setup(...args);
        this.filter = emptyFilter();
        this.layout = [];
        this.version = 0;
        this.focusedId = false;
        this.card = null;
        this.highlighted = new Set();
        this.told = new Map();
        this.timers = new Set();
    }

    // ------------------------------------------------------------------
    // loading
    // ------------------------------------------------------------------

    stop() {
        super.stop();
        for (const timer of this.timers) {
            clearTimeout(timer);
        }
        this.timers.clear();
    }

    /** @param {number} projectId */
    async open(projectId) {
        this.filter = emptyFilter();
        this.card = null;
        this.asked = false;
        this.focusedId = false;
        await super.open(projectId);
    }

    async reload() {
        const isShown = await super.reload();
        if (isShown && this.card) {
            await this.openCard(this.card.id);
        }
        return isShown;
    }

    /** Fetch one unit again: after it was refused, or when a dialog about it closes. */
    async refreshUnit(id) {
        const rows = await this.orm.call("realestate.project", "board_units", [[this.projectId], [id]]);
        this.applyChanges(rows, Infinity, { highlight: false });
    }

    setData(data) {
        super.setData(data);
        this.units = data.units;
        this.states = new Map(data.states.map((state) => [state.value, state]));
        this.layoutNames = new Map(data.layouts.map(({ id, name }) => [id, name]));
        this.arrange();
    }

    arrange() {
        this.indexOf = new Map(this.units.id.map((id, i) => [id, i]));
        this.layout = buildLayout(this.units, this.data.buildings);
        this.blockOf = new Map();
        for (const block of this.layout) {
            for (const i of block.indexes) {
                this.blockOf.set(i, block);
            }
        }
        this.refilter();
    }

    // ------------------------------------------------------------------
    // what is shown
    // ------------------------------------------------------------------

    /** @param {Object} changes some of the conditions of `emptyFilter` */
    setFilter(changes) {
        Object.assign(this.filter, changes);
        this.refilter();
        this.notify();
    }

    clearFilter() {
        this.setFilter(emptyFilter());
    }

    refilter() {
        const { others, all } = matchUnits(this.data, this.filter);
        this.matches = all;
        this.matchesOthers = others;
        this.isFiltered = !isEmptyFilter(this.filter);
        this.resum();
        for (const block of this.layout) {
            block.version++;
        }
        this.version++;
    }

    resum() {
        this.sums = sumUnits(this.units, this.data.states, this.matchesOthers);
        this.matchCount = this.matches.reduce((count, match) => count + match, 0);
    }

    get firstMatch() {
        const block = this.layout.find(({ indexes }) => indexes.some((i) => this.matches[i]));
        return block && this.units.id[block.indexes.find((i) => this.matches[i])];
    }

    /**
     * @param {number} id of a unit
     * @returns {Object} its values by column, or undefined
     */
    unit(id) {
        const i = this.indexOf.get(id);
        return i === undefined
            ? undefined
            : Object.fromEntries(Object.entries(this.units).map(([name, values]) => [name, values[i]]));
    }

    touch(id) {
        const block = this.blockOf.get(this.indexOf.get(id));
        if (block) {
            block.version++;
            this.version++;
        }
    }

    // ------------------------------------------------------------------
    // focus and card
    // ------------------------------------------------------------------

    focus(id) {
        this.touch(this.focusedId);
        this.focusedId = id;
        this.touch(id);
        this.notify();
    }

    /** @param {string} key see `neighbour` */
    move(key) {
        const from = this.indexOf.get(this.focusedId) ?? this.layout[0]?.rows[0].cells.find((i) => i >= 0);
        if (from !== undefined) {
            this.focus(this.units.id[neighbour(this.layout, from, key)]);
        }
    }

    async openCard(id) {
        if (this.focusedId !== id) {
            this.focus(id);
        }
        this.asked = id;
        const card = await this.orm.call("realestate.unit", "board_card", [[id]]);
        if (this.asked === id) {
            this.card = card;
            this.version++;
            this.notify();
        }
    }

    closeCard() {
        this.asked = false;
        this.card = null;
        this.version++;
        this.notify();
    }

    // ------------------------------------------------------------------
    // live
    // ------------------------------------------------------------------

    onMessage(payload, { id } = {}) {
        if (payload.project_id !== this.projectId || !this.data) {
            return;
        }
        if (payload.reload) {
            this.reloadSoon();
        } else if (this.early) {
            this.early.push([payload, id]);
        } else {
            this.applyChanges(payload.units, id);
        }
    }

    applyEarly(payload, id) {
        this.applyChanges(payload.units, id, { highlight: false });
    }

    /**
     * @param {Object} rows units by column, as in `board_data`
     * @param {number} messageId an older message about a unit never overwrites a newer one
     */
    applyChanges(rows, messageId = Infinity, { highlight = true } = {}) {
        const known = new Set(this.data.buildings.map(({ id }) => id));
        const layouts = rows.layout_id.some((id) => id && !this.layoutNames.has(id));
        if (layouts || rows.building_id.some((id) => !known.has(id))) {
            return this.reloadSoon();
        }
        let moved = false;
        const changed = [];
        rows.id.forEach((id, row) => {
            if (messageId < (this.told.get(id) || 0)) {
                return;
            }
            this.told.set(id, Number.isFinite(messageId) ? messageId : 0);
            if (this.shows(rows, row, id)) {
                return; // told again, by the job that completes a subscription: no cell to draw or mark
            }
            moved = this.applyRow(rows, row, id) || moved;
            changed.push(id);
        });
        if (moved) {
            this.arrange();
        } else {
            this.rematch(changed);
        }
        if (highlight) {
            this.highlight(changed);
        }
        if (rows.id.includes(this.card?.id)) {
            this.openCard(this.card.id);
        }
        this.version++;
        this.notify();
    }

    /** @returns {boolean} whether the unit's cell has all these values already */
    shows(rows, row, id) {
        const i = this.indexOf.get(id);
        return i !== undefined && Object.keys(this.units).every((name) => this.units[name][i] === rows[name][row]);
    }

    /** @returns {boolean} whether cells must be placed anew */
    applyRow(rows, row, id) {
        const i = this.indexOf.get(id) ?? this.units.id.length;
        const moved =
            i === this.units.id.length || PLACE.some((name) => this.units[name][i] !== rows[name][row]);
        this.indexOf.set(id, i);
        for (const name of Object.keys(this.units)) {
            this.units[name][i] = rows[name][row];
        }
        return moved;
    }

    rematch(ids) {
        const indexes = ids.map((id) => this.indexOf.get(id));
        const pick = (values) => indexes.map((i) => values[i]);
        const units = Object.fromEntries(Object.entries(this.units).map(([name, values]) => [name, pick(values)]));
        const { others, all } = matchUnits({ ...this.data, units }, this.filter);
        indexes.forEach((i, at) => {
            this.matches[i] = all[at];
            this.matchesOthers[i] = others[at];
            this.blockOf.get(i).version++;
        });
        this.resum();
    }

    highlight(ids) {
        for (const id of ids) {
            this.highlighted.add(id);
            this.touch(id);
        }
        this.later(() => {
            for (const id of ids) {
                this.highlighted.delete(id);
                this.touch(id);
            }
            this.notify();
        }, HIGHLIGHT);
    }

    later(callback, delay) {
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            callback();
        }, delay);
        this.timers.add(timer);
        return timer;
    }
}
