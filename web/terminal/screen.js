// The picture: painted bytes in, rows of cells out. No DOM.
//
// The bytes are the small subset of xterm's language that PROTOCOL.md lists. A row is two arrays, code
// points and pen numbers, and rarely a map of clusters (a character with its combining ones). The
// right half of a wide character has code 0. Scrolling rotates the rows, so that whoever draws
// them can move what is drawn instead of drawing it again: `scrolled` counts the rotations.

import { Pens } from './pens.js';
import { width } from './width.js';

const SPACE = 32;
const STRING_MAX = 64 * 1024;
const GROUND = 0;
const ESCAPE = 1;
const CSI = 2;
const OSC = 3;
const OSC_ESCAPE = 4;
const MOUSE_MODES = [9, 1000, 1002, 1003];
const MOUSE_ENCODINGS = [1006, 1015];

export class Row {
    constructor(columns) {
        this.codes = new Uint32Array(columns).fill(SPACE);
        this.pens = new Uint32Array(columns);
        this.clusters = null;
        this.dirty = true;
        this.continues = false;
        this.element = null;
    }

    erase(from, to, pen) {
        this.codes.fill(SPACE, from, to);
        this.pens.fill(pen, from, to);
        if (to >= this.codes.length) this.continues = false;
        if (this.clusters) {
            for (const x of this.clusters.keys()) if (x >= from && x < to) this.clusters.delete(x);
        }
        this.dirty = true;
    }

    // What is in a cell, as text; nothing for the right half of a wide character.
    at(x) {
        const cluster = this.clusters && this.clusters.get(x);
        if (cluster) return cluster;
        return this.codes[x] ? String.fromCodePoint(this.codes[x]) : '';
    }

    // The row as text, without the blanks at its end.
    text() {
        let text = '';
        for (let x = 0; x < this.codes.length; x++) text += this.at(x);
        return text.trimEnd();
    }
}

function resized(row, columns) {
    const other = new Row(columns);
    other.codes.set(row.codes.subarray(0, columns));
    other.pens.set(row.pens.subarray(0, columns));
    if (row.clusters) other.clusters = new Map([...row.clusters].filter(([x]) => x < columns));
    if (columns && columns < row.codes.length && row.codes[columns] === 0) other.codes[columns - 1] = SPACE;
    other.element = row.element;
    return other;
}

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
    // `on` may have bell(), title(text) and clipboard(base64).
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
        this.state = GROUND;
        this.string = [];
        this.needed = 0;
        this.point = 0;
        for (const row of this.rows) row.erase(0, this.columns, 0);
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

    // The fast path: a run of ASCII into the present row. Returns where it ended.
    plain(bytes, i, end) {
        const row = this.rows[this.y];
        let x = this.x;
        const from = i;
        this.split(row, x);
        while (i < end && bytes[i] >= SPACE && bytes[i] < 0x7f && x < this.columns) {
            row.codes[x] = bytes[i++];
            row.pens[x++] = this.pen;
        }
        if (i > from) {
            this.mend(row, this.x, x);
            this.x = x;
        }
        return i;
    }

    // Cells from..to were overwritten: no half of a wide character stays behind them.
    mend(row, from, to) {
        if (to >= this.columns) row.continues = false;
        else if (row.codes[to] === 0) row.codes[to] = SPACE;
        if (row.clusters) for (let x = from; x < to; x++) row.clusters.delete(x);
        row.dirty = true;
    }

    // A wide character whose right half is at x is about to lose it.
    split(row, x) {
        if (x === 0 || row.codes[x] !== 0) return;
        row.codes[x - 1] = SPACE;
        if (row.clusters) row.clusters.delete(x - 1);
    }

    byte(b) {
        if (this.state === GROUND) this.ground(b);
        else if (this.state === ESCAPE) this.escape(b);
        else if (this.state === CSI) this.sequence(b);
        else this.operating(b);
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
        else if (b >= SPACE && b < 0x7f) this.print(b);
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
        row.codes[x] = point > 0x10ffff ? 0xfffd : point;
        row.pens[x] = this.pen;
        if (cells === 2) {
            row.codes[x + 1] = 0;
            row.pens[x + 1] = this.pen;
        }
        this.mend(row, x, x + cells);
        this.x = x + cells;
    }

    // A combining character goes with the one before it.
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

    sequence(b) {
        if (b === 27) {
            this.state = ESCAPE;
        } else if (b >= 0x40 && b < 0x7f) {
            this.state = GROUND;
            this.control(String.fromCharCode(...this.string), b);
        } else if (this.string.length < 256) {
            this.string.push(b);
        }
    }

    control(text, final) {
        switch (final) {
            case 0x6d: // m
                this.sgr = text === '' || text[0] === '0' ? text : `${this.sgr};${text}`;
                this.pen = this.pens.find(this.sgr, this.link);
                break;
            case 0x48: {
                // H
                const [y, x] = text.split(';');
                this.y = Math.min(Math.max((+y || 1) - 1, 0), this.rows.length - 1);
                this.x = Math.min(Math.max((+x || 1) - 1, 0), this.columns - 1);
                break;
            }
            case 0x4b: // K
                this.erase(this.x, this.columns);
                break;
            case 0x58: // X
                this.erase(this.x, Math.min(this.columns, this.x + (+text || 1)));
                break;
            case 0x4a: // J
                for (const row of this.rows) row.erase(0, this.columns, this.pens.erasing(this.pen));
                break;
            case 0x68: // h
            case 0x6c: // l
                if (text[0] === '?') this.setModes(text.slice(1), final === 0x68);
                break;
            case 0x71: // q
                if (text.endsWith(' ')) this.modes.shape = +text.slice(0, -1) || 0;
        }
    }

    erase(from, to) {
        const row = this.rows[this.y];
        if (from >= to) return;
        this.split(row, from);
        this.mend(row, from, to);
        row.erase(from, to, this.pens.erasing(this.pen));
    }

    setModes(text, on) {
        for (const part of text.split(';')) {
            const n = +part;
            if (n === 1) this.modes.applicationCursor = on;
            else if (n === 5) this.modes.reverse = on;
            else if (n === 25) this.modes.cursor = on;
            else if (n === 1004) this.modes.focus = on;
            else if (n === 1049) this.modes.alternate = on;
            else if (n === 2004) this.modes.paste = on;
            else if (MOUSE_MODES.includes(n)) this.modes.mouse = on ? n : this.modes.mouse === n ? 0 : this.modes.mouse;
            else if (MOUSE_ENCODINGS.includes(n)) {
                this.modes.encoding = on ? n : this.modes.encoding === n ? 0 : this.modes.encoding;
            }
        }
    }

    operating(b) {
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

    // A row was wrapped into the next one: the two are copied as one line.
    goesOn(y) {
        if (this.rows[y]) this.rows[y].continues = true;
    }

    command(text) {
        const at = text.indexOf(';');
        const kind = text.slice(0, at);
        const rest = text.slice(at + 1);
        if (kind === '0' || kind === '2') this.on.title?.(rest);
        else if (kind === '8') {
            this.link = rest.slice(rest.indexOf(';') + 1);
            this.pen = this.pens.find(this.sgr, this.link);
        } else if (kind === '7681') this.goesOn(+rest - 1);
        else if (kind === '52') this.on.clipboard?.(rest.slice(rest.indexOf(';') + 1));
    }
}

// One row of the history, which begins with its SGR reset.
export function paintedRow(bytes, columns, pens) {
    const screen = new Screen(columns, 1, pens);
    screen.write(bytes);
    return screen.rows[0];
}
