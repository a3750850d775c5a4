// A row of the picture: an array of code points, an array of pen numbers and, if needed, a map of clusters (characters
// with combining ones). The right half of a wide character has code 0.

const SPACE = 32;

export class Row {
    constructor(columns) {
        this.codes = new Uint32Array(columns).fill(SPACE);
        this.pens = new Uint32Array(columns);
        this.clusters = null;
        this.dirty = true;
        this.continues = false;
        this.gap = true; // the last cell is empty
        this.element = null;
    }

    erase(from, to, pen) {
        this.codes.fill(SPACE, from, to);
        this.pens.fill(pen, from, to);
        if (to >= this.codes.length) {
            this.continues = false;
            this.gap = true;
        }
        if (this.clusters) {
            for (const x of this.clusters.keys()) if (x >= from && x < to) this.clusters.delete(x);
        }
        this.dirty = true;
    }

    // The text of a cell; '' for the right half of a wide character.
    at(x) {
        const cluster = this.clusters && this.clusters.get(x);
        if (cluster) return cluster;
        return this.codes[x] ? String.fromCodePoint(this.codes[x]) : '';
    }

    // The column x, or the one before (side: -1) or after (1) if x is within a wide character.
    whole(x, side) {
        const column = Math.min(x, this.codes.length);
        return column > 0 && this.codes[column] === 0 ? column + side : column;
    }

    // The text of the row, without trailing blanks.
    text() {
        let text = '';
        for (let x = 0; x < this.codes.length; x++) text += this.at(x);
        return text.trimEnd();
    }
}

// Copies a row to another width, with its element.
export function resized(row, columns) {
    const other = new Row(columns);
    other.codes.set(row.codes.subarray(0, columns));
    other.pens.set(row.pens.subarray(0, columns));
    if (row.clusters) other.clusters = new Map([...row.clusters].filter(([x]) => x < columns));
    if (columns && columns < row.codes.length && row.codes[columns] === 0) other.codes[columns - 1] = SPACE;
    other.element = row.element;
    return other;
}
