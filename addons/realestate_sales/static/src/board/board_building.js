import { Component } from "@odoo/owl";

import { plainNumber, shortAmount } from "./board_format";
import { EMPTY, SECTION } from "./board_layout";
import { blockSize, cellWidth, GAP, LEVELS, textWidth } from "./board_zoom";

const { DateTime } = luxon;
// in a cell at each side of a line of text, in px
const PADDING = 7;
// of the lines below the number, in px
const LINE_FONT = 12;

/** One building as on the wall. Drawn anew only when its own version changes. */
export class BoardBuilding extends Component {
    static template = "realestate_sales.BoardBuilding";
    static props = {
        model: Object,
        block: Object,
        version: Number,
        zoom: Number,
        scale: { type: Number, optional: true },
        active: Boolean,
    };

    get level() {
        return LEVELS[this.props.zoom];
    }

    get style() {
        const { width, height } = blockSize(this.props.block, this.props.zoom);
        const extent = this.props.scale ? "" : `width: ${width}px; height: ${height}px; `;
        return `${extent}--re-cell: ${this.cellWidth}px;`;
    }

    /** On paper the cells are as large as the page allows; its heading is not. */
    get gridStyle() {
        const { width } = blockSize(this.props.block, this.props.zoom);
        return this.props.scale && `zoom: ${this.props.scale}; width: ${width}px;`;
    }

    /** What a page of paper says of its building: each state with its sign and how many units are in it. */
    get signs() {
        const { model, block } = this.props;
        return model.data.states.map(({ value, label, sign }) => ({
            value,
            label,
            sign,
            count: block.indexes.filter((i) => model.units.state[i] === value).length,
        }));
    }

    /** The minute of the print in the project's time zone. */
    get printedAt() {
        return DateTime.now().setZone(this.props.model.data.project.tz).toFormat("yyyy-MM-dd HH:mm");
    }

    get cellWidth() {
        return cellWidth(this.props.block, this.props.zoom);
    }

    headStyle(size) {
        return `width: ${size * (this.cellWidth + GAP) - GAP}px`;
    }

    get label() {
        return [this.props.block.name, this.soldLabel].join(" ");
    }

    get soldLabel() {
        const { units } = this.props.model;
        const { indexes } = this.props.block;
        const free = indexes.filter((i) => units.state[i] === "available").length;
        return `${plainNumber(free)} / ${plainNumber(indexes.length)}`;
    }

    get hasMatch() {
        const { matches } = this.props.model;
        return this.props.block.indexes.some((i) => matches[i]);
    }

    rowMatches(row) {
        const { matches } = this.props.model;
        return row.cells.some((i) => i >= 0 && matches[i]);
    }

    /** What the template draws of a row; one plain object a cell. */
    cellsOf(row) {
        return row.cells.map((i) => {
            if (i === EMPTY) {
                return { css: "o_re_board_empty" };
            }
            if (i === SECTION) {
                return { css: "o_re_board_gap" };
            }
            return this.cell(i);
        });
    }

    cell(i) {
        const { model } = this.props;
        const { units } = model;
        const id = units.id[i];
        const state = units.state[i];
        const { sign, label } = model.states.get(state);
        let css = `o_re_board_cell o_state_${state}`;
        css += units.not_for_sale[i] ? " o_not_for_sale" : "";
        css += model.matches[i] ? "" : " o_dim";
        css += model.highlighted.has(id) ? " o_changed" : "";
        css += model.card?.id === id ? " o_open" : "";
        const number = this.level.number ? units.number[i] : "";
        const lines = this.level.lines ? this.lines(i) : false;
        const isLong = this.isLong(number, lines);
        css += isLong ? " o_long" : "";
        return {
            css,
            id,
            // what is cut is the end, and that is never the sign
            text: this.level.oneText ? (isLong ? [sign, number] : [number, sign]).filter(Boolean).join(" ") : number,
            sign: !this.level.oneText && sign,
            label: `${units.number[i]} ${label}`,
            lines,
            tabindex: this.tabStop === i ? "0" : "-1",
        };
    }

    /** Whether a text must be cut: only then, for every cell that cuts costs the browser a layer when it paints. */
    isLong(number, lines) {
        const { font, rim } = this.level;
        const width = this.cellWidth;
        return (
            (number && textWidth(number, font) + rim > width) ||
            (lines && lines.some((line) => textWidth(line, LINE_FONT) + 2 * PADDING > width))
        );
    }

    /** The one cell of the building that the Tab key leads to. */
    get tabStop() {
        const { model, block } = this.props;
        const focused = model.indexOf.get(model.focusedId);
        return model.blockOf.get(focused) === block ? focused : block.firstCell;
    }

    lines(i) {
        const { model } = this.props;
        const { units } = model;
        const area = units.area_gross[i] ? `${units.area_gross[i].toFixed(2)}㎡` : "";
        const layout = model.layoutNames.get(units.layout_id[i]) || "";
        const price = shortAmount(units.price[i]);
        switch (this.props.zoom) {
            case 2:
                return [price || area];
            case 3:
                return [area, price];
            default: {
                const unitPrice = units.unit_price[i] ? `${plainNumber(units.unit_price[i])}/㎡` : "";
                const who = [units.who[i], units.until[i]?.slice(5, 10)].filter(Boolean).join(" ");
                return [layout, [area, units.orientation[i]].filter(Boolean).join(" "), price, unitPrice, who];
            }
        }
    }
}
