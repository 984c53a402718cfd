/**
 * The zoom levels: the size of a cell in px and what is written in it. Sizes are fixed so that the extent of
 * a building is known before it is drawn.
 */
export const LEVELS = [
    { width: 16, height: 16, head: 26, number: false, lines: 0 },
    { width: 44, height: 26, head: 34, number: true, lines: 0 },
    { width: 80, height: 44, head: 40, number: true, lines: 1 },
    { width: 118, height: 66, head: 44, number: true, lines: 2 },
    { width: 160, height: 112, head: 48, number: true, lines: 5 },
];
export const GAP = 2;
export const SECTION_GAP = 10;
const TITLE_HEIGHT = 32;
const HEADS_HEIGHT = 20;
const ZONE_HEIGHT = 24;

/** @returns {{ width: number, height: number }} of a building's block in px, without its padding */
export function blockSize(block, level) {
    const { width, height, head } = LEVELS[level];
    return {
        width: head + block.columns * (width + GAP) + block.gaps * (SECTION_GAP + GAP),
        height:
            TITLE_HEIGHT +
            (block.heads.length ? HEADS_HEIGHT : 0) +
            block.zones * ZONE_HEIGHT +
            block.rows.length * (height + GAP),
    };
}

// A4 landscape inside its margins, at 96 dpi
const PAGE = { width: 1040, height: 690 };
const SMALLEST_PRINT = 0.62;

/** @returns {{ level: number, scale: number }} the most detail with which a building fits a page legibly */
export function printFit(block) {
    const fits = LEVELS.map((_level, level) => {
        const size = blockSize(block, level);
        return { level, scale: Math.min(1.6, PAGE.width / size.width, PAGE.height / size.height) };
    });
    return fits.findLast(({ scale }) => scale >= SMALLEST_PRINT) || fits[0];
}
