// Draws rows of cells into the DOM.
//
// Each row is an element of fixed size with CSS containment; a changed row costs only the layout of that row. A row is
// cut into runs of cells with the same pen; each run is a span. Spans are reused, and only a text, class or style that
// differs is written. When the picture scrolls, row elements are moved instead of being drawn again. Characters stay on
// the grid: if the font draws one wider or narrower than its cells, letter-spacing of its run compensates the
// difference. The cursor is a separate box above the rows.

import { DEFAULT, TRUE_COLOUR, BOLD, DIM, ITALIC, BLINK, INVERSE, HIDDEN, STRIKE, OVERLINE } from './pens.js';

const UNDERLINES = ['', 'solid', 'double', 'wavy', 'dotted', 'dashed'];
const FLAG_CLASSES = [
    [BOLD, 'bold'],
    [ITALIC, 'italic'],
    [BLINK, 'blink'],
];
const SAFE_LINK = /^(https?|mailto|ftp):/i;
const BLANK = 32;
const BLACK = 0;
const FIXED = Infinity; // spacing of a character in a box of its own

export function safeLink(uri) {
    return SAFE_LINK.test(uri) ? uri : '';
}

// The classes for colours, written when they are first needed. There are at most a few hundred.
class Palette {
    constructor() {
        this.sheet = [...document.styleSheets].at(-1);
        this.known = new Set();
    }

    // Returns the CSS of a token: fg, bg, on or on7 (default colours); cN, nN or kN (one of the sixteen: plain,
    // readable on the default background, as a background); pN (one of the 256).
    css(token) {
        if (token[0] !== 'p') return `var(--${token})`;
        const n = +token.slice(1);
        if (n > 231) return grey((n - 232) * 10 + 8);
        const level = (v) => (v ? v * 40 + 55 : 0);
        const m = n - 16;
        return `rgb(${level(Math.floor(m / 36))},${level(Math.floor(m / 6) % 6)},${level(m % 6)})`;
    }

    name(kind, token) {
        const name = `${kind}${token}`;
        if (!this.known.has(name)) {
            this.known.add(name);
            const property = kind === 'f' ? 'color' : 'background-color';
            this.sheet.insertRule(`.row .${name}{${property}:${this.css(token)}}`, this.sheet.cssRules.length);
        }
        return name;
    }
}

function grey(v) {
    return `rgb(${v},${v},${v})`;
}

function tokenOf(colour, letter) {
    if (colour === DEFAULT) return '';
    if (colour >= TRUE_COLOUR) return `#${(colour & 0xffffff).toString(16).padStart(6, '0')}`;
    return (colour < 16 ? letter : 'p') + colour;
}

// The shapes of the cursor, indexed by the parameter of DECSCUSR.
const SHAPES = [
    { name: 'block', blinks: false },
    { name: 'block', blinks: true },
    { name: 'block', blinks: false },
    { name: 'under', blinks: true },
    { name: 'under', blinks: false },
    { name: 'beam', blinks: true },
    { name: 'beam', blinks: false },
];

// The character at the cursor: its first column, number of cells, and text.
function cellUnder({ rows, columns, x, y }) {
    const row = rows[y];
    const column = Math.min(x, columns - 1);
    const start = column > 0 && row.codes[column] === 0 ? column - 1 : column;
    const wide = row.codes[start + 1] === 0 && start + 1 < columns;
    return { start, cells: wide ? 2 : 1, text: row.at(start) };
}

export class Renderer {
    constructor(element, cursor, pens) {
        this.element = element;
        this.cursor = cursor;
        this.pens = pens;
        this.palette = new Palette();
        this.context = document.createElement('canvas').getContext('2d');
        this.runs = [];
        this.cursorKey = '';
    }

    // Measures the font. Returns {cellWidth, rowHeight, spacing} in CSS pixels; a cell has whole device pixels.
    measure(family, size) {
        const ratio = devicePixelRatio || 1;
        this.size = size;
        this.ratio = ratio;
        const whole = (v) => Math.max(1, Math.round(v * ratio)) / ratio;
        const context = this.context;
        context.font = `${size}px ${family}`;
        context.textRendering = 'geometricPrecision';
        const metrics = context.measureText('0'.repeat(64));
        const advance = metrics.width / 64;
        const height = metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent;
        this.cellWidth = whole(advance);
        this.rowHeight = whole(Math.min(Math.max(height, size * 1.15), size * 1.4));
        this.base = this.cellWidth - advance;
        this.spacings = new Map();
        return { cellWidth: this.cellWidth, rowHeight: this.rowHeight, spacing: this.base };
    }

