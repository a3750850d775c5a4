// Links on the screen and in the history: hyperlinks set by programs (OSC 8), and addresses in plain text.

import { safeLink } from './render.js';
import { logicalLine, cellsOf } from './words.js';
import { addressIn } from './urls.js';

const asksToOpen = (event) => event.ctrlKey || event.metaKey;

export class Links {
    // hint: the element that underlines the link that a click would open. of: top() returns the number of the
    // screen's first line; lines and positionAt(point) as in selection.js; renderer.
    constructor(viewport, hint, of) {
        Object.assign(this, { hint, of });
        viewport.addEventListener('click', (event) => this.onClick(event));
        viewport.addEventListener('mousemove', (event) => this.onMove(event));
        viewport.addEventListener('mouseleave', () => (this.hint.hidden = true));
    }

    // Finds the address at a point: {address} of a program's link; for plain text also the cells that it covers in the
    // row of the point. Null if there is none.
    addressAt(point) {
        const anchor = document.elementFromPoint(point.clientX, point.clientY)?.closest('a');
        if (anchor) return { address: safeLink(anchor.getAttribute('href') || '') };
        const { lines, positionAt } = this.of;
        const { line, cell } = positionAt(point);
        const cells = cellsOf(lines, logicalLine(lines, line), line);
        const at = cells.findIndex((c) => c.line === line && cell >= c.from && cell < c.to);
        const found = at < 0 ? null : addressIn(cells.map((c) => c.text), at); // prettier-ignore
        if (!found) return null;
        const own = cells.slice(found.from, found.to).filter((c) => c.line === line);
        return { address: found.address, line, from: own[0].from, to: own.at(-1).to };
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
        this.hint.hidden = !found || found.line === undefined;
        if (this.hint.hidden) return;
        const { cellWidth, rowHeight } = this.of.renderer;
        const top = (found.line - this.of.top()) * rowHeight;
        this.hint.style.transform = `translate(${found.from * cellWidth}px,${top}px)`;
        this.hint.style.width = `${(found.to - found.from) * cellWidth}px`;
        this.hint.style.height = `${rowHeight}px`;
    }
}
