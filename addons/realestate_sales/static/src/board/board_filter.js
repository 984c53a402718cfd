/** Which units match what the user asks for, and what they add up to: pure functions. */

/** No condition at all. Prices in the company's currency, areas in ㎡ gross. */
export function emptyFilter() {
    return {
        search: "",
        states: [],
        types: [],
        rooms: [],
        layouts: [],
        orientations: [],
        areaMin: null,
        areaMax: null,
        priceMin: null,
        priceMax: null,
    };
}

export function isEmptyFilter(filter) {
    return Object.values(filter).every((value) => value === null || value.length === 0);
}

function inRange(value, min, max) {
    return (min === null || value >= min) && (max === null || value <= max);
}

/**
 * @param {Object} data what `board_data` returned
 * @param {Object} filter see `emptyFilter`
 * @returns {{ others: Uint8Array, all: Uint8Array }} for each unit, whether it matches every condition but the
 *  state, and whether it matches all
 */
export function matchUnits({ units, buildings, layouts }, filter) {
    const size = units.id.length;
    const others = new Uint8Array(size);
    const all = new Uint8Array(size);
    const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
    const names = new Map(buildings.map(({ id, name }) => [id, name]));
    const rooms = new Map(layouts.map((layout) => [layout.id, layout.rooms]));
    const one = (chosen, value) => !chosen.length || chosen.includes(value);
    for (let i = 0; i < size; i++) {
        others[i] =
            one(filter.types, units.property_type[i]) &&
            one(filter.layouts, units.layout_id[i]) &&
            one(filter.rooms, rooms.get(units.layout_id[i])) &&
            one(filter.orientations, units.orientation[i]) &&
            inRange(units.area_gross[i], filter.areaMin, filter.areaMax) &&
            inRange(units.price[i], filter.priceMin, filter.priceMax) &&
            matchesWords(words, units, names, i);
        all[i] = others[i] && one(filter.states, units.state[i]);
    }
    return { others, all };
}

function matchesWords(words, units, names, i) {
    if (!words.length) {
        return true;
    }
    const text = `${names.get(units.building_id[i])} ${units.section[i] || ""} ${units.number[i]}`.toLowerCase();
    return words.every((word) => text.includes(word));
}

/**
 * @param {Object} units
 * @param {Object[]} states of `board_data`
 * @param {Uint8Array} matches
 * @returns {Object} `{ total: { count, value }, [state]: { count, value } }`, value being deal prices of what is sold, list prices of the rest
 */
export function sumUnits(units, states, matches) {
    const sums = { total: { count: 0, value: 0 } };
    for (const { value } of states) {
        sums[value] = { count: 0, value: 0 };
    }
    for (let i = 0; i < matches.length; i++) {
        if (matches[i]) {
            const own = sums[units.state[i]];
            own.count++;
            own.value += units.price[i];
            sums.total.count++;
            sums.total.value += units.price[i];
        }
    }
    return sums;
}
