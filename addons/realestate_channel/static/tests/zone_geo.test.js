import { expect, test } from "@odoo/hoot";

import { fitView, fromScreen, panned, pathOf, scaleBar, shadeOf, tilesIn, toDegrees, toScreen, toWorld, zoomAt } from "@realestate_channel/zone/zone_geo";
import { ZoneMapModel } from "@realestate_channel/zone/zone_map_model";

const SIZE = { width: 800, height: 600 };
const SQUARE = {
    type: "Polygon",
    coordinates: [[[120, 30], [120.02, 30], [120.02, 30.02], [120, 30.02], [120, 30]]],
};

test("degrees to the world and back", () => {
    expect(toWorld([0, 0])).toEqual([0.5, 0.5]);
    expect(toDegrees(toWorld([120.123456, 30.654321]))).toEqual([120.123456, 30.654321]);
});

test("all shapes fit into the window, and a point stays where it is zoomed at", () => {
    const view = fitView([SQUARE, false], SIZE);
    for (const point of SQUARE.coordinates[0]) {
        const [x, y] = toScreen(point, view, SIZE);
        expect(x > 0 && x < SIZE.width && y > 0 && y < SIZE.height).toBe(true);
    }
    const before = fromScreen([100, 100], view, SIZE);
    expect(fromScreen([100, 100], zoomAt(view, 2, [100, 100], SIZE), SIZE)).toEqual(before);
    const [x, y] = toScreen(before, panned(view, 30, -20), SIZE);
    expect([Math.round(x), Math.round(y)]).toEqual([130, 80]);
    expect(fitView([], SIZE).zoom).toBe(4);
});

test("a path closes each ring", () => {
    const view = fitView([SQUARE], SIZE);
    expect(pathOf(SQUARE, view, SIZE).match(/M/g).length).toBe(1);
    const two = { type: "MultiPolygon", coordinates: [SQUARE.coordinates, SQUARE.coordinates] };
    expect(pathOf(two, view, SIZE).match(/Z/g).length).toBe(2);
});

test("tiles of the company's server cover the window", () => {
    const view = { ...fitView([SQUARE], SIZE), zoom: 14 };
    const tiles = tilesIn(view, SIZE, "https://tiles/{z}/{x}/{y}.png");
    expect(tiles[0].url).toMatch(/^https:\/\/tiles\/14\/\d+\/\d+\.png$/);
    expect(Math.min(...tiles.map((tile) => tile.x)) <= 0).toBe(true);
    expect(Math.max(...tiles.map((tile) => tile.x + tile.size)) >= SIZE.width).toBe(true);
});

test("a round distance as scale", () => {
    const { meters, width } = scaleBar({ ...fitView([SQUARE], SIZE), zoom: 14 });
    expect([1, 2, 5]).toInclude(Number(String(meters)[0]));
    expect(width <= 120 && width > 40).toBe(true);
});

test("the more leaflets a household, the darker", () => {
    const shades = [0, 50, 51, 100, 200, 201].map((leaflets) => shadeOf({ leaflets, households: 100 }));
    expect(shades).toEqual([0, 1, 2, 2, 3, 4]);
    expect(shadeOf({ leaflets: 10, households: 0 })).toBe(1);
});

test("a shape is drawn corner by corner and saved to its zone", async () => {
    const written = [];
    const orm = {
        call: async (model, method) => (method === "zone_map" ? { zones: [{ id: 1, polygon: SQUARE }] } : []),
        write: async (...args) => written.push(args),
    };
    const model = new ZoneMapModel({}, {}, { orm });
    await model.open(5, 1);
    expect(model.selected.id).toBe(1);
    model.draw(1);
    model.addPoint([120, 30]);
    model.addPoint([121, 30]);
    expect(model.canFinish).toBe(false);
    model.addPoint([122, 31]);
    model.removeLast();
    model.addPoint([121, 31]);
    expect(model.canFinish).toBe(true);
    await model.save();
    expect(written).toEqual([
        ["realestate.channel.zone", [1], { polygon: { type: "Polygon", coordinates: [[[120, 30], [121, 30], [121, 31], [120, 30]]] } }],
    ]);
    expect(model.draft).toBe(null);
    model.edit(model.zones[0]);
    model.movePoint(0, [119, 29]);
    expect(model.geometry.coordinates[0][4]).toEqual([119, 29]);
    expect(SQUARE.coordinates[0][0]).toEqual([120, 30]);
});
