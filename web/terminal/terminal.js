// A terminal on the page: the picture, the history, the link to the window, and the user's input.
//
// Frames are fed to the picture as they arrive. The picture is drawn when it is complete, at the pace set by pacing.js.
//
// Events, with their detail: `welcome` and `state` (the server's messages), `status` (the link's), `discarded` (a number
// of typed bytes that the program did not get), `title`, `bell`, `clipboard` (base64), `text` (typed by an input
// method), `paste` (text that was not typed), `follow` ({following, fresh}: true if the view is at the end
// of the history; true if new output has arrived since it left the end).

import { element } from '../lib/dom.js';
import { Pens } from './pens.js';
import { Screen } from './screen.js';
import { Renderer } from './render.js';
import { applyColours, themeColours } from './theme.js';
import { History } from './history.js';
import { Scroll } from './scroll.js';
import { Selection } from './selection.js';
import { Links } from './links.js';
import { Pacing } from './pacing.js';
import { Link } from '../net/link.js';
import { Ime } from '../input/ime.js';
import { Mouse } from '../input/mouse.js';
import { Touch } from '../input/touch.js';
import { Announcer } from './announce.js';

const FAMILY =
    '"JetBrains Mono", "SF Mono", ui-monospace, Menlo, "Cascadia Mono", Consolas, ' +
    '"DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono", monospace';
const RESIZE_MS = 50; // a size is sent at once, the next ones when they have not changed for this time,
const RESIZE_MAX_MS = 300; // or for this long
const ANDROID = /Android/.test(navigator.userAgent);
const COMPOSERS = /^(ja|zh|ko|vi)/; // languages typed with an input method
const COLUMNS = [10, 65535]; // minimum, maximum
const ROWS = [2, 65535];
const CARET_ROOM = 40; // pixels kept in view after the cursor

const encoder = new TextEncoder();
const within = (value, [least, most]) => Math.min(most, Math.max(least, Math.floor(value)));

function textArea() {
    return element('textarea', {
        id: 'terminal-input',
        'aria-label': 'Terminal input',
        rows: 1,
        autocapitalize: 'none',
        autocomplete: 'off',
        autocorrect: 'off',
        spellcheck: false,
        enterkeyhint: 'enter',
        'data-gramm': 'false', // no writing assistant
    });
}

export class Terminal extends EventTarget {
    constructor(settings) {
        super();
        this.settings = settings;
        this.makeElements();
        this.pens = new Pens();
        this.state = null;
        this.whole = false; // the picture is complete
        this.top = 0; // number of the screen's first line
        this.renderer = new Renderer(this.rows, this.cursor, this.pens);
        this.pacing = new Pacing(
            () => this.draw(),
            () => this.link,
        );
        this.makeScreen(80, 24);
        this.history = new History(
            this.pens,
            (line, count) => this.link?.askHistory(line, count),
            () => this.onHistory(),
        );
        this.scroll = this.makeScroll();
        this.lines = this.makeLines();
        this.announcer = new Announcer(settings);
        this.makeInput();
        this.listen();
        this.measure();
    }

