// The picture: painted bytes in, rows of cells out. Does not use the DOM.
//
// The bytes are the subset of xterm's control sequences that PROTOCOL.md lists. Scrolling rotates the rows, whose
// elements can then be moved instead of being drawn again; `scrolled` counts the rotations.

import { Pens } from './pens.js';
import { Row, resized } from './row.js';
import { width } from './width.js';

const SPACE = 32;
const DELETE = 127;
const STRING_MAX = 64 * 1024; // bytes of an OSC
const PARAMETERS_MAX = 256; // bytes of a CSI sequence
const GROUND = 0;
const ESCAPE = 1;
const CSI = 2;
const OSC = 3;
const OSC_ESCAPE = 4;
const REPLACEMENT = 0xfffd;
const MOUSE_MODES = [9, 1000, 1002, 1003];
const MOUSE_ENCODINGS = [1005, 1006, 1015];

// DEC private modes with the values on and off, by number.
const SWITCHES = {
    1: 'applicationCursor',
    5: 'reverse',
    25: 'cursor',
    1004: 'focus',
    1049: 'alternate',
    2004: 'paste',
};

// CSI sequences, by final byte.
const CONTROLS = {
    m: (screen, text) => screen.setPen(text),
    H: (screen, text) => screen.moveTo(text),
    K: (screen) => screen.erase(screen.x, screen.columns),
    X: (screen, text) => screen.erase(screen.x, Math.min(screen.columns, screen.x + (+text || 1))),
    J: (screen) => screen.eraseAll(screen.pens.erasing(screen.pen)),
    h: (screen, text) => screen.setModes(text, true),
    l: (screen, text) => screen.setModes(text, false),
    q: (screen, text) => screen.setShape(text),
};

// OSC commands, by number.
const COMMANDS = {
    0: (screen, text) => screen.on.title?.(text),
    2: (screen, text) => screen.on.title?.(text),
    8: (screen, text) => screen.setLink(text.slice(text.indexOf(';') + 1)),
    4: (screen, text) => screen.setColour(...text.split(';')),
    104: (screen, text) => screen.setColour(text),
    10: (screen, text) => screen.setColour('fg', text),
    11: (screen, text) => screen.setColour('bg', text),
    12: (screen, text) => screen.setColour('cursor', text),
    17: (screen, text) => screen.setColour('selected', text),
    19: (screen, text) => screen.setColour('selected-text', text),
    110: (screen) => screen.setColour('fg'),
    111: (screen) => screen.setColour('bg'),
    112: (screen) => screen.setColour('cursor'),
    117: (screen) => screen.setColour('selected'),
    119: (screen) => screen.setColour('selected-text'),
    52: (screen, text) => screen.on.clipboard?.(text.slice(text.indexOf(';') + 1)),
    7681: (screen, text) => screen.setWrapped(+text - 1), // PROTOCOL.md: this row continues in the next one
};

function freshModes() {
    return {
        applicationCursor: false,
        applicationKeypad: false,
        reverse: false,
        mouse: 0,
        encoding: 0,
        focus: false,
        cursor: true,
        alternate: false,
        paste: false,
        shape: 0,
    };
}

export class Screen {
    // Optional callbacks in `on`: bell(), title(text), clipboard(base64).
    constructor(columns, rows, pens = new Pens(), on = {}) {
        this.pens = pens;
        this.on = on;
        this.columns = columns;
        this.rows = Array.from({ length: rows }, () => new Row(columns));
        this.scrolled = 0;
        this.reset();
    }

    reset() {
        this.x = 0;
        this.y = 0;
        this.sgr = '';
        this.link = '';
        this.pen = 0;
        this.modes = freshModes();
        this.colours = new Map(); // that a program has set, by name or number, as #rrggbb
        this.recoloured = true; // since they were last applied
        this.state = GROUND;
        this.string = [];
        this.needed = 0;
        this.point = 0;
        this.eraseAll(0);
    }

