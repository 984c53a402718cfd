/** What is typed as a phone number, before the server judges it: pure functions. */

/** @returns {string} digits in half-width, with a leading + kept */
export function compactPhone(text) {
    return (text || "").normalize("NFKC").replace(/[^\d+]/g, "");
}

/**
 * Whether so much is typed that it is worth asking: 11 digits of a Chinese mobile number, with or without 86,
 * a landline with its area code, or a number abroad.
 */
export function isComplete(text) {
    const phone = compactPhone(text);
    const national = phone.replace(/^(\+|00)?86(?=1\d{10}$)/, "");
    if (/^1/.test(national)) {
        return /^1[3-9]\d{9}$/.test(national);
    }
    return /^0\d{9,11}$/.test(phone) || /^\+\d{9,15}$/.test(phone);
}

/** @returns {string} a mobile number in groups as people say it: 138 0000 1234 */
export function groupedPhone(text) {
    const phone = compactPhone(text);
    return /^1[3-9]\d{9}$/.test(phone) ? `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}` : text;
}
