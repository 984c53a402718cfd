/**
 * The zoom levels: the size of a cell in px and what is written in it. Sizes are known before anything is drawn,
 * so that the extent of a building is. `font` and `rim` (padding and the state's letter beside the number) tell how
 * wide a number makes the cells of its building; `widest` is where that ends. Where the cells are many, number and
 * letter are one text: what a browser needs to paint a board is the number of its texts.
 */
export const LEVELS = [
    { width: 16, height: 16, head: 26, number: false, lines: 0, font: 9, rim: 2, widest: 16, oneText: true },
    { width: 44, height: 26, head: 34, number: true, lines: 0, font: 10.5, rim: 18, widest: 110, oneText: true },
    { width: 80, height: 44, head: 40, number: true, lines: 1, font: 12, rim: 28, widest: 140 },
    { width: 118, height: 66, head: 44, number: true, lines: 2, font: 12, rim: 28, widest: 160 },
    { width: 160, height: 112, head: 48, number: true, lines: 5, font: 15, rim: 31, widest: 200 },
];
export const GAP = 2;
export const SECTION_GAP = 10;
const TITLE_HEIGHT = 32;
const HEADS_HEIGHT = 20;
const ZONE_HEIGHT = 24;
const DIGIT_NINE = 0x39;
const FIRST_WIDE = 0x2000;

/** @returns {number} px that a text takes at most, without asking the page: digits are narrow, Chinese as wide as high */
export function textWidth(text, font) {
    let width = 0;
    for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        width += code <= DIGIT_NINE ? 0.65 : code < FIRST_WIDE ? 0.75 : 1;
    }
    return Math.ceil(width * font);
}

/** @returns {number} px: as wide as the longest number of the building needs beside the state's letter */
export function cellWidth(block, level) {
    const { width, number, font, rim, widest } = LEVELS[level];
    return number ? Math.min(widest, Math.max(width, textWidth(block.longest, font) + rim)) : width;
}

/** @returns {{ width: number, height: number }} of a building's block in px, without its padding */
export function blockSize(block, level) {
    const { height, head } = LEVELS[level];
    const width = cellWidth(block, level);
    return {
        width: head + block.columns * (width + GAP) + block.gaps * (SECTION_GAP + GAP),
        height:
            TITLE_HEIGHT +
            (block.heads.length ? HEADS_HEIGHT : 0) +
            block.zones * ZONE_HEIGHT +
            block.rows.length * (height + GAP),
    };
}

// A4 landscape inside its margins, at 96 dpi, below the heading of a page
const PAGE = { width: 1050, height: 640 };
// the first page begins with the project and its sums
const FIRST_PAGE = 110;
const SMALLEST_PRINT = 0.62;

/**
 * @param {boolean} isFirst whether the building stands on the first page
 * @returns {{ level: number, scale: number }} the most detail with which a building fits a page legibly
 */
export function printFit(block, isFirst = false) {
    const height = PAGE.height - (isFirst ? FIRST_PAGE : 0);
    const fits = LEVELS.map((_level, level) => {
        const size = blockSize(block, level);
        return { level, scale: Math.min(1.6, PAGE.width / size.width, height / size.height) };
    });
    return fits.findLast(({ scale }) => scale >= SMALLEST_PRINT) || fits[0];
}
