// Finds addresses in plain text.

const ADDRESS = /\b(?:https?|ftp):\/\/[^\s<>"'`{}|\\^\u0000-\u001f\u00ab\u00bb\u2018-\u201f]+|\bmailto:[^\s<>"']+/gi;
const POINTS = /[.,;:!?*…。，、；：！？）」』】]$/;
const BRACKETS = { ')': '(', ']': '[' };

// Removes punctuation at the end of an address, and closing brackets without an opening one.
export function trimmed(address) {
    let text = address;
    for (;;) {
        const last = text.at(-1);
        const open = BRACKETS[last];
        const unopened = open && text.split(open).length < text.split(last).length;
        if (!unopened && !POINTS.test(text)) return text;
        text = text.slice(0, -1);
    }
}

// Finds the address at one of the characters of a line: {address, from, to}, of which `to` is exclusive; null if there
// is none. characters: the texts of cells.
export function addressIn(characters, at) {
    const text = characters.map((character) => (character.length === 1 ? character : '\ufffd')).join('');
    for (const match of text.matchAll(ADDRESS)) {
        const from = match.index;
        const to = from + trimmed(match[0]).length;
        const address = characters.slice(from, to).join('');
        if (at >= from && at < to && /^(\w+:\/\/|mailto:)[^/]/i.test(address)) return { address, from, to };
    }
    return null;
}
