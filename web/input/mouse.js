// Mouse reports for programs that request them (xterm's modes 9, 1000, 1002, 1003; encodings X10, 1005, 1006, 1015).
//
// With Shift held, or if no program requests reports, the mouse selects text as usual. On the alternate screen of a
// program that does not request reports, the wheel sends arrow keys.

const WHEEL = 64;
const MOTION = 32;
const RELEASE = 3;
const X10_MAX = 223;
const WHEEL_LINES = 3;

// Encodes one report as the bytes to send; null if the encoding cannot express it. Columns and rows count from 0.
export function report({ button, column, row, released = false, motion = false, held = {} }, modes) {
    let code = button;
    if (motion) code += MOTION;
    if (modes.mouse !== 9) code += (held.shift ? 4 : 0) + (held.alt ? 8 : 0) + (held.ctrl ? 16 : 0);
    if (modes.encoding === 1006) {
        return ascii(`\x1b[<${code};${column + 1};${row + 1}${released ? 'm' : 'M'}`);
    }
    if (released) code = (code & ~3) | RELEASE;
    if (modes.encoding === 1015) return ascii(`\x1b[${code + 32};${column + 1};${row + 1}M`);
    if (modes.encoding === 1005) {
        return new TextEncoder().encode(`\x1b[M${String.fromCharCode(code + 32, column + 33, row + 33)}`);
    }
    if (column >= X10_MAX || row >= X10_MAX) return null;
    return Uint8Array.of(0x1b, 0x5b, 0x4d, code + 32, column + 33, row + 33);
}

function ascii(text) {
    return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

// True if an event is reported in this mode. pressed: the button held down, or -1.
export function wanted(mode, { motion = false, released = false, wheel = false, pressed = -1 }) {
    if (mode === 9) return !motion && !released && !wheel;
    if (mode === 1000) return !motion;
    if (mode === 1002) return !motion || pressed >= 0;
    return mode === 1003;
}

export function wheelArrows(lines, modes) {
    const key = (modes.applicationCursor ? '\x1bO' : '\x1b[') + (lines < 0 ? 'A' : 'B');
    return key.repeat(Math.min(Math.abs(lines), 50));
}

export class Mouse {
    // cellAt(event) returns {column, row} on the screen, modes() the screen's modes. Callbacks: send(bytes),
    // type(text).
    constructor(viewport, { cellAt, modes, send, type, rowHeight }) {
        Object.assign(this, { viewport, cellAt, modes, send, type, rowHeight });
        this.pressed = -1;
        this.last = '';
        this.turned = 0;
        viewport.addEventListener('mousedown', (event) => this.down(event));
        window.addEventListener('mouseup', (event) => this.up(event));
        window.addEventListener('mousemove', (event) => this.moved(event));
        viewport.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
        viewport.addEventListener('contextmenu', (event) => {
            if (this.takes(event)) event.preventDefault();
        });
    }

    takes(event) {
        return this.modes().mouse !== 0 && !event.shiftKey;
    }

    report(event, what) {
        const modes = this.modes();
        if (!wanted(modes.mouse, { ...what, pressed: this.pressed })) return;
        const held = { shift: event.shiftKey, alt: event.altKey, ctrl: event.ctrlKey };
        const bytes = report({ ...this.cellAt(event), ...what, held }, modes);
        if (bytes) this.send(bytes);
    }

    down(event) {
        if (!this.takes(event) || event.button > 2) return;
        event.preventDefault();
        this.pressed = event.button;
        this.last = '';
        this.report(event, { button: event.button });
    }

    up(event) {
        if (this.pressed < 0 || event.button !== this.pressed) return;
        this.report(event, { button: event.button, released: true });
        this.pressed = -1;
    }

    // Reports the tap of a finger as a click.
    tap(point) {
        this.report(point, { button: 0 });
        this.report(point, { button: 0, released: true });
    }

    moved(event) {
        if (this.modes().mouse < 1002 || (this.pressed < 0 && !this.viewport.contains(event.target))) return;
        const { column, row } = this.cellAt(event);
        const key = `${column},${row}`;
        if (key === this.last) return;
        this.last = key;
        this.report(event, { button: this.pressed < 0 ? RELEASE : this.pressed, motion: true });
    }

    // Converts the pixels of the wheel to whole lines; keeps the rest for the next event.
    lines(event) {
        const unit = event.deltaMode === 1 ? 1 : event.deltaMode === 2 ? 24 : 1 / this.rowHeight();
        this.turned += event.deltaY * unit;
        const whole = Math.trunc(this.turned);
        this.turned -= whole;
        return whole;
    }

    wheel(event) {
        const modes = this.modes();
        const program = this.takes(event);
        if (event.ctrlKey || (!program && !modes.alternate)) return;
        event.preventDefault();
        this.turn(this.lines(event), event);
    }

    // Handles lines scrolled on the screen by the wheel or by a finger.
    turn(lines, event) {
        const modes = this.modes();
        if (!lines) return;
        if (modes.mouse === 0) {
            if (modes.alternate) this.type(wheelArrows(lines, modes));
            return;
        }
        const times = Math.min(Math.max(1, Math.round(Math.abs(lines) / WHEEL_LINES)), 20);
        for (let i = 0; i < times; i++) this.report(event, { button: WHEEL + (lines > 0 ? 1 : 0), wheel: true });
    }
}
