// Key encoding, as xterm has it: a keydown event in, the text to send out, or null where the key is not for the program
// or its text arrives through the text area.

const CURSOR = { ArrowUp: 'A', ArrowDown: 'B', ArrowRight: 'C', ArrowLeft: 'D', End: 'F', Home: 'H', Clear: 'E' };
const EDITING = { Insert: 2, Delete: 3, PageUp: 5, PageDown: 6 };
const FUNCTION_SS3 = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };
const FUNCTION = { F5: 15, F6: 17, F7: 18, F8: 19, F9: 20, F10: 21, F11: 23, F12: 24 };
const KEYPAD = { Enter: 'M', '+': 'k', '-': 'm', '*': 'j', '/': 'o', '=': 'X' };
const NUMPAD = 3;

// The control character for a character typed with Ctrl, or null.
export function control(typed) {
    const code = typed.toUpperCase().charCodeAt(0);
    if (typed.length !== 1) return null;
    if (code >= 0x40 && code <= 0x5f) return String.fromCharCode(code & 31);
    const others = {
        ' ': '\0',
        2: '\0',
        3: '\x1b',
        4: '\x1c',
        5: '\x1d',
        6: '\x1e',
        7: '\x1f',
        8: '\x7f',
        '/': '\x1f',
        '?': '\x7f',
        '`': '\0',
        '~': '\x1e',
    };
    return others[typed] ?? null;
}

// A special key with its modifiers in these modes; null: the key is not a special one.
export function special(key, { shift = false, alt = false, ctrl = false }, modes) {
    const modifier = 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (ctrl ? 4 : 0);
    const changed = modifier > 1;
    if (CURSOR[key]) {
        if (changed) return `\x1b[1;${modifier}${CURSOR[key]}`;
        return `\x1b${modes.applicationCursor ? 'O' : '['}${CURSOR[key]}`;
    }
    if (FUNCTION_SS3[key]) return changed ? `\x1b[1;${modifier}${FUNCTION_SS3[key]}` : `\x1bO${FUNCTION_SS3[key]}`;
    const number = EDITING[key] ?? FUNCTION[key];
    if (number) return changed ? `\x1b[${number};${modifier}~` : `\x1b[${number}~`;
    const prefix = alt ? '\x1b' : '';
    if (key === 'Tab') return shift ? '\x1b[Z' : `${prefix}\t`;
    if (key === 'Enter') return `${prefix}\r`;
    if (key === 'Backspace') return prefix + (ctrl ? '\b' : '\x7f');
    if (key === 'Escape') return `${prefix}\x1b`;
    return null;
}

// A typed character with its modifiers.
export function character(text, { alt = false, ctrl = false }) {
    if (ctrl) {
        const code = control(text);
        if (code === null) return null;
        return (alt ? '\x1b' : '') + code;
    }
    return (alt ? '\x1b' : '') + text;
}

// The letter on a key cap, for layouts where Alt or Ctrl leave no Latin character.
function capOf(event) {
    const found = /^(?:Key([A-Z])|Digit(\d))$/.exec(event.code || '');
    if (!found) return '';
    const cap = found[1] ?? found[2];
    return event.shiftKey ? cap : cap.toLowerCase();
}

export function encode(event, modes, { mac = false, altIsMeta = !mac } = {}) {
    if (event.isComposing || event.keyCode === 229 || event.metaKey) return null;
    const key = event.key;
    const altGraph = event.getModifierState?.('AltGraph') ?? false;
    const held = { shift: event.shiftKey, alt: event.altKey && !altGraph, ctrl: event.ctrlKey && !altGraph };
    if (event.location === NUMPAD && modes.applicationKeypad && KEYPAD[key] && !held.alt && !held.ctrl && !held.shift) {
        return `\x1bO${KEYPAD[key]}`;
    }
    const text = special(key, held, modes);
    if (text !== null) return text;
    if (held.alt && !held.ctrl && !altIsMeta) held.alt = false;
    if (held.alt && (key === 'Dead' || key > '\x7f') && capOf(event)) return character(capOf(event), held);
    if ([...key].length !== 1) return null;
    if (held.ctrl && key > '\x7f') return capOf(event) ? character(capOf(event), held) : null;
    return character(key, held);
}