    // The letter-spacing that fits a text into its cells; 0: that of the screen.
    spacing(text, cells) {
        let spacing = this.spacings.get(text);
        if (spacing === undefined) {
            const wanted = this.cellWidth * cells - this.context.measureText(text).width;
            spacing = Math.abs(wanted - this.base) < 0.02 ? 0 : Math.round(wanted * 100) / 100;
            if (this.spacings.size > 20000) this.spacings.clear();
            this.spacings.set(text, spacing);
        }
        return spacing;
    }

    // The tokens of a pen's colours. Text in the default colour and black text stay readable on the sixteen
    // backgrounds.
    colours(pen) {
        const plain = pen.bg === DEFAULT;
        let fg = tokenOf(pen.fg, plain ? 'n' : 'c');
        if (!fg && !plain && pen.bg < 16) fg = (pen.bg & 7) === 7 ? 'on7' : 'on';
        if (pen.fg === BLACK && !plain && !(pen.flags & INVERSE)) fg = '#000';
        return [fg, tokenOf(pen.bg, pen.flags & INVERSE ? 'c' : 'k')];
    }

    // The classes and the style of a pen, computed once for each pen.
    dress(pen) {
        let [fg, bg] = this.colours(pen);
        if (pen.flags & INVERSE) [fg, bg] = [bg || 'bg', fg || 'fg'];
        const names = [];
        let css = '';
        if (fg[0] === '#') css += `color:${fg};`;
        else if (fg) names.push(this.palette.name('f', fg));
        if (bg) names.push('bg');
        if (bg[0] === '#') css += `background-color:${bg};`;
        else if (bg) names.push(this.palette.name('b', bg));
        for (const [flag, name] of FLAG_CLASSES) if (pen.flags & flag) names.push(name);
        if (pen.flags & DIM) css += this.dimmed(fg, bg);
        if (pen.flags & HIDDEN) css += 'color:transparent;';
        pen.css = css + this.decoration(pen);
        pen.names = names.join(' ');
        pen.href = pen.link && safeLink(pen.link);
        pen.visible = bg !== '' || pen.underline > 0 || (pen.flags & (STRIKE | OVERLINE)) !== 0;
    }

    dimmed(fg, bg) {
        const [text, ground] = [fg || 'fg', bg || 'bg'].map((name) =>
            name[0] === '#' ? name : this.palette.css(name),
        );
        return `color:color-mix(in srgb,${text} 60%,${ground});`;
    }

    decoration(pen) {
        const lines = [];
        if (pen.underline) lines.push('underline');
        if (pen.flags & STRIKE) lines.push('line-through');
        if (pen.flags & OVERLINE) lines.push('overline');
        if (!lines.length) return '';
        let css = `text-decoration:${lines.join(' ')} ${UNDERLINES[pen.underline] || 'solid'}`;
        if (pen.line !== DEFAULT) {
            const colour = tokenOf(pen.line, 'n');
            css += ` ${colour[0] === '#' ? colour : this.palette.css(colour)}`;
        }
        return `${css};`;
    }

    // The end of a row's content, without trailing blanks that show nothing.
    extent(row) {
        let end = row.codes.length;
        while (end > 0 && row.codes[end - 1] === BLANK) {
            const pen = this.pens.list[row.pens[end - 1]];
            if (pen.names === undefined) this.dress(pen);
            if (pen.visible || (row.clusters && row.clusters.has(end - 1))) break;
            end--;
        }
        return end;
    }

    // Cuts a row into runs, stored in this.runs. Returns their number.
    cut(row) {
        const { codes, pens, clusters } = row;
        const end = this.extent(row);
        let count = 0;
        let x = 0;
        while (x < end) {
            const run = (this.runs[count++] ??= { pen: null, text: '', spacing: 0, cells: 0 });
            const id = pens[x];
            run.pen = this.pens.list[id];
            if (run.pen.names === undefined) this.dress(run.pen);
            const from = x;
            if (!clusters) while (x < end && codes[x] < 0x7f && codes[x] && pens[x] === id) x++;
            run.text = x > from ? String.fromCharCode.apply(null, codes.subarray(from, x)) : '';
            run.spacing = 0;
            x = this.extend(row, run, id, x, end);
            run.cells = x - from;
        }
        return count;
    }

