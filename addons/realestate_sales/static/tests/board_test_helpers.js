const STATES = ["unreleased", "available", "held", "subscribed", "contracted", "filed", "delivered"];
const UNIT = {
    id: 0,
    building_id: 1,
    section: "",
    floor: 1,
    floor_label: "",
    number: "101",
    column: "01",
    property_type: "residential",
    layout_id: false,
    orientation: "S",
    area_gross: 100,
    area_inner: 80,
    unit_price: 10000,
    price: 1000000,
    state: "available",
    not_for_sale: false,
    who: null,
    until: null,
};

/** Units by column, as the server sends them. */
export function unitRows(units) {
    return Object.fromEntries(
        Object.keys(UNIT).map((name) => [name, units.map((unit) => unit[name] ?? UNIT[name])])
    );
}

/** What `board_data` returns of a project with two buildings and four units. */
export function boardData() {
    return {
        project: { id: 7, name: "Garden", currency_id: 1, tz: "Asia/Shanghai" },
        states: STATES.map((value) => ({
            value,
            label: value,
            sign: value[0].toUpperCase(),
            color: "#38B46B",
        })),
        property_types: [
            { value: "residential", label: "Residential" },
            { value: "shop", label: "Shop" },
        ],
        buildings: [
            { id: 1, name: "1#", property_type: "residential" },
            { id: 2, name: "2#", property_type: "shop" },
        ],
        layouts: [
            { id: 3, name: "3 rooms", rooms: 3 },
            { id: 4, name: "4 rooms", rooms: 4 },
        ],
        rights: { configure: true, import: true },
        units: unitRows([
            { id: 1, number: "101", layout_id: 3 },
            { id: 2, number: "102", column: "02", layout_id: 4, area_gross: 120, price: 1100000 },
            { id: 3, number: "S1", building_id: 2, property_type: "shop", area_gross: 50 },
            { id: 4, number: "202", column: "02", floor: 2, layout_id: 3, price: 1200000, state: "subscribed" },
        ]),
    };
}

/** Stands in for the bus service: remembers channels, delivers by hand. */
export class FakeBus extends EventTarget {
    channels = new Set();
    callbacks = new Set();

    addChannel(name) {
        this.channels.add(name);
    }
    deleteChannel(name) {
        this.channels.delete(name);
    }
    subscribe(_type, callback) {
        this.callbacks.add(callback);
    }
    unsubscribe(_type, callback) {
        this.callbacks.delete(callback);
    }
    send(payload, id) {
        for (const callback of this.callbacks) {
            callback(structuredClone(payload), { id });
        }
    }
    trigger(name) {
        this.dispatchEvent(new Event(name));
    }
}