    emit(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    makeElements() {
        this.rows = element('div', { id: 'rows' });
        this.cursor = element('div', { id: 'cursor', 'aria-hidden': 'true' });
        this.hint = element('div', { id: 'link-hint', 'aria-hidden': 'true', hidden: true });
        this.area = textArea();
        this.composing = element('span', { id: 'composing', hidden: true });
        this.caret = element('div', { id: 'caret' }, this.area, this.composing);
        const screen = { id: 'screen', 'data-testid': 'screen', role: 'group', 'aria-label': 'Screen' };
        this.box = element('div', screen, this.rows, this.cursor, this.hint, this.caret);
        this.past = element('div', { id: 'past', role: 'group', 'aria-label': 'History' });
        const viewport = { id: 'viewport', tabIndex: -1, 'data-testid': 'viewport' };
        this.viewport = element('div', viewport, this.past, this.box);
        this.element = element('main', { id: 'stage', role: 'tabpanel', 'aria-label': 'Terminal' }, this.viewport);
    }

    makeScreen(columns, rows) {
        this.screen = new Screen(columns, rows, this.pens, {
            bell: () => this.emit('bell'),
            title: (title) => this.emit('title', title),
            clipboard: (data) => this.emit('clipboard', data),
        });
    }

    makeScroll() {
        return new Scroll({
            viewport: this.viewport,
            past: this.past,
            renderer: this.renderer,
            history: this.history,
            onFollow: (following) => this.emit('follow', { following, fresh: false }),
            rowsBelow: () => ({
                below: this.screen.rows.length - 1 - this.screen.y,
                rows: this.screen.rows.length,
            }),
        });
    }

    makeInput() {
        this.selection = this.makeSelection();
        this.ime = new Ime(this.area, {
            send: (text) => this.emit('text', text),
            paste: (text) => this.emit('paste', text),
            preview: (text) => this.showComposed(text),
            live: ANDROID && !navigator.languages.some((language) => COMPOSERS.test(language)),
            padded: matchMedia('(pointer: coarse)').matches,
        });
        this.mouse = this.makeMouse();
        this.touch = new Touch(this.viewport, {
            turn: (lines, point) => this.mouse.turn(lines, point),
            owned: () => this.screen.modes.alternate || this.screen.modes.mouse > 0,
            rowHeight: () => this.renderer.rowHeight,
            pinch: (factor, done) => this.onPinch(factor, done),
            tap: (point, event) => this.onTap(point, event),
        });
        this.links = new Links(this.viewport, this.hint, {
            top: () => this.scroll.top,
            lines: this.lines,
            positionAt: (point) => this.positionAt(point),
            renderer: this.renderer,
        });
    }

    // The lines of history and screen by number, as they are drawn.
    makeLines() {
        const { scroll, screen, history } = this;
        return {
            get first() {
                return scroll.first;
            },
            get end() {
                return scroll.top + screen.rows.length;
            },
            get columns() {
                return screen.columns;
            },
            rowAt: (line) => screen.rows[line - scroll.top - screen.scrolled] ?? history.line(line),
            collect: (...range) => history.collect(...range),
        };
    }

    makeSelection() {
        const { scroll } = this;
        const own = (row) => this.screen.rows.findIndex((other) => other.element === row);
        return new Selection(this.viewport, {
            lines: this.lines,
            positionAt: (point) => this.positionAt(point),
            rowOf: (line) => scroll.elements.get(line)?.row ?? this.lines.rowAt(line),
            elementOf: (line) => scroll.elements.get(line) ?? this.screen.rows[line - scroll.top].element,
            lineOf: (row) => row.line ?? scroll.top + own(row),
            drawn: () => [...scroll.elements.keys(), ...this.screen.rows.map((_, y) => scroll.top + y)],
            isAfter: (node, offset) => node === this.box && offset > 0,
            takes: (event) => this.isText(event) && (!this.screen.modes.mouse || event.shiftKey),
            owned: () => this.screen.modes.mouse > 0,
            keep: (lines) => scroll.keep(lines),
            scroll: (lines) => scroll.by(lines),
            settled: () => this.settled(),
            released: () => this.selection.present || this.focus(),
        });
    }

    // True if an event is over text, not over the scroll bar, and comes from a mouse.
    isText({ clientX, clientY, sourceCapabilities }) {
        const { left, top } = this.viewport.getBoundingClientRect();
        const { clientWidth, clientHeight } = this.viewport;
        const inside = clientX - left < clientWidth && clientY - top < clientHeight;
        return inside && !sourceCapabilities?.firesTouchEvents;
    }

    // The position of a point: its line, the nearest boundary of a cell, and its cell.
    positionAt({ clientX, clientY }) {
        const { left, top } = this.box.getBoundingClientRect();
        const { cellWidth, rowHeight } = this.renderer;
        const { first, end, columns } = this.lines;
        const x = (clientX - left) / cellWidth;
        return {
            line: within((clientY - top) / rowHeight + this.scroll.top, [first, end - 1]),
            column: within(x + 0.5, [0, columns]),
            cell: within(x, [0, columns - 1]),
        };
    }

    // Draws what has arrived, so that it is what is read. Returns a promise if the picture is not complete yet.
    settled() {
        if (this.whole) this.draw();
        return this.whole ? null : new Promise((resolve) => this.addEventListener('whole', resolve, { once: true }));
    }

    makeMouse() {
        return new Mouse(this.viewport, {
            cellAt: (point) => this.cellAt(point),
            modes: () => this.screen.modes,
            send: (bytes) => this.link?.input(bytes),
            type: (text) => this.send(text),
            rowHeight: () => this.renderer.rowHeight,
        });
    }

    listen() {
        this.viewport.addEventListener('mouseup', (event) => {
            if (event.button === 0 && !this.selection.present) this.focus();
        });
        this.area.addEventListener('focus', () => this.selection.leave());
        for (const type of ['focus', 'blur']) this.area.addEventListener(type, () => this.onFocus());
        this.viewport.addEventListener('dragover', (event) => event.preventDefault());
        this.viewport.addEventListener('drop', (event) => {
            event.preventDefault(); // a file or a link would replace the page
            const text = event.dataTransfer.getData('text/plain');
            if (text) this.emit('paste', text);
        });
        new MutationObserver(() => this.reportColours()).observe(document.documentElement, {
            attributeFilter: ['data-theme'],
        });
        new ResizeObserver(() => this.fit()).observe(this.element);
    }

    // The font and the grid.

    measure() {
        const size = this.settings.fontSize;
        const { cellWidth, rowHeight, spacing } = this.renderer.measure(FAMILY, size);
        const style = this.element.style;
        style.setProperty('--font', FAMILY);
        style.setProperty('--size', `${size}px`);
        style.setProperty('--cell', `${cellWidth}px`);
        style.setProperty('--line', `${rowHeight}px`);
        style.setProperty('--spacing', `${spacing}px`);
        this.fit();
        this.redraw();
    }

    redraw() {
        for (const row of this.screen.rows) row.dirty = true;
        this.scroll.renumber(this.scroll.first, this.scroll.top);
        this.pacing.request();
    }

    // Draws again if the theme, a program or reverse video has changed the colours.
    recolour() {
        if (this.renderer.recolour()) this.redraw();
    }

    // Measures again if the font size or the resolution has changed.
    measureIfChanged() {
        const { size, ratio } = this.renderer;
        if (size !== this.settings.fontSize || ratio !== devicePixelRatio) this.measure();
    }

    // The size of the page, in cells.
    size() {
        const { cellWidth, rowHeight } = this.renderer;
        const { clientWidth, clientHeight } = this.element;
        const style = getComputedStyle(this.element);
        const scrollbar = this.viewport.offsetWidth - this.viewport.clientWidth;
        const width = clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - scrollbar;
        const height = clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
        return { columns: within(width / cellWidth, COLUMNS), rows: within(height / rowHeight, ROWS) };
    }

    fit() {
        if (!this.element.clientHeight) return;
        const { columns, rows } = this.size();
        this.viewport.style.height = `${rows * this.renderer.rowHeight}px`;
        if (this.scroll.following) this.scroll.toEnd();
        this.scroll.show();
        if (this.fitted === `${columns}x${rows}`) return;
        const first = this.fitted === undefined;
        this.fitted = `${columns}x${rows}`;
        if (!first) this.resize();
    }

    // Reports the size: at once, or, while it keeps changing, when it rests.
    resize() {
        const now = performance.now();
        const send = () => {
            this.resizing = 0;
            this.resized = performance.now();
            this.link?.resize();
        };
        const rests = now - (this.changed ?? -Infinity) > RESIZE_MS;
        this.changed = now;
        clearTimeout(this.resizing);
        if ((rests && !this.resizing) || now - this.resized > RESIZE_MAX_MS) send();
        else this.resizing = setTimeout(send, RESIZE_MS);
    }

    onPinch(factor, done) {
        this.pinched ??= this.settings.fontSize;
        const size = Math.round(this.pinched * factor);
        if (done) this.pinched = undefined;
        if (size !== this.settings.fontSize) this.settings.setFontSize(size);
    }

    // The link.

    attach(url, stream) {
        this.detach();
        this.state = null;
        this.pacing.pending = -1;
        this.link = new Link({
            url,
            stream,
            size: () => this.size(),
            on: {
                welcome: (welcome) => this.onWelcome(welcome),
                state: (state) => this.onState(state),
                frame: (frame) => this.onFrame(frame),
                title: (title) => this.emit('title', title),
                history: ({ line, epoch, count, bytes }) => this.history.answer(line, epoch, count, bytes),
                status: (status) => this.emit('status', status),
                discarded: (bytes) => this.emit('discarded', bytes),
            },
        });
    }

    detach() {
        this.link?.close();
        this.link = null;
        this.history.detach();
        this.selection.clear();
    }

    // Resizes the window to the size of this page.
    claimSize() {
        this.link?.resize();
        this.link?.look();
    }

    onWelcome(welcome) {
        this.emit('welcome', welcome);
        this.reportColours();
        this.history.again();
        this.pacing.restart();
    }

    onState(state) {
        const { columns, rows, history } = state;
        const resized = columns !== this.screen.columns || rows !== this.screen.rows.length;
        this.state = state;
        if (resized) {
            this.screen.resize(columns, rows);
            this.whole = false;
            this.pacing.acknowledge(); // a picture of the previous size is never drawn
        }
        this.box.style.width = `calc(var(--cell) * ${columns})`;
        this.box.style.height = `calc(var(--line) * ${rows})`;
        const renumbered = this.history.update(history, resized);
        if (resized) this.selection.clear();
        this.renumbered ||= renumbered;
        this.emit('state', state);
    }

    onFrame({ number, last, first, top, bytes }) {
        if (first) this.screen.reset();
        this.screen.write(bytes);
        this.whole = last;
        if (!last) {
            this.link.shown(number);
            return;
        }
        this.top = top;
        this.pacing.arrived(number);
        this.emit('whole');
    }

    // Shows the colours that a program has set.
    applyColours() {
        this.screen.recoloured = false;
        applyColours(this.element, this.screen.colours);
        this.renderer.colours.program = this.screen.colours;
        this.recolour();
    }

    // Reports the colours with which the queries of programs are answered.
    reportColours() {
        const colours = themeColours();
        if (colours) this.link?.colours(colours);
    }

    // Drawing.

    draw() {
        if (!this.whole) return;
        const { screen } = this;
        const scrolled = screen.scrolled > 0;
        if (screen.recoloured) this.applyColours();
        const drawn = this.renderer.draw(screen, document.activeElement === this.area || this.selection.present);
        this.pacing.acknowledge();
        if (drawn.length) this.announcer.onDrawn(drawn, screen);
        this.placeHistory(scrolled);
        this.showModes();
        this.selection.show();
        this.placeCaret();
        if (this.pens.crowded) this.sweep();
    }

    placeHistory(scrolled) {
        const { scroll } = this;
        const first = this.screen.modes.alternate ? this.top : this.history.first;
        if (this.renumbered) scroll.renumber(first, this.top);
        else scroll.update(first, this.top);
        this.renumbered = false;
        if (scrolled && !scroll.following) this.emit('follow', { following: false, fresh: true });
    }

    showModes() {
        const { alternate, reverse, mouse } = this.screen.modes;
        if (this.alternate !== alternate) this.selection.clear();
        this.alternate = alternate;
        const classes = `${alternate || mouse ? 'owned' : ''}${mouse ? ' mouse' : ''}${reverse ? ' reverse' : ''}`;
        if (this.classes !== classes) {
            this.element.className = this.classes = classes;
            this.recolour();
        }
    }

    placeCaret() {
        const { screen, scroll, viewport } = this;
        const spot = `${screen.x} ${screen.y}`;
        if (this.spot === spot) return;
        this.spot = spot;
        const { cellWidth, rowHeight } = this.renderer;
        const left = Math.min(screen.x, screen.columns - 1) * cellWidth;
        this.caret.style.transform = `translate(${left}px,${screen.y * rowHeight}px)`;
        if (!scroll.following) return;
        if (viewport.scrollWidth > viewport.clientWidth) this.reveal(left);
        if (this.box.offsetHeight > viewport.clientHeight) scroll.toEnd();
    }

    // Keeps the cursor in view if the window is wider than the page.
    reveal(left) {
        const { scrollLeft, clientWidth } = this.viewport;
        if (left < scrollLeft || left + CARET_ROOM > scrollLeft + clientWidth) {
            this.viewport.scrollLeft = left < clientWidth - CARET_ROOM ? 0 : left - clientWidth / 2;
        }
    }

    sweep() {
        this.history.drop();
        this.pens.sweep(this.screen.rows);
        this.redraw();
    }

    onHistory() {
        this.scroll.show();
        this.selection.show();
    }

    // Typing and pointing.

    send(text) {
        this.link?.input(encoder.encode(text));
    }

    // Sends typed text and returns the view to the end.
    type(text) {
        this.scroll.follow();
        this.send(text);
    }

    showComposed(text) {
        this.composing.textContent = text;
        this.composing.hidden = !text;
        if (text) this.scroll.follow();
    }

    focus() {
        this.area.focus({ preventScroll: true });
    }

    onFocus() {
        const focused = document.activeElement === this.area;
        if (this.screen.modes.focus) this.send(focused ? '\x1b[I' : '\x1b[O');
        this.pacing.request();
    }

    cellAt({ clientX, clientY }) {
        const box = this.box.getBoundingClientRect();
        const { cellWidth, rowHeight } = this.renderer;
        return {
            column: within((clientX - box.left) / cellWidth, [0, this.screen.columns - 1]),
            row: within((clientY - box.top) / rowHeight, [0, this.screen.rows.length - 1]),
        };
    }

    onTap(point, event) {
        if (event.cancelable) event.preventDefault();
        if (this.screen.modes.mouse) {
            this.mouse.tap(point);
        } else if (this.selection.present) {
            this.selection.clear();
            return;
        } else if (this.links.open(point)) {
            return;
        }
        this.focus();
    }
}
