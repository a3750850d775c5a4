// One terminal on the page: the picture, its past, the line to the window, and what a person does to it.
//
// Frames are fed to the picture as they come, and drawn once an animation frame, when a picture is whole;
// then the frame is acknowledged. A page that is hidden draws nothing and acknowledges once a second; after
// a minute it asks for no frames at all until it is seen again.

import { byId } from '../lib/dom.js';
import { Pens } from './pens.js';
import { Screen } from './screen.js';
import { Renderer, safeLink } from './render.js';
import { History } from './history.js';
import { Scroll } from './scroll.js';
import { Selection } from './selection.js';
import { Link } from '../net/link.js';
import { Ime } from '../input/ime.js';
import { Mouse } from '../input/mouse.js';
import { Touch } from '../input/touch.js';
import { Announcer } from './announce.js';
import { addressAt } from './urls.js';

const FAMILY =
    '"JetBrains Mono", "SF Mono", ui-monospace, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono", monospace';
const HIDDEN_ACK_MS = 1000;
const HIDDEN_PAUSE_MS = 60000;
const RESIZE_MS = 80;
const ANDROID = /Android/.test(navigator.userAgent);
const COMPOSERS = /^(ja|zh|ko|vi)/;

const encoder = new TextEncoder();

export class Terminal {
    // `on`: welcome, state, status, title, bell, clipboard, follow(following, fresh), fontSize(pixels), typed(text)
    constructor(settings, on) {
        this.settings = settings;
        this.on = on;
        this.viewport = byId('viewport');
        this.stage = byId('stage');
        this.box = byId('screen');
        this.area = byId('keyboard');
        this.pens = new Pens();
        this.state = null;
        this.whole = false; // the picture is a whole one
        this.owed = -1; // the number of the frame to acknowledge
        this.top = 0;
        this.renderer = new Renderer(byId('rows'), byId('cursor'), this.pens);
        this.makeScreen(80, 24);
        this.history = new History(
            this.pens,
            (line, count) => this.link?.askHistory(line, count),
            () => this.past(),
        );
        this.scroll = new Scroll({
            viewport: this.viewport,
            past: byId('past'),
            renderer: this.renderer,
            history: this.history,
            onFollow: (following) => this.on.follow(following),
            rowsBelow: () => ({ below: this.screen.rows.length - 1 - this.screen.y, rows: this.screen.rows.length }),
        });
        this.announcer = new Announcer(byId('live'), settings);
        this.wire();
        this.measure();
    }

    makeScreen(columns, rows) {
        byId('rows').replaceChildren();
        this.screen = new Screen(columns, rows, this.pens, {
            bell: () => this.on.bell(),
            title: (title) => this.on.title(title),
            clipboard: (data) => this.on.clipboard(data),
        });
    }

    wire() {
        const { viewport } = this;
        this.selection = new Selection(viewport, {
            lineOf: (element) =>
                element.line ?? this.top + this.screen.rows.findIndex((row) => row.element === element),
            elementOf: (line) => this.screen.rows[line - this.top]?.element ?? this.scroll.elements.get(line),
            goesOn: (element) =>
                (element.row ?? this.screen.rows.find((row) => row.element === element))?.continues ?? false,
            keep: (range) => this.scroll.keep(range),
        });
        this.ime = new Ime(this.area, {
            send: (text) => this.on.typed(text),
            preview: (text) => this.compose(text),
            live: ANDROID && !navigator.languages.some((language) => COMPOSERS.test(language)),
            padded: matchMedia('(pointer: coarse)').matches,
        });
        this.mouse = new Mouse(viewport, {
            cellAt: (point) => this.cellAt(point),
            modes: () => this.screen.modes,
            send: (bytes) => this.link?.input(bytes),
            type: (text) => this.type(text),
            select: (event) => (this.screen.modes.mouse || !this.selection.present) && this.selection.begin(event),
            rowHeight: () => this.renderer.rowHeight,
        });
        this.touch = new Touch(viewport, {
            turn: (lines, point) => this.mouse.turn(lines, point),
            owned: () => this.screen.modes.alternate || this.screen.modes.mouse > 0,
            rowHeight: () => this.renderer.rowHeight,
            pinch: (factor, done) => this.pinch(factor, done),
            tap: (point, event) => this.tap(point, event),
        });
        viewport.addEventListener('mouseup', (event) => this.clicked(event));
        viewport.addEventListener('click', (event) => this.follow(event));
        viewport.addEventListener('mousemove', (event) => this.hint(event));
        viewport.addEventListener('mouseleave', () => (byId('link-hint').hidden = true));
        for (const type of ['focus', 'blur']) this.area.addEventListener(type, () => this.focused());
        new ResizeObserver(() => this.fit()).observe(this.stage);
        document.addEventListener('visibilitychange', () => this.seen());
    }

    // The font and the grid.

