/**
 * Where shapes of longitude and latitude stand on the screen: Web Mercator, as map tiles are cut, so that
 * shapes and the company's own tiles fit. Pure functions; a view is `{ x, y, zoom }`, its centre in the
 * world's unit square and the zoom of the tiles.
 */
export const TILE = 256;
export const MIN_ZOOM = 3;
export const MAX_ZOOM = 20;
const EQUATOR = 40075016.686; // m

/** @returns {[number, number]} in the unit square, y downwards */
export function toWorld([longitude, latitude]) {
    const sine = Math.sin((Math.min(Math.max(latitude, -85), 85) * Math.PI) / 180);
    return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** @returns {[number, number]} longitude, latitude with 6 decimals (10 cm) */
export function toDegrees([x, y]) {
    const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    return [(x - 0.5) * 360, latitude].map((value) => Math.round(value * 1e6) / 1e6);
}

const scaleOf = ({ zoom }) => TILE * 2 ** zoom;

export function toScreen(point, view, size) {
    const [x, y] = toWorld(point);
    const scale = scaleOf(view);
    return [size.width / 2 + (x - view.x) * scale, size.height / 2 + (y - view.y) * scale];
}

export function fromScreen([x, y], view, size) {
    const scale = scaleOf(view);
    return toDegrees([view.x + (x - size.width / 2) / scale, view.y + (y - size.height / 2) / scale]);
}

/** @returns {number[][][]} the rings of a GeoJSON Polygon or MultiPolygon, one after the other */
export function ringsOf(geometry) {
    if (!geometry) {
        return [];
    }
    return geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.coordinates;
}

/** @returns {string} a point as an SVG path has it */
export const pairOf = ([x, y]) => x.toFixed(1) + "," + y.toFixed(1);

/** @returns {string} the `d` of an SVG path, in pixels */
export function pathOf(geometry, view, size) {
    return ringsOf(geometry)
        .map((ring) => {
            const points = ring.slice(0, -1).map((point) => toScreen(point, view, size));
            return "M" + points.map(pairOf).join("L") + "Z";
        })
        .join("");
}

/** @returns {[number, number]|null} the middle of a shape's box, in degrees */
export function middleOf(geometry) {
    const box = boxOf([geometry]);
    return box && toDegrees([(box.left + box.right) / 2, (box.top + box.bottom) / 2]);
}

function boxOf(geometries) {
    const points = geometries.flatMap(ringsOf).flat().map(toWorld);
    if (!points.length) {
        return null;
    }
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** @returns {Object} the view that shows all shapes; without any all of China */
export function fitView(geometries, size) {
    const box = boxOf(geometries.filter(Boolean));
    if (!box) {
        const [x, y] = toWorld([104, 35.5]);
        return { x, y, zoom: 4 };
    }
    const room = 0.8 * Math.min(size.width / (box.right - box.left || 1e-6), size.height / (box.bottom - box.top || 1e-6));
    const zoom = Math.min(Math.max(Math.log2(room / TILE), MIN_ZOOM), 17);
    return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, zoom };
}

/** Zoom so that what is at `point` on the screen stays there. */
export function zoomAt(view, steps, [px, py], size) {
    const zoom = Math.min(Math.max(view.zoom + steps, MIN_ZOOM), MAX_ZOOM);
    const before = scaleOf(view);
    const after = scaleOf({ zoom });
    const [dx, dy] = [px - size.width / 2, py - size.height / 2];
    return { x: view.x + dx / before - dx / after, y: view.y + dy / before - dy / after, zoom };
}

export function panned(view, dx, dy) {
    const scale = scaleOf(view);
    return { ...view, x: view.x - dx / scale, y: view.y - dy / scale };
}

/** @returns {{key: string, url: string, x: number, y: number, size: number}[]} the tiles in view */
export function tilesIn(view, size, url) {
    const zoom = Math.min(Math.max(Math.round(view.zoom), MIN_ZOOM), 19);
    const count = 2 ** zoom;
    const side = scaleOf(view) / count;
    const left = size.width / 2 - view.x * scaleOf(view);
    const top = size.height / 2 - view.y * scaleOf(view);
    const tiles = [];
    for (let y = Math.max(0, Math.floor(-top / side)); y < count && top + y * side < size.height; y++) {
        for (let x = Math.max(0, Math.floor(-left / side)); x < count && left + x * side < size.width; x++) {
            tiles.push({
                key: `${zoom}/${x}/${y}`,
                url: url.replace("{z}", zoom).replace("{x}", x).replace("{y}", y),
                x: left + x * side,
                y: top + y * side,
                size: side,
            });
        }
    }
    return tiles;
}

/** @returns {{meters: number, width: number}} a round distance and how long it is, in pixels */
export function scaleBar(view) {
    const [, latitude] = toDegrees([view.x, view.y]);
    const perPixel = (EQUATOR * Math.cos((latitude * Math.PI) / 180)) / scaleOf(view);
    const power = 10 ** Math.floor(Math.log10(perPixel * 120));
    const meters = [5, 2, 1].map((digit) => digit * power).find((length) => length <= perPixel * 120);
    return { meters, width: meters / perPixel };
}

/** Leaflets a household, up to which a shade goes. */
export const SHADES = [0.5, 1, 2];

/** @returns {number} 0 nothing given out, 1 to 4 the more a household the darker */
export function shadeOf({ leaflets, households }) {
    if (!leaflets) {
        return 0;
    }
    const density = households ? leaflets / households : 0;
    const shade = SHADES.findIndex((limit) => density <= limit);
    return (shade < 0 ? SHADES.length : shade) + 1;
}
