// The selection: the text copied, and its restoration after rows were drawn again.
//
// The ends of the selection are stored as line numbers and offsets and restored after their rows were drawn again. The
// history keeps the elements of selected rows.

// The text of rows without trailing blanks, with wrapped lines joined.
export function joined(rows) {
    let text = '';
    rows.forEach(({ text: line, continues }, i) => {
        text += continues ? line : line.replace(/[ \u00a0]+$/, '');
        if (!continues && i < rows.length - 1) text += '\n';
    });
    return text;
}

export class Selection {
    // lineOf(element), elementOf(line): the mapping between lines and elements. continues(element): true if the row is
    // wrapped into the next one. keep(range): sets the lines that the history must keep.
    constructor(viewport, { lineOf, elementOf, continues, keep }) {
        Object.assign(this, { viewport, lineOf, elementOf, continues, keep });
        this.ends = null;
        document.addEventListener('selectionchange', () => this.changed());
        document.addEventListener('copy', (event) => this.copy(event));
    }

    get present() {
        const selection = document.getSelection();
        return !selection.isCollapsed && this.viewport.contains(selection.anchorNode);
    }

    changed() {
        if (this.restoring) return;
        const selection = document.getSelection();
        const before = this.ends;
        this.ends = this.present
            ? [
                  this.place(selection.anchorNode, selection.anchorOffset),
                  this.place(selection.focusNode, selection.focusOffset),
              ]
            : null;
        if (this.ends && !this.ends.every(Boolean)) this.ends = null;
        if (!this.ends && !before) return;
        const lines = this.ends && this.ends.map((end) => end.line).sort((a, b) => a - b);
        this.keep(lines);
    }

    place(node, offset) {
        const row = (node.nodeType === 1 ? node : node.parentElement).closest('.row');
        if (!row) return null;
        const range = document.createRange();
        range.setStart(row, 0);
        range.setEnd(node, offset);
        return { line: this.lineOf(row), offset: range.toString().length };
    }

    point({ line, offset }) {
        const row = this.elementOf(line);
        if (!row) return null;
        const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        let left = offset;
        while (walker.nextNode()) {
            if (left <= walker.currentNode.length) return [walker.currentNode, left];
            left -= walker.currentNode.length;
        }
        return [row, row.childNodes.length];
    }

    // Restores the ends of the selection after a drawing.
    restore() {
        if (!this.ends) return;
        const points = this.ends.map((end) => this.point(end));
        if (!points.every(Boolean)) return;
        const selection = document.getSelection();
        const [anchor, focus] = points;
        const same =
            selection.anchorNode === anchor[0] &&
            selection.anchorOffset === anchor[1] &&
            selection.focusNode === focus[0] &&
            selection.focusOffset === focus[1];
        if (!same) selection.setBaseAndExtent(...anchor, ...focus);
    }

    // Starts a new selection at a point. With Shift, the browser would extend the present selection, which is in the
    // text area while the user types.
    begin({ clientX, clientY }) {
        const place = document.caretPositionFromPoint?.(clientX, clientY);
        const range = place ? null : document.caretRangeFromPoint?.(clientX, clientY);
        const node = place?.offsetNode ?? range?.startContainer;
        if (node && this.viewport.contains(node))
            document.getSelection().collapse(node, place?.offset ?? range.startOffset);
    }

    clear() {
        this.ends = null;
        this.keep(null);
        document.getSelection().removeAllRanges();
    }

    text() {
        const selection = document.getSelection();
        if (!this.present) return '';
        const range = selection.getRangeAt(0);
        const rows = [...this.viewport.querySelectorAll('.row')].filter((row) => range.intersectsNode(row));
        return joined(rows.map((row) => this.part(row, range)));
    }

    part(row, range) {
        const own = document.createRange();
        own.selectNodeContents(row);
        if (row.contains(range.startContainer)) own.setStart(range.startContainer, range.startOffset);
        if (row.contains(range.endContainer)) own.setEnd(range.endContainer, range.endOffset);
        return { text: own.toString(), continues: this.continues(row) };
    }

    copy(event) {
        const text = this.text();
        if (!text) return;
        event.clipboardData.setData('text/plain', text);
        event.preventDefault();
    }
}
