// Words and lines as a terminal selects them: a word is a path, an address or any other run without blanks and
// brackets, and a line has all rows that it was wrapped into.

import { addressIn } from './urls.js';

const ROWS_MAX = 1000; // rows of a line that is looked through for a word

// What ends a word: blanks, quotes, brackets, lines that are drawn.
const ENDS = /[\s\u0000()[\]{}<>'"`|,;\u2018-\u201f\u2500-\u259f]/u;

// The rows of the line that a row belongs to, as far as they are known: {from, to}, positions.
export function logicalLine(lines, line) {
    let from = line;
    let to = line;
    while (from > lines.first && lines.rowAt(from - 1)?.continues) from--;
    while (to + 1 < lines.end && lines.rowAt(to)?.continues) to++;
    return {
        from: { line: from, column: 0 },
        to: { line: to, column: lines.rowAt(to)?.codes.length ?? lines.columns },
    };
}

// The cells of a line around one of its rows: their characters, and where each one is.
export function cellsOf(lines, { from, to }, line) {
    const cells = [];
    const first = Math.max(from.line, line - ROWS_MAX);
    for (let at = first; at <= Math.min(to.line, line + ROWS_MAX); at++) {
        const row = lines.rowAt(at);
        if (!row) continue;
        for (let x = 0; x < row.codes.length; x++) {
            if (row.codes[x] !== 0) cells.push({ text: row.at(x), line: at, from: x, to: row.whole(x + 1, 1) });
        }
        if (row.gap && at < to.line) cells.pop(); // left empty before a wide character
    }
    return cells;
}

// The first and last cell of the word around the cell `at`.
function wordIn(cells, at) {
    const blank = ENDS.test(cells[at].text);
    const belongs = (i) =>
        i >= 0 && i < cells.length && (blank ? cells[i].text === cells[at].text : !ENDS.test(cells[i].text));
    let from = at;
    let to = at;
    while (belongs(from - 1)) from--;
    while (belongs(to + 1)) to++;
    while (!blank && to > at && /[.:!?]/.test(cells[to].text)) to--; // the end of a sentence
    return [from, to];
}

// The word around a cell: {from, to}, positions.
export function wordAround(lines, whole, { line, column }) {
    const cells = cellsOf(lines, whole, line);
    const at = cells.findIndex((cell) => cell.line === line && column >= cell.from && column < cell.to);
    if (at < 0) return { from: { line, column }, to: { line, column } };
    const address = addressIn(
        cells.map((cell) => cell.text),
        at,
    );
    const [from, to] = address ? [address.from, address.to - 1] : wordIn(cells, at);
    return {
        from: { line: cells[from].line, column: cells[from].from },
        to: { line: cells[to].line, column: cells[to].to },
    };
}
