import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { hasTouch } from "@web/core/browser/feature_detection";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { openChosenProject, openProject } from "../project_page/project_choice";
import { BoardCard } from "./board_card";
import { BoardFilter } from "./board_filter_panel";
import { textColor } from "./board_format";
import { BoardLegend } from "./board_legend";
import { BoardModel } from "./board_model";
import { BoardRenderer } from "./board_renderer";
import { LEVELS } from "./board_zoom";

const STORED_PROJECT = "realestate_board_project";
const STORED_ZOOM = "realestate_board_zoom";

export class BoardController extends Component {
    static template = "realestate_sales.Board";
    static components = { BoardCard, BoardFilter, BoardLegend, BoardRenderer, Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Sales Board");

    setup() {
        this.action = useService("action");
        this.searchRef = useRef("search");
        this.rootRef = useRef("root");
        this.display = { controlPanel: { layoutActions: true } };
        this.state = useState({
            zoom: this.storedZoom(),
            showFilter: false,
            hideOthers: false,
            printing: false,
            jump: { id: false },
        });
        this.model = useModel(BoardModel, {}, {
            beforeFirstLoad: () => openChosenProject(this.model, this.props, STORED_PROJECT),
        });
        useBus(this.model.bus, "update", () => this.render());
        onWillStart(() => this.model.start());
        onMounted(() => this.props.updateActionState?.({ resId: this.model.projectId }));
        onWillUnmount(() => this.model.stop());
        useHotkey("control+p", () => this.print(), { bypassEditableProtection: true });
    }

    storedZoom() {
        const stored = parseInt(browser.localStorage.getItem(STORED_ZOOM));
        return stored in LEVELS ? stored : hasTouch() ? 2 : 1;
    }

    async openProject(projectId) {
        await openProject(this.model, projectId, STORED_PROJECT);
        this.props.updateActionState?.({ resId: projectId });
    }

    // ------------------------------------------------------------------
    // view
    // ------------------------------------------------------------------

    get projectName() {
        return this.model.data?.project.name;
    }

    /** The colors of the states as CSS variables: cells only carry a class. */
    get palette() {
        return this.model.data.states
            .map(({ value, color }) => `--re-${value}: ${color}; --re-${value}-text: ${textColor(color)};`)
            .join(" ");
    }

    get zoomLabel() {
        return _t("Zoom");
    }

    setZoom(zoom) {
        this.state.zoom = Math.min(LEVELS.length - 1, Math.max(0, zoom));
        browser.localStorage.setItem(STORED_ZOOM, this.state.zoom);
    }

    get maxZoom() {
        return LEVELS.length - 1;
    }

    onSearch(ev) {
        this.model.setFilter({ search: ev.target.value });
    }

    onSearchKeydown(ev) {
        if (ev.key === "Enter" && this.model.firstMatch) {
            this.model.focus(this.model.firstMatch);
        } else if (ev.key === "Escape") {
            this.model.setFilter({ search: "" });
        }
    }

    onKeydown(ev) {
        if (ev.key === "/" && ev.target.tagName !== "INPUT") {
            ev.preventDefault();
            this.searchRef.el?.focus();
        }
    }

    availableIn(block) {
        const { units } = this.model;
        return block.indexes.reduce((count, i) => count + (units.state[i] === "available"), 0);
    }

    jumpTo(block) {
        this.state.jump = { id: block.id };
    }

    onCardClosed() {
        this.model.closeCard();
        this.rootRef.el?.querySelector(`[data-id="${this.model.focusedId}"]`)?.focus();
    }

    // ------------------------------------------------------------------
    // actions
    // ------------------------------------------------------------------

    async doAction(action) {
        await this.action.doAction(action, { onClose: () => this.model.reload() });
    }

    async setColors() {
        await this.doAction(await this.model.orm.call("realestate.project", "action_board_colors", [[this.model.projectId]]));
    }

    openUnits() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Units"),
            res_model: "realestate.unit",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["project_id", "=", this.model.projectId]],
            context: { default_project_id: this.model.projectId },
        });
    }

    get xlsxUrl() {
        return `/realestate/board/${this.model.projectId}/xlsx`;
    }

    /** All buildings are drawn for the paper first, each as large as fits one page. */
    async print() {
        this.state.printing = true;
        await new Promise((resolve) => browser.setTimeout(() => browser.requestAnimationFrame(resolve), 50));
        window.print();
        this.state.printing = false;
    }
}
