// Finds addresses in plain text.

const ADDRESS = /\b(?:https?|ftp):\/\/[^\s<>"'`{}|\\^\u0000-\u001f]+|\bmailto:[^\s<>"']+/gi;

// Removes punctuation at the end of an address, and a closing bracket without an opening one.
export function trimmed(address) {
    let text = address.replace(/[.,;:!?]+$/, '');
    for (const [open, shut] of ['()', '[]']) {
        while (text.endsWith(shut) && text.split(open).length < text.split(shut).length) text = text.slice(0, -1);
    }
    return text;
}

// Finds the address at a column of row `at`; null if there is none. rows: texts of the same width, one character for
// each cell. An address may continue after a full row.
export function addressAt(rows, at, column, columns) {
    let from = at;
    let to = at;
    while (from > 0 && rows[from - 1].length >= columns && at - from < 8) from--;
    while (to + 1 < rows.length && rows[to].length >= columns && to - at < 8) to++;
    const text = rows.slice(from, to + 1).join('');
    const place = (at - from) * columns + column;
    for (const match of text.matchAll(ADDRESS)) {
        const address = trimmed(match[0]);
        if (place >= match.index && place < match.index + address.length) {
            return { address, from: match.index - (at - from) * columns, length: address.length };
        }
    }
    return null;
}
