import { Component, onMounted, onWillUnmount, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";

import { BoardBuilding } from "./board_building";
import { printFit } from "./board_zoom";

const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
// how far beyond the edge buildings are drawn before they are scrolled to, in px
const AHEAD = 800;
// units drawn without waiting for the observer
const FIRST_UNITS = 500;
// how long the others wait for an idle moment, in ms
const PATIENCE = 60;
// and for the wall to rest once it was scrolled
const REST = 150;
// left free around what is scrolled to, in px
const MARGIN = 12;

/**
 * The wall: buildings in view are drawn first, the others when the browser is idle, so that scrolling draws
 * nothing. One listener for all cells.
 */
export class BoardRenderer extends Component {
    static template = "realestate_sales.BoardRenderer";
    static components = { BoardBuilding };
    static props = {
        model: Object,
        version: Number,
        zoom: Number,
        printing: Boolean,
        jump: Object,
        setZoom: Function,
    };

    setup() {
        this.rootRef = useRef("root");
        this.scrolledAt = -Infinity;
        this.state = useState({ active: this.firstBlocks() });
        onMounted(() => this.observe());
        onWillUnmount(() => this.stopDrawing());
        onWillUpdateProps((next) => this.onWillUpdate(next));
        useEffect(
            () => this.observe(),
            () => [this.props.zoom, this.props.model.layout]
        );
        useEffect(
            (id) => this.focusCell(id),
            () => [this.props.model.focusedId, this.props.model.card?.id]
        );
        useEffect(
            ({ id }) => this.scrollTo(id),
            () => [this.props.jump]
        );
    }

    // ------------------------------------------------------------------
    // drawing
    // ------------------------------------------------------------------

    /** What a screen may show at first; the observer then knows better. */
    firstBlocks(blocks = this.props.model.layout) {
        const active = {};
        let count = 0;
        for (const block of blocks) {
            if (count < FIRST_UNITS) {
                active[block.id] = true;
                count += block.indexes.length;
            }
        }
        return active;
    }

    isActive(block) {
        return this.props.printing || Boolean(this.state.active[block.id]);
    }

    fit(block) {
        return printFit(block, block === this.props.model.layout[0]);
    }

    zoomOf(block) {
        return this.props.printing ? this.fit(block).level : this.props.zoom;
    }

    scaleOf(block) {
        return this.props.printing ? this.fit(block).scale : undefined;
    }

    onWillUpdate(next) {
        if (next.zoom !== this.props.zoom) {
            this.anchor = this.blockInView();
            // only what is seen is redrawn now; the rest again when idle
            this.state.active = this.anchor ? { [this.anchor]: true } : {};
        }
    }

    blockInView() {
        const top = this.rootRef.el.getBoundingClientRect().top;
        for (const el of this.rootRef.el.querySelectorAll("[data-block]")) {
            if (el.getBoundingClientRect().bottom > top + 40) {
                return parseInt(el.dataset.block);
            }
        }
    }

    observe() {
        this.stopDrawing();
        this.scrollTo(this.anchor);
        this.anchor = false;
        this.observer = new IntersectionObserver((entries) => this.onSeen(entries), {
            root: this.rootRef.el,
            rootMargin: `${AHEAD}px`,
        });
        for (const el of this.rootRef.el.querySelectorAll("[data-block]")) {
            this.observer.observe(el);
        }
    }

    onSeen(entries) {
        for (const entry of entries) {
            if (entry.isIntersecting) {
                this.state.active[entry.target.dataset.block] = true;
            }
        }
        this.drawRest();
    }

    /** A few more buildings each time the browser has nothing to do. */
    drawRest() {
        if (this.idle) {
            return;
        }
        const rest = this.props.model.layout.filter((block) => !this.isActive(block));
        if (!rest.length) {
            return;
        }
        const idle = window.requestIdleCallback || ((callback) => browser.setTimeout(callback, 50));
        this.idle = idle(
            () => {
                this.idle = false;
                if (!this.isScrolling) {
                    Object.assign(this.state.active, this.firstBlocks(rest));
                }
                this.drawRest();
            },
            { timeout: this.isScrolling ? REST : PATIENCE }
        );
    }

    get isScrolling() {
        return performance.now() - this.scrolledAt < REST;
    }

    onScroll() {
        this.scrolledAt = performance.now();
    }

    stopDrawing() {
        this.observer?.disconnect();
        if (this.idle) {
            (window.cancelIdleCallback || browser.clearTimeout)(this.idle);
            this.idle = false;
        }
    }

    scrollTo(blockId) {
        const el = blockId && this.rootRef.el.querySelector(`[data-block="${blockId}"]`);
        if (el) {
            const wall = this.rootRef.el;
            const { top, left } = wall.getBoundingClientRect();
            const block = el.getBoundingClientRect();
            wall.scrollBy(block.left - left - MARGIN, block.top - top - MARGIN);
        }
    }

    /** Scroll the wall just so far that the cell is seen; the page around it stays where it is. */
    reveal(el) {
        const wall = this.rootRef.el;
        const outer = wall.getBoundingClientRect();
        const inner = el.getBoundingClientRect();
        const by = (start, end, from, to) => (start < from ? start - from - MARGIN : end > to ? end - to + MARGIN : 0);
        wall.scrollBy(
            by(inner.left, inner.right, outer.left, outer.right),
            by(inner.top, inner.bottom, outer.top, outer.bottom)
        );
    }

    focusCell(id) {
        if (id && !this.props.model.card) {
            const el = this.rootRef.el.querySelector(`[data-id="${id}"]`);
            if (el) {
                el.focus({ preventScroll: true });
                this.reveal(el);
            }
        }
    }

    // ------------------------------------------------------------------
    // mouse, touch, keyboard
    // ------------------------------------------------------------------

    unitIdOf(ev) {
        const cell = ev.target.closest("[data-id]");
        return cell && parseInt(cell.dataset.id);
    }

    onClick(ev) {
        const id = this.unitIdOf(ev);
        if (id) {
            this.props.model.openCard(id);
        }
    }

    onKeydown(ev) {
        const { model } = this.props;
        const id = this.unitIdOf(ev);
        if (MOVES.includes(ev.key) && id && !ev.altKey && !ev.ctrlKey) {
            ev.preventDefault();
            if (id !== model.focusedId) {
                model.focus(id);
            }
            model.move(ev.key);
        } else if ((ev.key === "Enter" || ev.key === " ") && id) {
            ev.preventDefault();
            model.openCard(id);
        } else if (ev.key === "Escape" && model.card) {
            model.closeCard();
        } else if (ev.key === "+" || ev.key === "-") {
            this.props.setZoom(this.props.zoom + (ev.key === "+" ? 1 : -1));
        }
    }

    onWheel(ev) {
        if (ev.ctrlKey) {
            ev.preventDefault();
            this.props.setZoom(this.props.zoom + (ev.deltaY < 0 ? 1 : -1));
        }
    }
}
