// The selection: a pair of positions (line number, column), never what happens to be drawn.
//
// The browser's own selection shows the part of it that has elements, and is set again after each drawing. It also is
// where a selection by touch, menu or keyboard comes from: an end of it that the user has moved becomes a position.
// The mouse selects here, so that output and scrolling while it is held move nothing.

import { logicalLine, wordAround } from './words.js';

const SCROLL_MS = 40;
const UNITS = ['cell', 'cell', 'word', 'line']; // by the number of clicks

// The text of rows without trailing blanks, with wrapped lines joined. A row that is `cut` ends before its text does,
// and its blanks count. `gap`: its last cell was left empty, as the wide character that begins the next row (`wide`)
// did not fit.
export function joined(rows) {
    let text = '';
    rows.forEach(({ text: line, continues, cut, gap }, i) => {
        const next = rows[i + 1];
        if (continues && next) text += gap && next.wide ? line.slice(0, -1) : line;
        else text += (cut ? line : line.replace(/[ \u00a0]+$/, '')) + (next ? '\n' : '');
    });
    return text;
}

// The cells from..to of a row as joined() takes them. Characters of which one cell is in the range are whole.
export function pieceOf(row, from, to) {
    const columns = row.codes.length;
    let end = columns;
    while (end > 0 && row.codes[end - 1] === 32 && row.at(end - 1) === ' ') end--;
    const last = Math.min(row.whole(to, 1), columns);
    let text = '';
    for (let x = row.whole(from, -1); x < last; x++) text += row.at(x);
    const continues = row.continues && last === columns;
    return { text, continues, cut: last < end, gap: row.gap, wide: columns > 1 && row.codes[1] === 0 && from === 0 };
}

const before = (a, b) => a.line < b.line || (a.line === b.line && a.column < b.column);
const least = (a, b) => (before(b, a) ? b : a);
const most = (a, b) => (before(a, b) ? b : a);
const same = (a, b) => a.line === b.line && a.column === b.column;

// The offset of a column in the text of a row, and the reverse.
function offsetOf(row, column) {
    let offset = 0;
    for (let x = 0; x < Math.min(column, row.codes.length); x++) offset += row.at(x).length;
    return offset;
}

function columnOf(row, offset) {
    let x = 0;
    for (let at = 0; x < row.codes.length && at < offset; x++) at += row.at(x).length;
    return row.whole(x, 1);
}

export class Selection {
    // of: lines (first, end, columns, rowAt(line), collect(from, to)), positionAt(event) {line, column, cell},
    // elementOf(line), lineOf(element), drawn() (the numbers of the lines that have elements), takes(event) (true if a
    // press of the mouse selects), keep(lines), scroll(lines), released().
    constructor(viewport, of) {
        Object.assign(this, { viewport, of });
        this.anchor = null; // {from, to}: what was clicked first
        this.range = null; // [anchor, focus]
        this.shown = null; // the browser's selection as it was set
        this.parked = false; // nothing of the selection is drawn
        viewport.addEventListener('mousedown', (event) => this.onDown(event));
        window.addEventListener('mousemove', (event) => this.onMove(event));
        window.addEventListener('mouseup', (event) => this.onUp(event));
        document.addEventListener('selectionchange', () => this.onChange());
    }

    get present() {
        return this.range !== null;
    }

    // The mouse.

    onDown(event) {
        if (event.button !== 0 || !this.of.takes(event)) return;
        event.preventDefault();
        const extends_ = event.shiftKey && this.anchor && !this.of.owned();
        if (!extends_) {
            this.unit = UNITS[Math.min(event.detail, 3)] ?? 'cell';
            this.anchor = this.unitAt(event);
        }
        this.dragged = event;
        this.extend(event);
        this.timer = setInterval(() => this.autoscroll(), SCROLL_MS);
    }

    onMove(event) {
        if (!this.dragged) return;
        if ((event.buttons & 1) === 0) {
            this.onUp(event);
            return;
        }
        this.dragged = event;
        this.extend(event);
    }

    onUp(event) {
        if (!this.dragged || (event.type === 'mouseup' && event.button !== 0)) return;
        this.dragged = null;
        clearInterval(this.timer);
        this.complete(this.anchor);
        this.of.released();
    }