    // Extends a run by characters whose width in this font must be looked up.
    extend(row, run, id, x, end) {
        while (x < end && row.pens[x] === id) {
            const text = row.at(x);
            const cells = row.codes[x + 1] === 0 && x + 1 < row.codes.length ? 2 : 1;
            let spacing = 0;
            if (row.clusters && row.clusters.has(x)) spacing = FIXED;
            else if (row.codes[x] >= 0x7f) spacing = this.spacing(text, cells);
            if (run.text === '') run.spacing = spacing;
            else if (spacing !== run.spacing || spacing === FIXED) break;
            run.text += text;
            x += cells;
        }
        return x;
    }

    drawRow(row, element) {
        const count = this.cut(row);
        let child = element.firstChild;
        for (let i = 0; i < count; i++) {
            const run = this.runs[i];
            const tag = run.pen.href ? 'A' : 'SPAN';
            if (!child || child.tagName !== tag) child = element.insertBefore(document.createElement(tag), child);
            this.drawRun(child, run);
            child = child.nextSibling;
        }
        while (child) {
            const next = child.nextSibling;
            child.remove();
            child = next;
        }
        row.dirty = false;
    }

    drawRun(span, run) {
        const pen = run.pen;
        if (span.pen !== pen || span.spacing !== run.spacing || (run.spacing === FIXED && span.cells !== run.cells)) {
            const names = run.spacing === FIXED ? `${pen.names} cell` : pen.names;
            if (span.className !== names) span.className = names;
            let css = pen.css;
            if (run.spacing === FIXED) css += `width:${run.cells * this.cellWidth}px`;
            else if (run.spacing) css += `letter-spacing:${run.spacing}px`;
            if ((span.css ?? '') !== css) span.style.cssText = css;
            span.css = css;
            if (pen.href)
                Object.assign(span, { href: pen.href, target: '_blank', rel: 'noopener noreferrer', tabIndex: -1 });
            span.pen = pen;
            span.spacing = run.spacing;
            span.cells = run.cells;
        }
        if (span.shownText !== run.text) {
            if (span.firstChild) span.firstChild.data = run.text;
            else span.append(run.text);
            span.shownText = run.text;
        }
    }

    rowElement() {
        const element = document.createElement('div');
        element.className = 'row';
        return element;
    }

    // Updates the DOM from the picture. Returns the rows that were drawn.
    draw(screen, focused) {
        this.rotate(screen);
        const drawn = [];
        let at = this.element.firstChild;
        for (const row of screen.rows) {
            row.element ??= this.rowElement();
            if (row.element !== at) this.element.insertBefore(row.element, at);
            else at = at.nextSibling;
            if (row.dirty) {
                this.drawRow(row, row.element);
                drawn.push(row);
            }
        }
        while (at && at.className === 'row') {
            const next = at.nextSibling;
            at.remove();
            at = next;
        }
        this.drawCursor(screen, focused);
        return drawn;
    }

    // Reuses rows that left at the top, with their elements, at the bottom.
    rotate(screen) {
        const count = Math.min(screen.scrolled, screen.rows.length);
        screen.scrolled = 0;
        const past = screen.rows.length > count ? screen.rows.slice(-count) : [];
        if (!count || !past.every((row) => row.element)) return;
        const last = screen.rows[screen.rows.length - count - 1].element;
        if (last) last.after(...past.map((row) => row.element));
    }

    drawCursor(screen, focused) {
        const { modes, y } = screen;
        const { start, cells, text } = cellUnder(screen);
        const { name, blinks } = SHAPES[modes.shape] ?? SHAPES[6];
        const key = [modes.cursor, start, y, cells, text, name, blinks, focused, this.cellWidth].join(' ');
        if (key === this.cursorKey) return;
        this.cursorKey = key;
        const style = this.cursor.style;
        this.cursor.hidden = !modes.cursor;
        this.cursor.className = `${name}${blinks ? ' blinking' : ''}${focused ? '' : ' away'}`;
        this.cursor.textContent = name === 'block' && focused ? text : '';
        style.transform = `translate(${start * this.cellWidth}px,${y * this.rowHeight}px)`;
        style.width = `${cells * this.cellWidth}px`;
    }
}
