// The key rows: keys that a soft keyboard lacks. Ctrl and Alt apply to one key after a tap and stay on after a double
// tap; arrows repeat while held. A press does not move the focus, so the soft keyboard stays open.

import { element } from '../lib/dom.js';

const REPEAT_AFTER_MS = 380;
const REPEAT_MS = 55;
const DOUBLE_MS = 350;

// key(): a key by its label, its name in KeyboardEvent.key, and its spoken label. character(): a key that types a
// character, and its spoken label.
const key = (label, name, spoken, rest = {}) => ({ label, 'data-key': name, 'aria-label': spoken, ...rest });
const character = (text, spoken) => ({ label: text, 'data-text': text, 'aria-label': spoken });
const REPEATS = { 'data-repeat': '' };
const KEYS = [
    key('Esc', 'Escape'),
    character('|', 'Pipe'),
    character('~', 'Tilde'),
    character('/', 'Slash'),
    key('Home', 'Home'),
    key('↑', 'ArrowUp', 'Up', REPEATS),
    key('End', 'End'),
    key('PgUp', 'PageUp', 'Page up', REPEATS),
    key('Tab', 'Tab'),
    key('Ctrl', 'Control', undefined, { id: 'key-ctrl', 'aria-pressed': false }),
    key('Alt', 'Alt', undefined, { id: 'key-alt', 'aria-pressed': false }),
    character('-', 'Minus'),
    key('←', 'ArrowLeft', 'Left', REPEATS),
    key('↓', 'ArrowDown', 'Down', REPEATS),
    key('→', 'ArrowRight', 'Right', REPEATS),
    key('PgDn', 'PageDown', 'Page down', REPEATS),
];

// A modifier that is off, armed for one key, or locked.
export class Sticky {
    constructor() {
        this.state = 'off';
        this.tapped = -Infinity;
    }

    tap(now) {
        if (this.state === 'off') this.state = 'once';
        else if (this.state === 'once' && now - this.tapped < DOUBLE_MS) this.state = 'locked';
        else this.state = 'off';
        this.tapped = now;
    }

    // Returns true if the modifier applies to the key pressed now; disarms a modifier armed for one key.
    take() {
        const on = this.state !== 'off';
        if (this.state === 'once') this.state = 'off';
        return on;
    }

    get on() {
        return this.state !== 'off';
    }
}

function keyButton({ label, ...properties }) {
    if (properties['aria-label'] === undefined) delete properties['aria-label'];
    return element('button', { type: 'button', ...properties }, label);
}

export class KeyRows {
    // press(key, text): callback, with the name of a special key or a character.
    constructor(press) {
        this.press = press;
        this.ctrl = new Sticky();
        this.alt = new Sticky();
        const box = { id: 'key-rows', role: 'toolbar', 'aria-label': 'Keys', 'data-testid': 'key-rows', hidden: true };
        this.element = element('div', box, ...KEYS.map(keyButton));
        this.element.addEventListener('pointerdown', (event) => this.onDown(event));
        for (const type of ['pointerup', 'pointercancel', 'pointerleave']) {
            this.element.addEventListener(type, () => this.release());
        }
        this.element.addEventListener('mousedown', (event) => event.preventDefault());
        this.element.addEventListener('contextmenu', (event) => event.preventDefault());
        this.element.addEventListener('click', (event) => {
            if (event.detail === 0) this.act(event.target.closest('button')); // activated by a keyboard
        });
    }

    show(shown) {
        this.element.hidden = !shown;
    }

    // True if a modifier applies to the next key.
    get modified() {
        return this.ctrl.on || this.alt.on;
    }

    onDown(event) {
        event.preventDefault();
        const pressed = event.target.closest('button');
        if (!pressed) return;
        this.act(pressed);
        pressed.classList.add('pressed');
        this.held = pressed;
        if (pressed.dataset.repeat !== undefined) this.timer = setTimeout(() => this.repeat(pressed), REPEAT_AFTER_MS);
    }

    repeat(pressed) {
        this.act(pressed);
        this.timer = setTimeout(() => this.repeat(pressed), REPEAT_MS);
    }

    release() {
        clearTimeout(this.timer);
        this.held?.classList.remove('pressed');
        this.held = null;
    }

    act(pressed) {
        if (!pressed) return;
        const { key: name, text } = pressed.dataset;
        if (name === 'Control' || name === 'Alt') {
            (name === 'Control' ? this.ctrl : this.alt).tap(performance.now());
            this.showModifiers();
        } else {
            this.press(name, text);
        }
    }

    // Returns the modifiers of the key pressed now; disarms those armed for one key.
    take() {
        if (!this.modified) return {};
        const held = { ctrl: this.ctrl.take(), alt: this.alt.take() };
        this.showModifiers();
        return held;
    }

    showModifiers() {
        for (const [name, sticky] of Object.entries({ Control: this.ctrl, Alt: this.alt })) {
            const modifier = this.element.querySelector(`[data-key=${name}]`);
            modifier.setAttribute('aria-pressed', sticky.on);
            modifier.classList.toggle('locked', sticky.state === 'locked');
        }
    }
}