    // Scrolls while the mouse is held outside the view.
    autoscroll() {
        const { top, bottom, left, right } = this.viewport.getBoundingClientRect();
        const { clientX: x, clientY: y } = this.dragged;
        const beyond = (low, high, at) => Math.max(0, at - high) - Math.max(0, low - at);
        const down = beyond(top, bottom, y);
        const lines = Math.sign(down) * (1 + Math.trunc(down ** 2 / 256));
        if (lines) this.of.scroll(lines);
        this.viewport.scrollLeft += beyond(left, right, x);
        if (lines || x < left || x > right) this.extend(this.dragged);
    }

    // The cell boundary, word or line at a point.
    unitAt(event) {
        const { line, column, cell } = this.of.positionAt(event);
        if (this.unit === 'cell') return { from: { line, column }, to: { line, column } };
        const whole = logicalLine(this.of.lines, line);
        return this.unit === 'word' ? wordAround(this.of.lines, whole, { line, column: cell }) : whole;
    }

    extend(event) {
        const to = this.unitAt(event);
        const { anchor } = this;
        const back = before(to.from, anchor.from);
        this.set(back ? anchor.to : anchor.from, back ? to.from : most(anchor.to, to.to));
    }

    // Extends a selected line by rows that were not known when it was clicked.
    async complete(anchor) {
        const { lines } = this.of;
        while (this.unit === 'line' && this.anchor === anchor && this.range) {
            const from = Math.min(...this.range.map((end) => end.line));
            if (from <= lines.first || lines.rowAt(from - 1)) return;
            if (!(await lines.collect(from - 64, from, true))) return;
            const whole = logicalLine(lines, from);
            if (this.anchor !== anchor || !this.range || whole.from.line === from) return;
            this.set(least(whole.from, this.range[0]), most(...this.range));
        }
    }

    set(anchor, focus) {
        if (same(anchor, focus)) {
            this.drop();
            return;
        }
        this.range = [anchor, focus];
        this.of.keep([anchor.line, focus.line]);
        this.show();
    }

    // Removes the selection; the place of the last click remains, so that Shift and a click can extend from there.
    drop() {
        if (!this.range) return;
        this.range = null;
        this.of.keep([]);
        if (this.shown && this.isShown()) document.getSelection().removeAllRanges();
        this.shown = null;
    }

    // Called when the focus has left for the text area. The browser's selection is there soon, if it can have only one.
    leave() {
        const { shown } = this;
        this.shown = null;
        this.drop();
        setTimeout(() => {
            if (!shown || this.range) return;
            this.shown = shown;
            if (this.isShown()) document.getSelection().removeAllRanges();
            this.shown = null;
        });
    }

    // Forgets everything: the lines have got other numbers, or the window is another one.
    clear() {
        this.drop();
        this.anchor = null;
        if (!this.dragged) return;
        this.dragged = null;
        clearInterval(this.timer);
    }

    // The ends in reading order; null if nothing is selected.
    get ends() {
        if (!this.range) return null;
        const [anchor, focus] = this.range;
        return before(focus, anchor) ? [focus, anchor] : [anchor, focus];
    }

    // The browser's selection.

    isShown() {
        const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
        const { anchor, focus } = this.shown;
        return (
            anchorNode === anchor[0] && anchorOffset === anchor[1] && focusNode === focus[0] && focusOffset === focus[1]
        );
    }

    // Sets the browser's selection to the part of this one that is drawn.
    show() {
        if (!this.range) return;
        const [start, end] = this.ends;
        const drawn = this.of.drawn().filter((line) => line >= start.line && line <= end.line);
        this.parked = !drawn.length;
        if (this.parked) {
            this.shown = null;
            if (this.viewport.contains(document.activeElement)) document.getSelection().removeAllRanges();
            return;
        }
        const first = Math.min(...drawn);
        const last = Math.max(...drawn);
        const from = this.point(first, first === start.line ? start.column : 0, -1);
        const to = this.point(last, last === end.line ? end.column : Infinity, 1);
        const back = start !== this.range[0];
        this.shown = { anchor: back ? to : from, focus: back ? from : to };
        if (this.isShown()) return;
        if (!this.viewport.contains(document.activeElement) || document.activeElement.tagName === 'TEXTAREA')
            this.viewport.focus({ preventScroll: true });
        document.getSelection().setBaseAndExtent(...this.shown.anchor, ...this.shown.focus);
    }

