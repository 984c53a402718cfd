/**
 * Where every unit stands on the wall: pure functions from the columns of `board_data` to rows of cells.
 * In a row of cells a number >= 0 is the index of a unit, EMPTY a place without one, SECTION the gap
 * between two sections.
 */

import { textWidth } from "./board_zoom";

export const EMPTY = -1;
export const SECTION = -2;
/** Property types that have no floors to stand on: drawn as a compact grid by zone. */
export const COMPACT_TYPES = ["parking", "storage"];
export const COMPACT_COLUMNS = 20;

const collator = new Intl.Collator(undefined, { numeric: true });
/** Compare as people do: 2 before 10. */
export const natural = (a, b) => collator.compare(a || "", b || "");

function groupBy(values, key) {
    const groups = new Map();
    for (const value of values) {
        const name = key(value);
        if (!groups.has(name)) {
            groups.set(name, []);
        }
        groups.get(name).push(value);
    }
    return groups;
}

/**
 * @param {number} floor
 * @param {Set<string>} labels what the units of the floor are labelled with
 */
export function floorName(floor, labels) {
    if (labels.size === 1) {
        const [label] = labels;
        if (label) {
            return label;
        }
    }
    return floor > 0 ? `${floor}F` : floor < 0 ? `B${-floor}` : "G";
}

/**
 * Give every unit of one section its column; two of the same column on a floor stand side by side.
 *
 * @returns {{ size: number, floors: Map<number, number[]> }} floors: a unit's index, or EMPTY, by column
 */
function placeSection(units, indexes) {
    const seen = new Map();
    const places = new Map();
    const keys = new Map();
    for (const i of [...indexes].sort((a, b) => natural(units.number[a], units.number[b]))) {
        const column = units.column[i] || units.number[i];
        const taken = `${units.floor[i]} ${column}`;
        const nth = seen.get(taken) || 0;
        seen.set(taken, nth + 1);
        keys.set(`${column} ${nth}`, [column, nth]);
        places.set(i, `${column} ${nth}`);
    }
    const ordered = [...keys.entries()].sort(([, a], [, b]) => natural(a[0], b[0]) || a[1] - b[1]);
    const position = new Map(ordered.map(([key], at) => [key, at]));
    const floors = new Map();
    for (const [i, key] of places) {
        const floor = units.floor[i];
        if (!floors.has(floor)) {
            floors.set(floor, new Array(position.size).fill(EMPTY));
        }
        floors.get(floor)[position.get(key)] = i;
    }
    return { size: position.size, floors };
}

/** Floors from the top down, sections side by side. */
function storeys(units, indexes) {
    const sections = [...groupBy(indexes, (i) => units.section[i] || "").entries()]
        .sort(([a], [b]) => natural(a, b))
        .map(([name, own]) => ({ name, ...placeSection(units, own) }));
    const byFloor = groupBy(indexes, (i) => units.floor[i]);
    const rows = [...byFloor.keys()]
        .sort((a, b) => b - a)
        .map((floor) => {
            const cells = [];
            for (const section of sections) {
                if (cells.length) {
                    cells.push(SECTION);
                }
                cells.push(...(section.floors.get(floor) || new Array(section.size).fill(EMPTY)));
            }
            const labels = new Set(byFloor.get(floor).map((i) => units.floor_label[i] || ""));
            return { key: `f${floor}`, label: floorName(floor, labels), cells };
        });
    return { heads: sections.map(({ name, size }) => ({ name, size })), rows };
}