    resize(columns, count) {
        if (columns !== this.columns) this.rows = this.rows.map((row) => resized(row, columns));
        while (this.rows.length < count) this.rows.push(new Row(columns));
        this.rows.length = count;
        this.columns = columns;
        this.x = Math.min(this.x, columns);
        this.y = Math.min(this.y, count - 1);
    }

    write(bytes) {
        const end = bytes.length;
        let i = 0;
        while (i < end) {
            if (this.state === GROUND && this.needed === 0) i = this.plain(bytes, i, end);
            if (i < end) this.byte(bytes[i++]);
        }
    }

    // The fast path: writes a run of ASCII to the current row. Returns the end of the run.
    plain(bytes, i, end) {
        const row = this.rows[this.y];
        let x = this.x;
        const from = i;
        this.split(row, x);
        while (i < end && bytes[i] >= SPACE && bytes[i] < DELETE && x < this.columns) {
            row.codes[x] = bytes[i++];
            row.pens[x++] = this.pen;
        }
        if (i > from) {
            this.repair(row, this.x, x);
            this.x = x;
        }
        return i;
    }

    // Called when cells from..to were overwritten: removes their clusters, and the right half of a wide character after
    // them.
    repair(row, from, to) {
        if (to >= this.columns) row.continues = row.gap = false;
        else if (row.codes[to] === 0) row.codes[to] = SPACE;
        if (row.clusters) for (let x = from; x < to; x++) row.clusters.delete(x);
        row.dirty = true;
    }

    // Blanks a wide character whose right half, at x, is about to be overwritten.
    split(row, x) {
        if (x === 0 || row.codes[x] !== 0) return;
        row.codes[x - 1] = SPACE;
        if (row.clusters) row.clusters.delete(x - 1);
    }

    byte(b) {
        if (this.state === GROUND) this.ground(b);
        else if (this.state === ESCAPE) this.escape(b);
        else if (this.state === CSI) this.csiByte(b);
        else this.oscByte(b);
    }

    ground(b) {
        if (this.needed && (b & 0xc0) === 0x80) {
            this.point = (this.point << 6) | (b & 0x3f);
            if (--this.needed === 0) this.print(this.point);
            return;
        }
        this.needed = 0;
        if (b >= 0xf0) this.begin(b & 7, 3);
        else if (b >= 0xe0) this.begin(b & 15, 2);
        else if (b >= 0xc0) this.begin(b & 31, 1);
        else if (b >= SPACE && b < DELETE) this.print(b);
        else if (b === 13) this.x = 0;
        else if (b === 10) this.lineFeed();
        else if (b === 7) this.on.bell?.();
        else if (b === 27) this.state = ESCAPE;
    }

    begin(bits, needed) {
        this.point = bits;
        this.needed = needed;
    }

    print(point) {
        const cells = width(point);
        const row = this.rows[this.y];
        if (cells === 0) {
            this.combine(row, point);
            return;
        }
        const x = Math.max(0, Math.min(this.x, this.columns - cells));
        this.split(row, x);
        row.codes[x] = point > 0x10ffff ? REPLACEMENT : point;
        row.pens[x] = this.pen;
        if (cells === 2) {
            row.codes[x + 1] = 0;
            row.pens[x + 1] = this.pen;
        }
        this.repair(row, x, x + cells);
        this.x = x + cells;
    }

    // Adds a combining character to the character before the cursor.
    combine(row, point) {
        let x = this.x - 1;
        if (x > 0 && row.codes[x] === 0) x--;
        if (x < 0) return;
        row.clusters ??= new Map();
        row.clusters.set(x, row.at(x) + String.fromCodePoint(point));
        row.dirty = true;
    }

    lineFeed() {
        if (this.y < this.rows.length - 1) {
            this.y++;
            return;
        }
        const row = this.rows.shift();
        row.erase(0, this.columns, this.pens.erasing(this.pen));
        this.rows.push(row);
        this.scrolled++;
    }

