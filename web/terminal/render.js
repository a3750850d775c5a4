// Draws rows of cells into the DOM.
//
// Each row is an element of fixed size with CSS containment; a changed row costs only the layout of that row. A row is
// cut into runs of cells with the same pen; each run is a span. Spans are reused, and only a text, class or style that
// differs is written. When the picture scrolls, row elements are moved instead of being drawn again. Characters stay on
// the grid: if the font draws one wider or narrower than its cells, letter-spacing of its run compensates the
// difference. The cursor is a separate box above the rows.

import { BOLD, ITALIC, BLINK, HIDDEN, STRIKE, OVERLINE } from './pens.js';
import { Colours, css } from './colours.js';

const UNDERLINES = ['', 'solid', 'double', 'wavy', 'dotted', 'dashed'];
const FLAG_CLASSES = [
    [BOLD, 'bold'],
    [ITALIC, 'italic'],
    [BLINK, 'blink'],
];
const SAFE_LINK = /^(https?|mailto|ftp):/i;
const BLANK = 32;
const FIXED = Infinity; // spacing of a character in a box of its own
const RULES_MAX = 4000;

// Characters that may join with their neighbours, or be drawn over them: first and last code points.
const JOINING = [
    [0x0600, 0x109f], // Arabic, Syriac, Indic, Thai, Tibetan, Myanmar
    [0x1100, 0x11ff], // Hangul's letters
    [0x1700, 0x1cff], // Khmer, Mongolian and others
    [0xa800, 0xabff],
    [0xd7b0, 0xd7ff],
    [0xfb1d, 0xfdff], // Hebrew's and Arabic's presentation forms
    [0xfe70, 0xfefe],
    [0x10800, 0x11fff],
    [0x1e800, 0x1efff],
    [0x1f000, 0x1faff], // flags, skin tones, other emoji
];
const joins = (code) => code >= 0x600 && JOINING.some(([first, last]) => code >= first && code <= last);

// Characters that make a browser turn the order of a row: it is drawn without that, which costs some time.
const TURNING =
    /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const turns = (code, text) => (code > 0x58f || text.length > 1) && TURNING.test(text);

// Characters that are pictures: blocks, separators of status lines, and the pieces of older computers. Their colours
// meet those of grounds and are left alone.
const isPicture = (code) =>
    code >= 0x2580 && (code < 0x25a0 || (code >= 0xe0b0 && code < 0xe0d8) || (code >= 0x1fb00 && code < 0x1fbb0));

export function safeLink(uri) {
    return SAFE_LINK.test(uri) ? uri : '';
}

// The classes for colours, written when they are first needed.
class Palette {
    constructor() {
        this.sheet = [...document.styleSheets].at(-1);
        this.known = new Set();
    }