/** Parking and storage: rows of equal length for each zone. */
function areas(units, indexes) {
    const zones = groupBy(indexes, (i) => JSON.stringify([units.section[i] || "", units.floor[i]]));
    const rows = [];
    const sorted = [...zones.values()].sort(
        ([a], [b]) => natural(units.section[a], units.section[b]) || units.floor[b] - units.floor[a]
    );
    for (const zone of sorted) {
        zone.sort((a, b) => natural(units.number[a], units.number[b]));
        const labels = new Set(zone.map((i) => units.floor_label[i] || ""));
        const floor = floorName(units.floor[zone[0]], labels);
        const zoneName = [units.section[zone[0]], floor].filter(Boolean).join(" ");
        for (let at = 0; at < zone.length; at += COMPACT_COLUMNS) {
            rows.push({
                key: `z${zoneName}${at}`,
                label: "",
                zone: at ? false : zoneName,
                cells: zone.slice(at, at + COMPACT_COLUMNS),
            });
        }
    }
    return rows;
}

const widest = (a, b) => (textWidth(b, 1000) > textWidth(a, 1000) ? b : a);

/**
 * @param {Object} units `board_data().units`
 * @param {Object[]} buildings `board_data().buildings`, in their order
 * @returns {Object[]} a block for each building that has units: id, name, property_type, heads (sections),
 *  rows, indexes, columns (of the widest row), gaps (between sections), longest (number), version
 */
export function buildLayout(units, buildings) {
    const all = units.id.map((_id, i) => i);
    const byBuilding = groupBy(all, (i) => units.building_id[i]);
    return buildings
        .filter((building) => byBuilding.has(building.id))
        .map((building) => {
            const indexes = byBuilding.get(building.id);
            const isCompact = (i) => COMPACT_TYPES.includes(units.property_type[i]);
            const wall = storeys(
                units,
                indexes.filter((i) => !isCompact(i))
            );
            const rows = [...wall.rows, ...areas(units, indexes.filter(isCompact))];
            return {
                ...building,
                heads: wall.heads,
                rows,
                indexes,
                firstCell: rows[0].cells.find((cell) => cell >= 0),
                columns: Math.max(...rows.map(({ cells }) => cells.filter((cell) => cell !== SECTION).length)),
                gaps: Math.max(0, wall.heads.length - 1),
                zones: rows.filter((row) => row.zone).length,
                longest: indexes.reduce((longest, i) => widest(longest, units.number[i]), ""),
                version: 0,
            };
        });
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * The unit that an arrow key leads to: the next one in the row (then in the neighbouring building), or the
 * nearest in the next row that has one.
 *
 * @param {Object[]} layout
 * @param {number} index of the unit one is at
 * @param {string} key ArrowLeft, ArrowRight, ArrowUp, ArrowDown, Home, End
 * @returns {number} index of a unit; the same where there is no further one
 */
export function neighbour(layout, index, key) {
    const at = layout.findIndex(({ indexes }) => indexes.includes(index));
    const { rows } = layout[at];
    const row = rows.findIndex(({ cells }) => cells.includes(index));
    const column = rows[row].cells.indexOf(index);
    const inRow = rows[row].cells.filter((cell) => cell >= 0);
    if (key === "Home" || key === "End") {
        return inRow.at(key === "Home" ? 0 : -1);
    }
    const [down, right] = STEPS[key];
    if (right) {
        const next = inRow[inRow.indexOf(index) + right];
        return next ?? sideways(layout, at + right, rows.length - row, right) ?? index;
    }
    for (let other = row + down; other >= 0 && other < rows.length; other += down) {
        const found = nearest(rows[other].cells, column);
        if (found >= 0) {
            return found;
        }
    }
    return index;
}

function nearest(cells, column) {
    let best = EMPTY;
    let distance = Infinity;
    cells.forEach((cell, at) => {
        if (cell >= 0 && Math.abs(at - column) < distance) {
            best = cell;
            distance = Math.abs(at - column);
        }
    });
    return best;
}

/** The unit at the edge of the next building, as far from the ground. */
function sideways(layout, at, fromGround, right) {
    const rows = layout[at]?.rows;
    return rows?.[Math.max(0, rows.length - fromGround)].cells
        .filter((cell) => cell >= 0)
        .at(right > 0 ? 0 : -1);
}
