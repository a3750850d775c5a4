// Key encoding, as in xterm. Takes a keydown event and returns the text to send, or null if the key is not for the
// program or its text arrives through the text area.

const CURSOR = { ArrowUp: 'A', ArrowDown: 'B', ArrowRight: 'C', ArrowLeft: 'D', End: 'F', Home: 'H', Clear: 'E' };
const EDITING = { Insert: 2, Delete: 3, PageUp: 5, PageDown: 6 };
const FUNCTION_SS3 = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };
const FUNCTION = { F5: 15, F6: 17, F7: 18, F8: 19, F9: 20, F10: 21, F11: 23, F12: 24 };
const KEYPAD = { Enter: 'M', '+': 'k', '-': 'm', '*': 'j', '/': 'o', '=': 'X' };
const NUMPAD = 3;

// Characters outside @ to _ that have a control character.
const CONTROLS = {
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

// The control character for a character typed with Ctrl, or null.
export function control(typed) {
    if (typed.length !== 1) return null;
    const code = typed.toUpperCase().charCodeAt(0);
    if (code >= 0x40 && code <= 0x5f) return String.fromCharCode(code & 31);
    return CONTROLS[typed] ?? null;
}

// The number of xterm for a set of modifiers; 1: none.
const modifierOf = ({ shift, alt, ctrl }) => 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (ctrl ? 4 : 0);

// Encodes a key whose sequence has a parameter for modifiers; null for other keys.
function encodeSequence(key, modifier, modes) {
    const changed = modifier > 1;
    if (CURSOR[key]) {
        if (changed) return `\x1b[1;${modifier}${CURSOR[key]}`;
        return `\x1b${modes.applicationCursor ? 'O' : '['}${CURSOR[key]}`;
    }
    if (FUNCTION_SS3[key]) return changed ? `\x1b[1;${modifier}${FUNCTION_SS3[key]}` : `\x1bO${FUNCTION_SS3[key]}`;
    const number = EDITING[key] ?? FUNCTION[key];
    if (!number) return null;
    return changed ? `\x1b[${number};${modifier}~` : `\x1b[${number}~`;
}

// Encodes a key that sends a control character; null for other keys.
function encodeControl(key, { shift, alt, ctrl }) {
    const prefix = alt ? '\x1b' : '';
    switch (key) {
        case 'Tab':
            return shift ? '\x1b[Z' : `${prefix}\t`;
        case 'Enter':
            return `${prefix}\r`;
        case 'Backspace':
            return prefix + (ctrl ? '\b' : '\x7f');
        case 'Escape':
            return `${prefix}\x1b`;
        default:
            return null;
    }
}

// Encodes a special key with its modifiers in these modes; null for other keys.
export const encodeSpecial = (key, held, modes) =>
    encodeSequence(key, modifierOf(held), modes) ?? encodeControl(key, held);

// Encodes a typed character with its modifiers; null if it has no control character.
export function encodeCharacter(text, { alt = false, ctrl = false }) {
    const code = ctrl ? control(text) : text;
    return code === null ? null : (alt ? '\x1b' : '') + code;
}

// The letter on a key cap, for layouts in which Alt or Ctrl yield no Latin character; '' for other keys.
function capOf(event) {
    const found = /^(?:Key([A-Z])|Digit(\d))$/.exec(event.code || '');
    if (!found) return '';
    const cap = found[1] ?? found[2];
    return event.shiftKey ? cap : cap.toLowerCase();
}

// The modifiers held. AltGr is reported as Ctrl and Alt but is neither.
function heldBy(event) {
    const altGraph = event.getModifierState?.('AltGraph') ?? false;
    return { shift: event.shiftKey, alt: event.altKey && !altGraph, ctrl: event.ctrlKey && !altGraph };
}

function encodeKeypad(event, { shift, alt, ctrl }, modes) {
    if (event.location !== NUMPAD || !modes.applicationKeypad || shift || alt || ctrl) return null;
    return KEYPAD[event.key] ? `\x1bO${KEYPAD[event.key]}` : null;
}

// Encodes a character key, including one whose character differs from its cap because of Alt or Ctrl.
function encodeText(event, held) {
    const { key } = event;
    const foreign = key > '\x7f';
    if (held.alt && (key === 'Dead' || foreign) && capOf(event)) return encodeCharacter(capOf(event), held);
    if ([...key].length !== 1) return null;
    if (held.ctrl && foreign) return capOf(event) ? encodeCharacter(capOf(event), held) : null;
    return encodeCharacter(key, held);
}

// Encodes a keydown event. altIsMeta: Alt sends Esc before the character; otherwise Alt selects the character, as on a
// Mac.
export function encodeKey(event, modes, { mac = false, altIsMeta = !mac } = {}) {
    if (event.isComposing || event.keyCode === 229 || event.metaKey) return null;
    const held = heldBy(event);
    const text = encodeKeypad(event, held, modes) ?? encodeSpecial(event.key, held, modes);
    if (text !== null) return text;
    if (held.alt && !held.ctrl && !altIsMeta) held.alt = false;
    return encodeText(event, held);
}
