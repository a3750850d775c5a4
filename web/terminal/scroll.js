// The view of the history: the browser's own scrolling over the lines above the screen.
//
// Above the screen is one box as high as all lines of the history; only lines in view (and those with an end of the
// selection) have elements in it. While the view follows a screen that fills it, the box is updated only when output
// rests or the user starts to scroll; a flood of output costs nothing here.

const QUIET_MS = 120;
const SLACK = 3;

export class Scroll {
    // rowsBelow() returns {below, rows}: the number of rows below the cursor, and of all rows of the screen.
    constructor({ viewport, past, renderer, history, rowsBelow, onFollow }) {
        Object.assign(this, { viewport, past, renderer, history, rowsBelow, onFollow });
        this.first = 0;
        this.top = 0;
        this.shown = { first: 0, top: 0 };
        this.following = true;
        this.elements = new Map();
        this.kept = [];
        this.timer = 0;
        viewport.addEventListener('scroll', () => this.scrolled(), { passive: true });
        for (const type of ['wheel', 'touchstart', 'pointerdown']) {
            viewport.addEventListener(type, () => this.sync(), { passive: true });
        }
    }

    // Takes the numbers of the screen's first line (`top`) and of the history's (`first`; equal to `top` if the history
    // is empty).
    update(first, top) {
        this.first = Math.min(first, top);
        this.top = top;
        if (!this.following || this.exposed) this.sync();
        else if (!this.timer && this.stale) {
            this.timer = setTimeout(() => this.sync(), QUIET_MS);
        }
    }

    // True if the screen is lower than the view, which then shows lines of the history above it.
    get exposed() {
        return this.rowsBelow().rows * this.renderer.rowHeight < this.viewport.clientHeight - 1;
    }

    get stale() {
        return this.shown.first !== this.first || this.shown.top !== this.top;
    }

    // Makes the box as high as the history, with the same lines in view.
    sync() {
        clearTimeout(this.timer);
        this.timer = 0;
        if (!this.stale) return;
        const height = this.renderer.rowHeight;
        const fallen = this.first - this.shown.first;
        const before = this.viewport.scrollTop;
        this.past.style.height = `${(this.top - this.first) * height}px`;
        this.shown = { first: this.first, top: this.top };
        if (this.following) this.toEnd();
        else if (fallen) this.viewport.scrollTop = before - fallen * height;
        this.show();
    }

    // Called when line numbers or heights have changed: keeps the distance from the end.
    renumber(first, top) {
        const distance = this.viewport.scrollHeight - this.viewport.scrollTop;
        for (const element of this.elements.values()) element.remove();
        this.elements.clear();
        this.first = Math.min(first, top);
        this.top = top;
        this.shown = { first: NaN, top: NaN };
        this.sync();
        if (!this.following) this.viewport.scrollTop = this.viewport.scrollHeight - distance;
    }

    // The scroll position of a view that follows: the end or, if the screen is higher than the view, a position that
    // shows the cursor.
    end() {
        const { scrollHeight, clientHeight } = this.viewport;
        const { below, rows } = this.rowsBelow();
        const height = this.renderer.rowHeight;
        const spare = Math.min(below, Math.ceil(rows - clientHeight / height));
        return scrollHeight - clientHeight - Math.max(0, spare) * height;
    }

    toEnd() {
        this.viewport.scrollTop = this.end();
    }

    follow() {
        if (this.following) return;
        this.following = true;
        this.onFollow(true);
        this.sync();
        this.toEnd();
    }

    scrolled() {
        const following = this.viewport.scrollTop >= this.end() - SLACK;
        if (following !== this.following) {
            this.following = following;
            this.onFollow(following);
        }
        this.frame ??= requestAnimationFrame(() => {
            this.frame = undefined;
            this.show();
        });
    }

    // Scrolls by lines (negative: towards the past).
    by(lines) {
        this.sync();
        this.viewport.scrollTop += lines * this.renderer.rowHeight;
    }

    // Keeps the elements of these lines even out of view.
    keep(lines) {
        this.kept = lines;
    }

    inView() {
        const height = this.renderer.rowHeight;
        const page = Math.ceil(this.viewport.clientHeight / height);
        const line = this.first + Math.floor(this.viewport.scrollTop / height);
        const from = Math.max(this.first, line - page);
        return [from, Math.max(from, Math.min(this.top, line + 2 * page))];
    }

    show() {
        const [from, to] = this.following && !this.exposed ? [this.top, this.top] : this.inView();
        const kept = this.kept.filter((line) => line >= this.first && line < this.top);
        for (const [line, element] of this.elements) {
            if ((line >= from && line < to) || kept.includes(line)) continue;
            element.remove();
            this.elements.delete(line);
        }
        if (from < to) this.history.want(from, to);
        for (let line = from; line < to; line++) this.place(line);
        for (const line of kept) this.place(line);
        for (const [line, element] of this.elements) {
            element.style.top = `${(line - this.first) * this.renderer.rowHeight}px`;
        }
    }

    place(line) {
        const row = this.history.line(line);
        if (!row) return;
        let element = this.elements.get(line);
        if (!element) {
            element = this.renderer.rowElement();
            element.line = line;
            this.past.insertBefore(element, this.after(line));
            this.elements.set(line, element);
        } else if (element.row === row && !row.dirty) return;
        element.row = row;
        this.renderer.drawRow(row, element);
    }

    // The element before which a line's element is inserted, as selections must run in reading order.
    after(line) {
        for (let at = this.past.lastChild; at; at = at.previousSibling) {
            if (at.line < line) return at.nextSibling;
        }
        return this.past.firstChild;
    }
}
