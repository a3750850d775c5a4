// Links on the screen and in the history: hyperlinks set by programs (OSC 8), and addresses in plain text.

import { safeLink } from './render.js';
import { addressAt } from './urls.js';

const WRAPPED_ROWS = 8; // rows above and below that an address may extend to

// The text of a row with one character for each cell.
function cellsOf(row) {
    if (!row) return '';
    const codes = Array.from(row.codes, (code) => (code && code < 0xffff ? code : 1));
    return String.fromCharCode(...codes).trimEnd();
}

const asksToOpen = (event) => event.ctrlKey || event.metaKey;

export class Links {
    // hint: the element that underlines the link that a click would open. of: box() returns the rectangle of the
    // screen, rowAt(y) a row counted from its top, or null; columns(); renderer.
    constructor(viewport, hint, of) {
        Object.assign(this, { hint, of });
        viewport.addEventListener('click', (event) => this.onClick(event));
        viewport.addEventListener('mousemove', (event) => this.onMove(event));
        viewport.addEventListener('mouseleave', () => (this.hint.hidden = true));
    }

    // Finds the address at a point: {address} of a program's link; for plain text also the cells that it covers. Null
    // if there is none.
    addressAt(point) {
        const anchor = document.elementFromPoint(point.clientX, point.clientY)?.closest('a');
        if (anchor) return { address: safeLink(anchor.getAttribute('href') || '') };
        const box = this.of.box();
        const { cellWidth, rowHeight } = this.of.renderer;
        const at = Math.floor((point.clientY - box.top) / rowHeight);
        const column = Math.floor((point.clientX - box.left) / cellWidth);
        const rows = [];
        for (let y = at - WRAPPED_ROWS; y <= at + WRAPPED_ROWS; y++) rows.push(cellsOf(this.of.rowAt(y)));
        const found = addressAt(rows, WRAPPED_ROWS, column, this.of.columns());
        return found && { ...found, top: at * rowHeight };
    }

    // Opens the link at a point. Returns false if there is none.
    open(point) {
        const found = this.addressAt(point);
        if (!found || !found.address) return false;
        window.open(found.address, '_blank', 'noopener,noreferrer');
        return true;
    }

    // Opens a link only with Ctrl or Cmd held, as selecting text must not leave the page.
    onClick(event) {
        if (event.target.closest('a')) event.preventDefault();
        if (asksToOpen(event)) this.open(event);
    }

    // Shows the link that a click would open while Ctrl or Cmd is held.
    onMove(event) {
        const found = asksToOpen(event) && this.addressAt(event);
        const inRow = found && found.from >= 0 && found.from + found.length <= this.of.columns();
        this.hint.hidden = !inRow;
        if (!inRow) return;
        const { cellWidth, rowHeight } = this.of.renderer;
        this.hint.style.transform = `translate(${found.from * cellWidth}px,${found.top}px)`;
        this.hint.style.width = `${found.length * cellWidth}px`;
        this.hint.style.height = `${rowHeight}px`;
    }
}
