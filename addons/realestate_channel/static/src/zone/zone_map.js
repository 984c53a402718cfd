import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useModel } from "@web/model/model";
import { Layout } from "@web/search/layout";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";

import { fitView, fromScreen, middleOf, pairOf, panned, pathOf, scaleBar, shadeOf, tilesIn, toScreen, zoomAt } from "./zone_geo";
import { ZoneMapModel } from "./zone_map_model";

const STORED_PROJECT = "realestate_zone_project";
/** Pixels a pointer may move and still be a click. */
const CLICK = 4;

/** The zones of a project, shaded by what was given out: look, pan, zoom, draw (CH-4). */
export class ZoneMap extends Component {
    static template = "realestate_channel.ZoneMap";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static path = "zone-map";
    static displayName = _t("Zone Map");

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.display = { controlPanel: {} };
        this.svg = useRef("svg");
        this.state = useState({ view: fitView([], { width: 1, height: 1 }), size: { width: 800, height: 600 } });
        this.periods = [
            { days: 7, label: _t("7 days") },
            { days: 30, label: _t("30 days") },
            { days: 90, label: _t("90 days") },
            { days: 0, label: _t("All time") },
        ];
        this.shades = [_t("nothing"), _t("up to 0.5 a household"), _t("up to 1"), _t("up to 2"), _t("more")];
        this.model = useModel(ZoneMapModel, {}, { beforeFirstLoad: () => this.load() });
        useBus(this.model.bus, "update", () => this.render(true));
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        onMounted(() => {
            this.observer = new ResizeObserver(() => this.measure());
            if (this.svg.el) {
                this.observer.observe(this.svg.el);
                this.measure();
                this.fit();
            }
        });
        onWillUnmount(() => this.observer.disconnect());
    }

    async load() {
        await this.model.loadProjects();
        const ids = this.model.projects.map(({ id }) => id);
        const params = this.props.action.params || {};
        const wanted = [params.project_id, parseInt(browser.localStorage.getItem(STORED_PROJECT)), ids[0]];
        const projectId = wanted.find((id) => ids.includes(id));
        if (projectId) {
            await this.model.open(projectId, params.zone_id);
        }
    }

    async openProject(projectId) {
        browser.localStorage.setItem(STORED_PROJECT, projectId);
        await this.model.open(projectId);
        this.fit();
    }

    measure() {
        const { width, height } = this.svg.el.getBoundingClientRect();
        if (width && height) {
            this.state.size = { width, height };
        }
    }

    fit() {
        this.state.view = fitView(
            this.model.zones.map(({ polygon }) => polygon),
            this.state.size
        );
    }

    // ------------------------------------------------------------------
    // what is drawn
    // ------------------------------------------------------------------

    get shapes() {
        const { view, size } = this.state;
        return this.model.zones
            .filter(({ id, polygon }) => polygon && id !== this.model.draft?.zoneId)
            .map((zone) => {
                const [x, y] = toScreen(middleOf(zone.polygon), view, size);
                return { zone, x, y, d: pathOf(zone.polygon, view, size), shade: shadeOf(zone) };
            });
    }

    about({ kind, households, area }) {
        const parts = [kind];
        if (households) {
            parts.push(_t("%s households", households));
        }
        if (area) {
            parts.push(_t("%s km²", area.toFixed(2)));
        }
        return parts.join(" · ");
    }

    lastText({ last, days_ago: ago }) {
        return ago ? _t("Last on %(day)s, %(ago)s days ago", { day: last, ago }) : _t("Last today");
    }

    shade(zone) {
        return shadeOf(zone);
    }

    get tiles() {
        const { tiles } = this.model.data;
        return tiles ? tilesIn(this.state.view, this.state.size, tiles) : [];
    }

    get bar() {
        const { meters, width } = scaleBar(this.state.view);
        return { width, text: meters >= 1000 ? _t("%s km", meters / 1000) : _t("%s m", meters) };
    }

    get corners() {
        const { view, size } = this.state;
        return (this.model.draft?.points || []).map((point) => toScreen(point, view, size));
    }

    get draftPath() {
        const points = this.corners.map(pairOf).join("L");
        return points && "M" + points + (this.model.draft.closed ? "Z" : "");
    }

    // ------------------------------------------------------------------
    // pointer and keys
    // ------------------------------------------------------------------

    position(ev) {
        const { left, top } = this.svg.el.getBoundingClientRect();
        return [ev.clientX - left, ev.clientY - top];
    }

    onPointerDown(ev, corner = null) {
        if (ev.button) {
            return;
        }
        this.svg.el.setPointerCapture(ev.pointerId);
        const zone = ev.target.closest("[data-zone]");
        this.drag = { from: this.position(ev), view: this.state.view, corner, moved: false, zoneId: zone && Number(zone.dataset.zone) };
    }

    onPointerMove(ev) {
        if (!this.drag) {
            return;
        }
        const [x, y] = this.position(ev);
        const [dx, dy] = [x - this.drag.from[0], y - this.drag.from[1]];
        this.drag.moved ||= Math.hypot(dx, dy) > CLICK;
        if (!this.drag.moved) {
            return;
        }
        if (this.drag.corner !== null) {
            this.model.movePoint(this.drag.corner, fromScreen([x, y], this.state.view, this.state.size));
        } else {
            this.state.view = panned(this.drag.view, dx, dy);
        }
    }

    onPointerUp(ev) {
        const drag = this.drag;
        this.drag = null;
        if (!drag || drag.moved) {
            return;
        }
        const { draft } = this.model;
        if (draft && !draft.closed) {
            if (drag.corner === 0 && this.model.canFinish) {
                return this.finish();
            }
            this.model.addPoint(fromScreen(this.position(ev), this.state.view, this.state.size));
        } else if (!draft) {
            this.model.select(drag.zoneId || false);
        }
    }

    onWheel(ev) {
        this.state.view = zoomAt(this.state.view, -Math.sign(ev.deltaY) * 0.5, this.position(ev), this.state.size);
    }

    zoom(steps) {
        const { width, height } = this.state.size;
        this.state.view = zoomAt(this.state.view, steps, [width / 2, height / 2], this.state.size);
    }

    onKeydown(ev) {
        if (!this.model.draft || ev.target.matches("input, textarea, select") || document.querySelector(".modal")) {
            return;
        }
        if (ev.key === "Escape") {
            this.model.cancel();
        } else if (ev.key === "Enter" && this.model.canFinish) {
            this.finish();
        } else if (ev.key === "Backspace" && !this.model.draft.closed) {
            this.model.removeLast();
        } else {
            return;
        }
        ev.preventDefault();
    }

    // ------------------------------------------------------------------
    // verbs
    // ------------------------------------------------------------------

    /** The drawn shape goes to its zone; a new one is asked for its name. */
    finish() {
        if (this.model.draft.zoneId) {
            return this.model.save();
        }
        this.dialog.add(FormViewDialog, {
            resModel: "realestate.channel.zone",
            title: _t("New Zone"),
            context: { default_project_id: this.model.projectId, default_polygon: this.model.geometry },
            onRecordSaved: async (record) => {
                this.model.cancel();
                await this.model.reload();
                await this.model.select(record.resId);
            },
        });
    }

    enterDistribution(zone) {
        this.dialog.add(FormViewDialog, {
            resModel: "realestate.channel.distribution",
            title: _t("Distribution: %s", zone.name),
            context: { default_zone_id: zone.id },
            onRecordSaved: async () => {
                await this.model.reload();
                await this.model.select(zone.id);
            },
        });
    }

    openZone(zone) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "realestate.channel.zone",
            res_id: zone.id,
            views: [[false, "form"]],
        });
    }

    importShapes() {
        return this.action.doAction("realestate_channel.realestate_zone_import_action");
    }
}

registry.category("actions").add("realestate_channel.zone_map", ZoneMap);