    escape(b) {
        this.state = GROUND;
        if (b === 0x5b) {
            this.state = CSI;
            this.string = [];
        } else if (b === 0x5d) {
            this.state = OSC;
            this.string = [];
        } else if (b === 0x3d) this.modes.applicationKeypad = true;
        else if (b === 0x3e) this.modes.applicationKeypad = false;
    }

    csiByte(b) {
        if (b === 27) {
            this.state = ESCAPE;
        } else if (b >= 0x40 && b < DELETE) {
            this.state = GROUND;
            CONTROLS[String.fromCharCode(b)]?.(this, String.fromCharCode(...this.string));
        } else if (this.string.length < PARAMETERS_MAX) {
            this.string.push(b);
        }
    }

    setPen(sgr) {
        this.sgr = sgr === '' || sgr[0] === '0' ? sgr : `${this.sgr};${sgr}`;
        this.pen = this.pens.find(this.sgr, this.link);
    }

    setLink(link) {
        this.link = link;
        this.pen = this.pens.find(this.sgr, link);
    }

    moveTo(text) {
        const [y, x] = text.split(';');
        this.y = Math.min(Math.max((+y || 1) - 1, 0), this.rows.length - 1);
        this.x = Math.min(Math.max((+x || 1) - 1, 0), this.columns - 1);
    }

    eraseAll(pen) {
        for (const row of this.rows) row.erase(0, this.columns, pen);
    }

    setShape(text) {
        if (text.endsWith(' ')) this.modes.shape = +text.slice(0, -1) || 0;
    }

    erase(from, to) {
        const row = this.rows[this.y];
        if (from >= to) return;
        this.split(row, from);
        this.repair(row, from, to);
        row.erase(from, to, this.pens.erasing(this.pen));
    }

    setModes(text, on) {
        if (text[0] !== '?') return;
        for (const number of text.slice(1).split(';').map(Number)) {
            if (SWITCHES[number]) this.modes[SWITCHES[number]] = on;
            else if (MOUSE_MODES.includes(number)) this.setMouse('mouse', number, on);
            else if (MOUSE_ENCODINGS.includes(number)) this.setMouse('encoding', number, on);
        }
    }

    // Sets a mouse mode or encoding: the last one set is in effect until it is reset.
    setMouse(name, number, on) {
        if (on) this.modes[name] = number;
        else if (this.modes[name] === number) this.modes[name] = 0;
    }

    oscByte(b) {
        if (b === 7 || (this.state === OSC_ESCAPE && b === 0x5c)) {
            this.state = GROUND;
            this.command(new TextDecoder().decode(Uint8Array.from(this.string)));
        } else if (b === 27) {
            this.state = OSC_ESCAPE;
        } else {
            this.state = OSC;
            if (this.string.length < STRING_MAX) this.string.push(b);
        }
    }

    // Marks a row that is wrapped into the next one; the two are copied as one line.
    setWrapped(y) {
        if (this.rows[y]) this.rows[y].continues = true;
    }

    // Sets a colour (PROTOCOL.md: rgb:rr/gg/bb), or makes it the page's own again; '': all of the palette.
    setColour(name, value) {
        const rgb = /^rgb:(..)\/(..)\/(..)$/.exec(value ?? '');
        this.recoloured = true;
        if (rgb) this.colours.set(name, `#${rgb.slice(1).join('')}`);
        else if (name) this.colours.delete(name);
        else for (const key of [...this.colours.keys()]) if (key >= 0) this.colours.delete(key);
    }

    command(text) {
        const [number] = text.split(';', 1);
        COMMANDS[number]?.(this, text.slice(number.length + 1));
    }
}

// Creates a row of the history, as wide as its text. Its bytes start with the default style.
export function paintedRow(bytes, pens) {
    const screen = new Screen(Math.max(1, bytes.length), 1, pens);
    screen.write(bytes);
    const row = resized(screen.rows[0], screen.x);
    row.gap = false;
    return row;
}
