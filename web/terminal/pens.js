// Pens: the looks of cells (colours, attributes, link), each stored once and named by a number.
//
// In painted bytes every SGR sequence starts with 0 and therefore describes the whole pen. Its parameters are the pen's
// key and are parsed only once.

export const DEFAULT = -1;
export const TRUE_COLOUR = 0x1000000;
export const BOLD = 1;
export const DIM = 2;
export const ITALIC = 4;
export const BLINK = 8;
export const INVERSE = 16;
export const HIDDEN = 32;
export const STRIKE = 64;
export const OVERLINE = 128;

const FLAGS = { 1: BOLD, 2: DIM, 3: ITALIC, 5: BLINK, 6: BLINK, 7: INVERSE, 8: HIDDEN, 9: STRIKE, 53: OVERLINE };
const CROWDED = 20000; // number of pens from which unused ones are swept

// Reads the colour after 38, 48 or 58. Also returns the number of following parameters that belong to it.
function extendedColour(sub, rest) {
    if (sub.length) {
        const kind = +sub[0];
        if (kind === 5) return [+sub[1] & 255, 0];
        const [r, g, b] = sub.slice(-3);
        return [kind === 2 ? rgb(r, g, b) : DEFAULT, 0];
    }
    if (+rest[0] === 5) return [+rest[1] & 255, 2];
    if (+rest[0] === 2) return [rgb(rest[1], rest[2], rest[3]), 4];
    return [DEFAULT, 0];
}

function rgb(r, g, b) {
    return TRUE_COLOUR | ((+r & 255) << 16) | ((+g & 255) << 8) | (+b & 255);
}

// The sixteen colours: the parameter of the first of each eight.
const SIXTEEN = [
    { from: 30, of: 'fg', colour: 0 },
    { from: 40, of: 'bg', colour: 0 },
    { from: 90, of: 'fg', colour: 8 },
    { from: 100, of: 'bg', colour: 8 },
];
const EXTENDED = { 38: 'fg', 48: 'bg', 58: 'line' };
const PLAIN = { fg: DEFAULT, bg: DEFAULT, line: DEFAULT, flags: 0, underline: 0 };

// Applies a parameter without a colour after it.
function setParameter(pen, n, sub) {
    const found = SIXTEEN.find(({ from }) => n >= from && n < from + 8);
    if (n === 0) Object.assign(pen, PLAIN);
    else if (n === 4) pen.underline = sub.length ? +sub[0] : 1;
    else if (n === 21) pen.underline = 2;
    else if (FLAGS[n]) pen.flags |= FLAGS[n];
    else if (found) pen[found.of] = found.colour + n - found.from;
}

export function parseSgr(text) {
    const pen = { ...PLAIN, link: '' };
    const parts = text.split(';');
    for (let i = 0; i < parts.length; i++) {
        const [head, ...sub] = parts[i].split(':');
        if (EXTENDED[+head]) {
            const [colour, used] = extendedColour(sub, parts.slice(i + 1, i + 5));
            pen[EXTENDED[+head]] = colour;
            i += used;
        } else {
            setParameter(pen, +head, sub);
        }
    }
    return pen;
}

export class Pens {
    constructor() {
        this.clear();
    }

    clear() {
        this.list = [parseSgr('')];
        this.byKey = new Map([['\n', 0]]);
    }

    get crowded() {
        return this.list.length > CROWDED;
    }

    // Returns the number of the pen for an SGR string and a link.
    find(sgr, link) {
        const key = `${sgr === '0' ? '' : sgr}\n${link}`;
        let id = this.byKey.get(key);
        if (id === undefined) {
            const pen = parseSgr(sgr);
            pen.link = link;
            id = this.list.push(pen) - 1;
            this.byKey.set(key, id);
        }
        return id;
    }

    // Returns the pen of erased cells: only the background of the pen `id`.
    erasing(id) {
        const pen = this.list[id];
        if (pen.bg === DEFAULT) return 0;
        pen.erase ??= this.find(backgroundSgr(pen.bg), '');
        return pen.erase;
    }

    // Drops pens that none of these rows uses, and renumbers the others in the rows.
    sweep(rows) {
        const old = this.list;
        const keys = new Map([...this.byKey].map(([key, id]) => [id, key]));
        const moved = new Map([[0, 0]]);
        this.clear();
        for (const row of rows) {
            row.pens.forEach((id, x) => {
                if (!moved.has(id)) {
                    moved.set(id, this.list.push(old[id]) - 1);
                    this.byKey.set(keys.get(id), moved.get(id));
                    old[id].erase = undefined;
                }
                row.pens[x] = moved.get(id);
            });
            row.dirty = true;
        }
    }
}

function backgroundSgr(colour) {
    if (colour < 256) return `0;48;5;${colour}`;
    return `0;48;2;${(colour >> 16) & 255};${(colour >> 8) & 255};${colour & 255}`;
}