    measure() {
        const size = this.settings.fontSize;
        const { cellWidth, rowHeight, spacing } = this.renderer.measure(FAMILY, size);
        const style = this.stage.style;
        style.setProperty('--font', FAMILY);
        style.setProperty('--size', `${size}px`);
        style.setProperty('--cell', `${cellWidth}px`);
        style.setProperty('--line', `${rowHeight}px`);
        style.setProperty('--spacing', `${spacing}px`);
        for (const row of this.screen.rows) row.dirty = true;
        this.scroll.renumber(this.scroll.first, this.scroll.top);
        this.fit();
        this.request();
    }

    // The size of this page, in cells.
    size() {
        const { cellWidth, rowHeight } = this.renderer;
        const style = getComputedStyle(this.stage);
        const bar = this.viewport.offsetWidth - this.viewport.clientWidth;
        const width = this.stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - bar;
        const height = this.stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
        return {
            columns: Math.min(1000, Math.max(10, Math.floor(width / cellWidth))),
            rows: Math.min(400, Math.max(2, Math.floor(height / rowHeight))),
        };
    }

    fit() {
        if (!this.stage.clientHeight) return;
        const { columns, rows } = this.size();
        this.viewport.style.height = `${rows * this.renderer.rowHeight}px`;
        if (this.scroll.following) this.scroll.toEnd();
        if (this.fitted === `${columns}x${rows}`) return;
        const first = this.fitted === undefined;
        this.fitted = `${columns}x${rows}`;
        clearTimeout(this.resizing);
        if (!first) this.resizing = setTimeout(() => this.link?.resize(), RESIZE_MS);
    }

    pinch(factor, done) {
        this.pinched ??= this.settings.fontSize;
        const size = Math.round(this.pinched * factor);
        if (done) this.pinched = undefined;
        if (size !== this.settings.fontSize) this.on.fontSize(size);
    }

    // The line.

    attach(url, stream) {
        this.detach();
        this.state = null;
        this.owed = -1;
        this.link = new Link({
            url,
            stream,
            size: () => this.size(),
            on: {
                welcome: (welcome) => this.welcome(welcome),
                state: (state) => this.stated(state),
                frame: (frame) => this.frame(frame),
                title: (title) => this.on.title(title),
                history: ({ line, epoch, count, bytes }) => this.history.answer(line, epoch, count, bytes),
                status: (status) => this.on.status(status),
            },
        });
    }

    detach() {
        this.link?.close();
        this.link = null;
        this.history.epoch = -1;
    }

    welcome(welcome) {
        this.owed = -1;
        this.paused = false;
        this.on.welcome(welcome);
        this.history.again();
        if (document.hidden) this.hide();
    }

    stated(state) {
        const { columns, rows, history } = state;
        this.state = state;
        if (columns !== this.screen.columns || rows !== this.screen.rows.length) {
            this.screen.resize(columns, rows);
            this.whole = false;
            this.acknowledge(); // a picture of the size before will not be drawn any more
        }
        this.columns();
        if (this.history.update(history, columns)) this.renumbered = true;
        this.on.state(state);
    }

    columns() {
        const { screen } = this;
        this.box.style.width = `calc(var(--cell) * ${screen.columns})`;
        this.box.style.height = `calc(var(--line) * ${screen.rows.length})`;
    }

    frame({ number, last, first, top, bytes }) {
        if (first) this.screen.reset();
        this.screen.write(bytes);
        this.whole = last;
        if (!last) {
            this.link.shown(number);
            return;
        }
        this.top = top;
        this.owed = number;
        if (document.hidden) {
            this.late ||= setTimeout(() => this.acknowledge(), HIDDEN_ACK_MS);
        } else {
            this.request();
        }
    }

    request() {
        this.asked ||= requestAnimationFrame(() => this.draw());
    }

    draw() {
        this.asked = 0;
        if (!this.whole) return;
        const { screen } = this;
        const scrolled = screen.scrolled > 0;
        const drawn = this.renderer.draw(screen, document.activeElement === this.area || this.selection.present);
        this.acknowledge();
        if (drawn.length) {
            this.selection.restore();
            this.announcer.hear(drawn, screen);
        }
        this.place(scrolled);
        if (this.pens.crowded) this.sweep();
    }

    // What follows from the picture: the past above it, its modes, where the caret is.
    place(scrolled) {
        const { screen, scroll } = this;
        const { alternate, reverse, mouse } = screen.modes;
        const first = alternate ? this.top : this.history.first;
        if (this.renumbered) scroll.renumber(first, this.top);
        else scroll.update(first, this.top);
        this.renumbered = false;
        if (scrolled && !scroll.following) this.on.follow(false, true);
        const looks = `${alternate || mouse ? 'owned' : ''}${mouse ? ' mouse' : ''}${reverse ? ' reverse' : ''}`;
        if (this.looks !== looks) this.stage.className = this.looks = looks;
        const spot = `${screen.x} ${screen.y}`;
        if (this.spot !== spot) {
            this.spot = spot;
            const { cellWidth, rowHeight } = this.renderer;
            const left = Math.min(screen.x, screen.columns - 1) * cellWidth;
            byId('caret').style.transform = `translate(${left}px,${screen.y * rowHeight}px)`;
            if (scroll.following && this.viewport.scrollWidth > this.viewport.clientWidth) this.reveal(left);
            if (scroll.following && this.box.offsetHeight > this.viewport.clientHeight) scroll.toEnd();
        }
    }

