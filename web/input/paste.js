// Pasted text, made safe for a terminal.

// Line ends become returns; control characters, which could end a bracketed paste or act as keys, are removed.
export function prepare(text, bracketed) {
    const plain = text.replace(/\r\n|\n/g, '\r').replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]/g, '');
    return bracketed ? `\x1b[200~${plain}\x1b[201~` : plain;
}

// The number of lines that a shell would run.
export function lineCount(text) {
    return text.replace(/[\r\n]+$/, '').split(/\r\n|\r|\n/).length;
}

// True if the paste must be confirmed: several lines, for a program without bracketed paste.
export function needsQuestion(text, modes) {
    return !modes.paste && !modes.alternate && lineCount(text) > 1;
}

// The first lines, to be shown in the question.
export function preview(text, lines = 8) {
    const all = text.split(/\r\n|\r|\n/);
    const shown = all.slice(0, lines).map((line) => (line.length > 200 ? `${line.slice(0, 200)}…` : line));
    return all.length > lines ? `${shown.join('\n')}\n…` : shown.join('\n');
}
