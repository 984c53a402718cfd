import { Model } from "@web/model/model";

import { ringsOf } from "./zone_geo";

/** The zones of a project, what was given out, and the shape that is being drawn. Knows no DOM. */
export class ZoneMapModel extends Model {
    static services = [];

    setup() {
        this.projects = [];
        this.data = null;
        this.days = 30;
        this.selectedId = false;
        this.history = [];
        this.draft = null; // { zoneId, points, closed }: drawn point by point, then moved
    }

    /** The searches of an action mean nothing here: `open` fetches. */
    async load() {}

    async loadProjects() {
        this.projects = await this.orm.call("realestate.project", "zone_projects", []);
    }

    async open(projectId, zoneId = false) {
        this.projectId = projectId;
        this.draft = null;
        await this.reload();
        await this.select(zoneId);
    }

    async reload() {
        this.data = await this.orm.call("realestate.project", "zone_map", [[this.projectId]], { days: this.days });
        this.notify();
    }

    async setDays(days) {
        this.days = days;
        await this.reload();
    }

    get zones() {
        return this.data?.zones || [];
    }

    get selected() {
        return this.zones.find(({ id }) => id === this.selectedId) || null;
    }

    async select(zoneId) {
        this.selectedId = zoneId;
        this.history = [];
        this.notify();
        if (zoneId) {
            const history = await this.orm.call("realestate.project", "zone_history", [[this.projectId], zoneId]);
            if (zoneId === this.selectedId) {
                this.history = history;
                this.notify();
            }
        }
    }

    // ------------------------------------------------------------------
    // drawing
    // ------------------------------------------------------------------

    /** @param {number|false} zoneId whose shape it becomes; false: a new zone's */
    draw(zoneId = false) {
        this.draft = { zoneId, points: [], closed: false };
        this.notify();
    }

    /** Move the corners of a zone that has one ring. */
    edit(zone) {
        const [ring] = ringsOf(zone.polygon);
        this.draft = { zoneId: zone.id, points: ring.slice(0, -1).map((point) => [...point]), closed: true };
        this.notify();
    }

    canEdit(zone) {
        return ringsOf(zone.polygon).length === 1;
    }

    addPoint(point) {
        if (this.draft && !this.draft.closed) {
            this.draft.points.push(point);
            this.notify();
        }
    }

    movePoint(index, point) {
        this.draft.points[index] = point;
        this.notify();
    }

    removeLast() {
        this.draft?.points.pop();
        this.notify();
    }

    cancel() {
        this.draft = null;
        this.notify();
    }

    get canFinish() {
        return Boolean(this.draft && this.draft.points.length >= 3);
    }

    /** @returns {Object} the drawn shape as GeoJSON */
    get geometry() {
        const { points } = this.draft;
        return { type: "Polygon", coordinates: [[...points, points[0]]] };
    }

    /** Save the drawn shape to its zone. */
    async save() {
        const { zoneId } = this.draft;
        await this.orm.write("realestate.channel.zone", [zoneId], { polygon: this.geometry });
        this.draft = null;
        await this.reload();
    }
}
