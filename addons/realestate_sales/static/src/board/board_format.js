import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** Black or white, whichever reads better on `color` (#RRGGBB; WCAG 2: at least 4.5 to 1). */
export function textColor(color) {
    const linear = [1, 3, 5]
        .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    return (luminance + 0.05) ** 2 > 0.05 * 1.05 ? "#000000" : "#FFFFFF";
}

const formats = new Map();
function numberFormat(options) {
    const key = JSON.stringify(options);
    if (!formats.has(key)) {
        formats.set(key, new Intl.NumberFormat(user.lang || "en", options));
    }
    return formats.get(key);
}

/** An amount as the sales office says it: 123.4万, 1.25亿; in English 1.234M. */
export function shortAmount(amount) {
    return amount ? numberFormat({ notation: "compact", maximumSignificantDigits: 4 }).format(amount) : "";
}

export function plainNumber(value) {
    return numberFormat({ maximumFractionDigits: 2 }).format(value || 0);
}

/** ㎡ with two decimals. */
export function area(value) {
    return value
        ? _t("%s ㎡", numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value))
        : "";
}
