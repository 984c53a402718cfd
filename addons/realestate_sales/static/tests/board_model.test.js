import { describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";

import { emptyFilter, isEmptyFilter, matchUnits, sumUnits } from "@realestate_sales/board/board_filter";
import { buildLayout, EMPTY, floorName, neighbour, SECTION } from "@realestate_sales/board/board_layout";
import { BoardModel, HIGHLIGHT } from "@realestate_sales/board/board_model";
import { RELOAD_SPREAD } from "@realestate_sales/project_page/project_model";
import { textColor } from "@realestate_sales/board/board_format";
import { blockSize, LEVELS, printFit } from "@realestate_sales/board/board_zoom";

import { boardData, FakeBus, unitRows } from "./board_test_helpers";

describe.current.tags("headless");

function blockOf(...units) {
    return buildLayout(unitRows(units), boardData().buildings)[0];
}

describe("layout", () => {
    test("floors from the top down, columns by their name, 2 before 10", () => {
        const block = blockOf(
            { id: 1, floor: 1, column: "10", number: "110" },
            { id: 2, floor: 2, column: "02", number: "202" },
            { id: 3, floor: 10, column: "02", number: "1002" }
        );
        expect(block.rows.map(({ label }) => label)).toEqual(["10F", "2F", "1F"]);
        expect(block.rows.map(({ cells }) => cells)).toEqual([
            [2, EMPTY],
            [1, EMPTY],
            [EMPTY, 0],
        ]);
    });

    test("sections stand side by side", () => {
        const block = blockOf(
            { id: 1, section: "10单元", number: "101", column: "01" },
            { id: 2, section: "2单元", number: "101", column: "01" }
        );
        expect(block.heads.map(({ name }) => name)).toEqual(["2单元", "10单元"]);
        expect(block.rows[0].cells).toEqual([1, SECTION, 0]);
    });

    test("two units of one column on a floor are both drawn", () => {
        const block = blockOf(
            { id: 1, number: "101", column: "01" },
            { id: 2, number: "A101", column: "01" },
            { id: 3, number: "102", column: "02" }
        );
        expect([...block.rows[0].cells].sort()).toEqual([0, 1, 2]);
    });

    test("parking is a compact grid by zone", () => {
        const units = Array.from({ length: 45 }, (_, i) => ({
            id: i + 1,
            number: `${45 - i}`,
            section: "A区",
            floor: -1,
            property_type: "parking",
        }));
        const block = blockOf(...units);
        expect(block.rows.map(({ cells }) => cells.length)).toEqual([20, 20, 5]);
        expect(block.rows[0].cells[0]).toBe(44);
        expect(block.rows[0].zone).toBe("A区 B1");
        expect(block.columns).toBe(20);
    });

    test("names of floors", () => {
        expect(floorName(12, new Set([""]))).toBe("12F");
        expect(floorName(-2, new Set([""]))).toBe("B2");
        expect(floorName(1, new Set(["1-2F"]))).toBe("1-2F");
        expect(floorName(1, new Set(["1-2F", ""]))).toBe("1F");
    });

    test("arrow keys lead to the next unit, over gaps and to the next building", () => {
        const layout = buildLayout(
            unitRows([
                { id: 1, floor: 2, column: "01", number: "201" },
                { id: 2, floor: 1, column: "01", number: "101" },
                { id: 3, floor: 1, column: "03", number: "103" },
                { id: 4, floor: 1, column: "01", number: "101", building_id: 2 },
            ]),
            boardData().buildings
        );
        expect(neighbour(layout, 1, "ArrowRight")).toBe(2);
        expect(neighbour(layout, 2, "ArrowUp")).toBe(0);
        expect(neighbour(layout, 0, "ArrowUp")).toBe(0);
        expect(neighbour(layout, 2, "ArrowRight")).toBe(3);
        expect(neighbour(layout, 3, "ArrowLeft")).toBe(2);
        expect(neighbour(layout, 1, "ArrowLeft")).toBe(1);
        expect(neighbour(layout, 1, "End")).toBe(2);
        expect(neighbour(layout, 2, "Home")).toBe(1);
    });

    test("every building fits a page", () => {
        const block = blockOf({ id: 1 }, { id: 2, floor: 33, number: "3301" });
        const { level, scale } = printFit(block);
        expect(blockSize(block, level).height * scale).toBeLessThan(641);
        expect(level).toBeLessThan(LEVELS.length);
        const first = printFit(block, true);
        expect(blockSize(block, first.level).height * first.scale).toBeLessThan(531);
    });
});

describe("filter", () => {
    const data = boardData();

    test("conditions add up; a state narrows the cells but not the legend", () => {
        const filter = { ...emptyFilter(), rooms: [3], priceMax: 1200000, states: ["available"] };
        const { others, all } = matchUnits(data, filter);
        expect([...others]).toEqual([1, 0, 0, 1]);
        expect([...all]).toEqual([1, 0, 0, 0]);
    });

    test("limits belong to the range", () => {
        const at = (changes) => [...matchUnits(data, { ...emptyFilter(), ...changes }).all];
        expect(at({ areaMin: 100, areaMax: 100 })).toEqual([1, 0, 0, 1]);
        expect(at({ areaMin: 100.01 })).toEqual([0, 1, 0, 0]);
        expect(at({ search: "1# 202" })).toEqual([0, 0, 0, 1]);
    });

    test("empty filter matches all", () => {
        expect(isEmptyFilter(emptyFilter())).toBe(true);
        expect(isEmptyFilter({ ...emptyFilter(), areaMin: 0 })).toBe(false);
        expect([...matchUnits(data, emptyFilter()).all]).toEqual([1, 1, 1, 1]);
    });

    test("counts and values by state", () => {
        const sums = sumUnits(data.units, data.states, new Uint8Array([1, 1, 1, 1]));
        expect(sums.total).toEqual({ count: 4, value: 4300000 });
        expect(sums.available).toEqual({ count: 3, value: 3100000 });
        expect(sums.subscribed).toEqual({ count: 1, value: 1200000 });
    });
});

test("text reads on every color", () => {
    expect(textColor("#FFFFFF")).toBe("#000000");
    expect(textColor("#000000")).toBe("#FFFFFF");
    expect(textColor("#2F6FDE")).toBe("#FFFFFF");
    expect(textColor("#FBC02D")).toBe("#000000");
});

describe("live", () => {
    async function openModel(data = boardData()) {
        const calls = [];
        const bus = new FakeBus();
        const orm = {
            call: async (_model, method, args) => {
                calls.push(method);
                return method === "board_data" ? structuredClone(data) : { id: args[0][0], actions: [] };
            },
            searchRead: async () => [{ id: 7, name: "Garden" }],
        };
        const model = new BoardModel({}, {}, { orm, bus_service: bus });
        model.start();
        await model.open(7);
        calls.length = 0;
        return { model, bus, calls };
    }
    const sold = (changes = {}) => ({
        project_id: 7,
        units: unitRows([{ id: 1, number: "101", state: "subscribed", who: "Wang", price: 1000000, layout_id: 3, ...changes }]),
    });

    test("told the same again, a cell is neither drawn nor marked again", async () => {
        const { model, bus } = await openModel();
        bus.send(sold(), 11);
        await advanceTime(HIGHLIGHT);
        const { version } = model.blockOf.get(model.indexOf.get(1));
        bus.send(sold(), 12);
        expect(model.highlighted.has(1)).toBe(false);
        expect(model.blockOf.get(model.indexOf.get(1)).version).toBe(version);
        bus.send(sold({ who: "Li" }), 13);
        expect(model.highlighted.has(1)).toBe(true);
    });

    test("a sale elsewhere recolors the cell without a request, and marks it for a while", async () => {
        const { model, bus, calls } = await openModel();
        const before = model.layout[0].version;
        bus.send(sold(), 11);
        expect(model.unit(1).state).toBe("subscribed");
        expect(model.sums.available.count).toBe(2);
        expect(model.highlighted.has(1)).toBe(true);
        expect(model.layout[0].version).toBeGreaterThan(before);
        await advanceTime(HIGHLIGHT);
        expect(model.highlighted.has(1)).toBe(false);
        expect(calls).toEqual([]);
        model.stop();
    });

    test("only the building of the changed unit is drawn anew", async () => {
        const { model, bus } = await openModel();
        const other = model.layout[1].version;
        bus.send(sold(), 11);
        expect(model.layout[1].version).toBe(other);
        model.stop();
    });

    test("an older message never overwrites a newer one; other projects are not ours", async () => {
        const { model, bus } = await openModel();
        bus.send(sold(), 12);
        bus.send(sold({ state: "available" }), 11);
        expect(model.unit(1).state).toBe("subscribed");
        bus.send({ ...sold({ state: "available" }), project_id: 8 }, 13);
        expect(model.unit(1).state).toBe("subscribed");
        model.stop();
    });

    test("a new unit takes its place; an unknown building asks for a fetch", async () => {
        const { model, bus, calls } = await openModel();
        bus.send({ project_id: 7, units: unitRows([{ id: 99, number: "301", floor: 3 }]) }, 11);
        expect(model.layout[0].rows[0].label).toBe("3F");
        expect(model.sums.total.count).toBe(5);
        bus.send({ project_id: 7, units: unitRows([{ id: 100, building_id: 77 }]) }, 12);
        await advanceTime(RELOAD_SPREAD);
        expect(calls).toEqual(["board_data"]);
        model.stop();
    });

    test("fetches again after the connection was lost, once", async () => {
        const { model, bus, calls } = await openModel();
        bus.trigger("BUS:RECONNECT");
        bus.trigger("BUS:RECONNECT");
        await advanceTime(RELOAD_SPREAD);
        expect(calls).toEqual(["board_data"]);
        model.stop();
    });

    test("leaves the channel of the project it leaves", async () => {
        const { model, bus } = await openModel();
        await model.open(8);
        expect([...bus.channels]).toEqual(["realestate_board_8"]);
        model.stop();
        expect([...bus.channels]).toEqual([]);
    });

    test("a change of the open unit renews its card", async () => {
        const { model, bus, calls } = await openModel();
        await model.openCard(1);
        bus.send(sold(), 11);
        expect(calls).toEqual(["board_card", "board_card"]);
        model.stop();
    });
});