    // Returns [class, style] of a colour for text ('f') or ground ('b'), of which one is ''. null: no colour.
    look(kind, rgb) {
        if (rgb === null) return ['', ''];
        const property = kind === 'f' ? 'color' : 'background-color';
        const name = kind + css(rgb).slice(1);
        if (!this.known.has(name)) {
            if (this.known.size >= RULES_MAX) return ['', `${property}:${css(rgb)};`];
            this.known.add(name);
            this.sheet.insertRule(`.row .${name}{${property}:${css(rgb)}}`, this.sheet.cssRules.length);
        }
        return [name, ''];
    }
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
        this.colours = new Colours(element);
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
        this.fonts = ['', 'bold ', 'italic ', 'italic bold '].map((style) => `${style}${size}px ${family}`);
        this.spacings = this.fonts.map(() => new Map());
        this.recolour();
        return { cellWidth: this.cellWidth, rowHeight: this.rowHeight, spacing: this.base };
    }

    // Reads the colours again, after the theme, a program or reverse video has changed them. Returns true if pens have
    // to be drawn again.
    recolour() {
        if (!this.colours.load()) return false;
        for (const pen of this.pens.list) pen.look = undefined;
        return true;
    }

    // The letter-spacing that fits a text of a pen into its cells; 0: that of the screen.
    spacing(text, cells, { flags }) {
        const font = (flags & BOLD ? 1 : 0) + (flags & ITALIC ? 2 : 0);
        const known = this.spacings[font];
        let spacing = known.get(text);
        if (spacing === undefined) {
            this.context.font = this.fonts[font];
            const wanted = this.cellWidth * cells - this.context.measureText(text).width;
            spacing = Math.abs(wanted - this.base) < 0.002 ? 0 : Math.round(wanted * 1000) / 1000;
            if (known.size > 20000) known.clear();
            known.set(text, spacing);
        }
        return spacing;
    }

    // The classes and the style of a pen, computed once for each pen: for text, and for pictures.
    dress(pen) {
        const { text, plain, ground, line } = this.colours.of(pen);
        const attributes = FLAG_CLASSES.filter(([flag]) => pen.flags & flag).map(([, name]) => name);
        const [behind, style] = this.palette.look('b', ground);
        const rest = `${style}${pen.flags & HIDDEN ? 'color:transparent;' : ''}${this.decoration(pen, line)}`;
        const look = (colour) => {
            const [name, own] = this.palette.look('f', colour);
            const names = [name, ground === null ? '' : 'bg', behind, ...attributes].filter(Boolean).join(' ');
            return { names, css: own + rest };
        };
        pen.look = look(text);
        pen.picture = plain === text ? null : look(plain);
        pen.href = pen.link && safeLink(pen.link);
        pen.visible = ground !== null || pen.underline > 0 || (pen.flags & (STRIKE | OVERLINE)) !== 0;
    }

    decoration(pen, line) {
        const lines = [];
        if (pen.underline) lines.push('underline');
        if (pen.flags & STRIKE) lines.push('line-through');
        if (pen.flags & OVERLINE) lines.push('overline');
        if (!lines.length) return '';
        const colour = line === null ? '' : ` ${css(line)}`;
        return `text-decoration:${lines.join(' ')} ${UNDERLINES[pen.underline] || 'solid'}${colour};`;
    }

    // The end of a row's content, without trailing blanks that show nothing.
    extent(row) {
        let end = row.codes.length;
        while (end > 0 && row.codes[end - 1] === BLANK) {
            const pen = this.pens.list[row.pens[end - 1]];
            if (pen.look === undefined) this.dress(pen);
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
            const run = (this.runs[count++] ??= { pen: null, text: '', spacing: 0, cells: 0, picture: false });
            const id = pens[x];
            run.pen = this.pens.list[id];
            if (run.pen.look === undefined) this.dress(run.pen);
            const from = x;
            if (!clusters) while (x < end && codes[x] < 0x7f && codes[x] && pens[x] === id) x++;
            run.text = x > from ? String.fromCharCode.apply(null, codes.subarray(from, x)) : '';
            run.spacing = 0;
            run.picture = false;
            x = this.extend(row, run, id, x, end);
            run.cells = x - from;
        }
        return count;
    }

    // Extends a run by characters whose width in this font must be looked up.
    extend(row, run, id, x, end) {
        while (x < end && row.pens[x] === id) {
            const code = row.codes[x];
            const text = row.at(x);
            const cells = row.codes[x + 1] === 0 && x + 1 < row.codes.length ? 2 : 1;
            const picture = run.pen.picture !== null && isPicture(code);
            let spacing = 0;
            this.turning ||= turns(code, text);
            if (joins(code) || (row.clusters && row.clusters.has(x))) spacing = FIXED;
            else if (code >= 0x7f) spacing = this.spacing(text, cells, run.pen);
            if (run.text === '') Object.assign(run, { spacing, picture });
            else if (spacing !== run.spacing || spacing === FIXED || picture !== run.picture) break;
            run.text += text;
            x += cells;
        }
        return x;
    }

    drawRow(row, element) {
        this.turning = false;
        const count = this.cut(row);
        const name = this.turning ? 'row turning' : 'row';
        if (element.className !== name) element.className = name;
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
        const look = run.picture ? pen.picture : pen.look;
        const boxed = run.spacing === FIXED;
        if (span.look !== look || span.spacing !== run.spacing || (boxed && span.cells !== run.cells)) {
            const names = boxed ? `${look.names} cell` : look.names;
            if (span.className !== names) span.className = names;
            let style = look.css;
            if (boxed) style += `width:${run.cells * this.cellWidth}px`;
            else if (run.spacing) style += `letter-spacing:${run.spacing}px`;
            if ((span.css ?? '') !== style) span.style.cssText = style;
            span.css = style;
            if (pen.href)
                Object.assign(span, { href: pen.href, target: '_blank', rel: 'noopener noreferrer', tabIndex: -1 });
            Object.assign(span, { look, spacing: run.spacing, cells: run.cells });
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
        while (at && at.classList.contains('row')) {
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