    // The place of a column in the element of a drawn line.
    point(line, column, side) {
        const element = this.of.elementOf(line);
        const row = this.of.rowOf(line);
        let left = offsetOf(row, row.whole(Math.min(column, row.codes.length), side));
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            if (left <= walker.currentNode.length) return [walker.currentNode, left];
            left -= walker.currentNode.length;
        }
        return [element, element.childNodes.length];
    }

    // Called when the browser's selection has changed. An end that is where it was set is left as it is, as the true
    // one may not be drawn.
    onChange() {
        if (this.dragged || (this.shown && this.isShown())) return;
        const now = document.getSelection();
        if (this.parked && !now.rangeCount) return;
        if (now.isCollapsed || !this.viewport.contains(now.anchorNode)) {
            this.shown = null;
            this.drop();
            return;
        }
        const place = (node, offset, was, end) =>
            was && was[0] === node && was[1] === offset ? end : this.place(node, offset);
        const { shown } = this;
        const [anchor, focus] = this.range ?? [];
        const ends = [
            place(now.anchorNode, now.anchorOffset, shown?.anchor, anchor),
            place(now.focusNode, now.focusOffset, shown?.focus, focus),
        ];
        if (!ends.every(Boolean)) return;
        const { anchorNode, anchorOffset, focusNode, focusOffset } = now;
        this.shown = { anchor: [anchorNode, anchorOffset], focus: [focusNode, focusOffset] };
        this.range = ends;
        this.anchor = { from: ends[0], to: ends[0] };
        this.unit = 'cell';
        this.of.keep(ends.map((end) => end.line));
    }

    // The position of a place in the document; null if it is in no row.
    place(node, offset) {
        const element = (node.nodeType === 1 ? node : node.parentElement).closest('.row');
        const line = element && this.of.lineOf(element);
        const row = element && this.of.rowOf(line);
        if (!row) return this.outside(node, offset);
        const range = document.createRange();
        range.setStart(element, 0);
        range.setEnd(node, offset);
        return { line, column: columnOf(row, range.toString().length) };
    }

    // A place between rows, as "select all" sets: the beginning or the end of all lines.
    outside(node, offset) {
        const { first, end } = this.of.lines;
        const atEnd = node.contains(this.viewport) ? offset > 0 : this.of.isAfter(node, offset);
        return atEnd ? { line: end - 1, column: Infinity } : { line: first, column: 0 };
    }

    // The text.

    // Takes what is known of the selected lines. Returns their pieces by line, and the numbers of the missing lines.
    known() {
        const [start, end] = this.ends;
        const { lines } = this.of;
        const pieces = new Map();
        const missing = [];
        for (let line = start.line; line <= end.line; line++) {
            const row = lines.rowAt(line);
            if (row) pieces.set(line, this.piece(row, line, start, end));
            else missing.push(line);
        }
        return { pieces, missing };
    }

    piece(row, line, start, end) {
        return pieceOf(
            row,
            line === start.line ? start.column : 0,
            line === end.line ? Math.min(end.column, row.codes.length) : row.codes.length,
        );
    }

    // Returns {text, lost}: the selected text, and the number of selected lines that are no longer kept; or a promise
    // of that, if lines must be fetched from the server, which resolves to null if they cannot be had.
    read() {
        if (!this.range) return { text: '', lost: 0 };
        const unsettled = this.of.settled();
        if (unsettled) return unsettled.then(() => this.read());
        const ends = this.ends;
        const { pieces, missing } = this.known();
        const result = () => {
            const all = [...pieces.keys()].sort((a, b) => a - b).map((line) => pieces.get(line));
            return { text: joined(all), lost: ends[1].line - ends[0].line + 1 - pieces.size };
        };
        return missing.length ? this.fetch(missing, pieces, ends, result) : result();
    }

    async fetch(missing, pieces, ends, result) {
        const rows = await this.of.lines.collect(missing[0], missing.at(-1) + 1);
        if (!rows) return null;
        for (const line of missing) if (rows.has(line)) pieces.set(line, this.piece(rows.get(line), line, ...ends));
        return result();
    }
}