    // A window wider than the page: keep the cursor in view.
    reveal(left) {
        const { scrollLeft, clientWidth } = this.viewport;
        if (left < scrollLeft || left + 40 > scrollLeft + clientWidth) {
            this.viewport.scrollLeft = left < clientWidth - 40 ? 0 : left - clientWidth / 2;
        }
    }

    sweep() {
        this.history.drop();
        this.pens.sweep(this.screen.rows);
        this.scroll.renumber(this.scroll.first, this.scroll.top);
        this.request();
    }

    acknowledge() {
        clearTimeout(this.late);
        this.late = 0;
        if (this.owed < 0 || !this.link) return;
        this.link.shown(this.owed);
        this.owed = -1;
    }

    past() {
        this.scroll.show();
        this.selection.restore();
    }

    // The page is hidden, or seen again.

    seen() {
        if (document.hidden) {
            this.hide();
            return;
        }
        clearTimeout(this.hiding);
        if (this.paused) this.link?.resume();
        this.paused = false;
        this.request();
        this.link?.look();
    }

    hide() {
        clearTimeout(this.hiding);
        if (this.owed >= 0) this.late ||= setTimeout(() => this.acknowledge(), HIDDEN_ACK_MS);
        this.hiding = setTimeout(() => {
            this.paused = true;
            this.link?.pause();
        }, HIDDEN_PAUSE_MS);
    }

    // Typing and pointing.

    type(text) {
        this.link?.input(encoder.encode(text));
    }

    typed(text) {
        this.scroll.follow();
        this.type(text);
    }

    compose(text) {
        const box = byId('composing');
        box.textContent = text;
        box.hidden = !text;
        if (text) this.scroll.follow();
    }

    focus() {
        this.area.focus({ preventScroll: true });
    }

    focused() {
        const here = document.activeElement === this.area;
        if (this.screen.modes.focus) this.type(here ? '\x1b[I' : '\x1b[O');
        this.request();
    }

    cellAt({ clientX, clientY }) {
        const box = this.box.getBoundingClientRect();
        const { cellWidth, rowHeight } = this.renderer;
        const inside = (v, most) => Math.min(Math.max(Math.floor(v), 0), most - 1);
        return {
            column: inside((clientX - box.left) / cellWidth, this.screen.columns),
            row: inside((clientY - box.top) / rowHeight, this.screen.rows.length),
        };
    }

    clicked(event) {
        if (event.button === 0 && !this.selection.present) this.focus();
    }

    // The address under a point: of a link that the program made, or in plain text.
    addressAt(point) {
        const line = document.elementFromPoint(point.clientX, point.clientY)?.closest('a');
        if (line) return { address: safeLink(line.getAttribute('href') || '') };
        const box = this.box.getBoundingClientRect();
        const { cellWidth, rowHeight } = this.renderer;
        const at = Math.floor((point.clientY - box.top) / rowHeight);
        const column = Math.floor((point.clientX - box.left) / cellWidth);
        const rows = [];
        for (let y = at - 8; y <= at + 8; y++) rows.push(this.cellsOf(this.rowAt(y)));
        const found = addressAt(rows, 8, column, this.screen.columns);
        return found && { ...found, top: at * rowHeight };
    }

    rowAt(y) {
        return y >= 0 ? this.screen.rows[y] : this.history.line(this.top + y);
    }

    // A row with one character a cell.
    cellsOf(row) {
        if (!row) return '';
        const codes = Array.from(row.codes, (code) => (code && code < 0xffff ? code : 1));
        return String.fromCharCode(...codes).trimEnd();
    }

    open(point) {
        const found = this.addressAt(point);
        if (!found || !found.address) return false;
        window.open(found.address, '_blank', 'noopener,noreferrer');
        return true;
    }

    // A click follows a link only with Ctrl or Cmd: selecting text must not lead away.
    follow(event) {
        if (event.target.closest('a')) event.preventDefault();
        if (event.ctrlKey || event.metaKey) this.open(event);
    }

    tap(point, event) {
        if (event.cancelable) event.preventDefault();
        if (this.screen.modes.mouse) {
            this.mouse.tap(point);
        } else if (this.selection.present) {
            this.selection.clear();
            return;
        } else if (this.open(point)) {
            return;
        }
        this.focus();
    }

    // With Ctrl or Cmd held, show what a click would follow.
    hint(event) {
        const box = byId('link-hint');
        const found = (event.ctrlKey || event.metaKey) && this.addressAt(event);
        box.hidden =
            !found || found.from === undefined || found.from + found.length > this.screen.columns || found.from < 0;
        if (box.hidden) return;
        const { cellWidth, rowHeight } = this.renderer;
        box.style.transform = `translate(${found.from * cellWidth}px,${found.top}px)`;
        box.style.width = `${found.length * cellWidth}px`;
        box.style.height = `${rowHeight}px`;
    }
}
