import { Model } from "@web/model/model";

/** Pages that must all fetch again do it spread over this time, in ms. */
export const RELOAD_SPREAD = 1500;

/**
 * What pages of one project have in common: the projects there are, its data, and its channel, on which comes what
 * others change. It listens from before it fetches, so no change falls between the two. Knows no DOM.
 */
export class ProjectModel extends Model {
    static services = ["bus_service"];
    /** What messages are called; with the project's id, its channel. */
    static channel = "";
    /** The method of the project that gives the data. */
    static method = "";

    setup(params, { bus_service }) {
        this.busService = bus_service;
        this.projects = [];
        this.data = null;
        this.early = null;
        this.onMessage = this.onMessage.bind(this);
        this.onReconnect = () => this.reloadSoon();
    }

    start() {
        this.busService.subscribe(this.constructor.channel, this.onMessage);
        this.busService.addEventListener("BUS:RECONNECT", this.onReconnect);
    }

    stop() {
        this.busService.unsubscribe(this.constructor.channel, this.onMessage);
        this.busService.removeEventListener("BUS:RECONNECT", this.onReconnect);
        clearTimeout(this.reloadTimer);
        this.reloadTimer = null;
        this.leave();
    }

    async loadProjects() {
        this.projects = await this.orm.searchRead("realestate.project", [], ["name"]);
    }

    /** @param {number} projectId */
    async open(projectId) {
        this.leave();
        this.projectId = projectId;
        this.channel = `${this.constructor.channel}_${projectId}`;
        this.busService.addChannel(this.channel);
        await this.reload();
    }

    leave() {
        if (this.channel) {
            this.busService.deleteChannel(this.channel);
        }
        this.channel = null;
    }

    /** @returns {Promise<boolean>} false: another project was opened meanwhile */
    async reload() {
        const { projectId } = this;
        this.early = [];
        const data = await this.orm.call("realestate.project", this.constructor.method, [[projectId]]);
        if (projectId !== this.projectId) {
            return false;
        }
        this.setData(data);
        const early = this.early || [];
        this.early = null;
        for (const message of early) {
            this.applyEarly(...message);
        }
        this.notify();
        return true;
    }

    /** Fetch again, but not at the same moment as every other open page. */
    reloadSoon() {
        if (!this.reloadTimer) {
            this.reloadTimer = setTimeout(() => {
                this.reloadTimer = null;
                return this.reload();
            }, Math.random() * RELOAD_SPREAD);
        }
    }

    setData(data) {
        this.data = data;
    }

    /** A message of the channel; while data is fetched it waits in `early`, as the arguments of `applyEarly`. */
    onMessage() {}

    applyEarly() {}
}
