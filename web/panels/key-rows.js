// The keys that a soft keyboard lacks. Ctrl and Alt hold for one key after a tap, and stay after a double
// tap; arrows repeat while they are held. Pressing one leaves the focus, and so the keyboard, alone.

import { byId } from '../lib/dom.js';

const REPEAT_AFTER_MS = 380;
const REPEAT_MS = 55;
const DOUBLE_MS = 350;

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

    // Whether it holds for the key pressed now.
    take() {
        const on = this.state !== 'off';
        if (this.state === 'once') this.state = 'off';
        return on;
    }

    get on() {
        return this.state !== 'off';
    }
}

export class PhoneKeys {
    // press(key, text): a special key's name, or a character.
    constructor(press) {
        this.press = press;
        this.box = byId('phone-keys');
        this.ctrl = new Sticky();
        this.alt = new Sticky();
        this.box.addEventListener('pointerdown', (event) => this.down(event));
        for (const type of ['pointerup', 'pointercancel', 'pointerleave']) {
            this.box.addEventListener(type, () => this.rest());
        }
        this.box.addEventListener('mousedown', (event) => event.preventDefault());
        this.box.addEventListener('contextmenu', (event) => event.preventDefault());
        this.box.addEventListener('click', (event) => {
            if (event.detail === 0) this.act(event.target.closest('button')); // by keyboard
        });
    }

    show(shown) {
        this.box.hidden = !shown;
    }

    down(event) {
        event.preventDefault();
        const button = event.target.closest('button');
        if (!button) return;
        this.act(button);
        button.classList.add('pressed');
        this.held = button;
        if (button.dataset.repeat !== undefined) this.timer = setTimeout(() => this.again(button), REPEAT_AFTER_MS);
    }

    again(button) {
        this.act(button);
        this.timer = setTimeout(() => this.again(button), REPEAT_MS);
    }

    rest() {
        clearTimeout(this.timer);
        this.held?.classList.remove('pressed');
        this.held = null;
    }

    act(button) {
        if (!button) return;
        const { key, text } = button.dataset;
        if (key === 'Control' || key === 'Alt') {
            (key === 'Control' ? this.ctrl : this.alt).tap(performance.now());
            this.dress();
        } else {
            this.press(key, text);
        }
    }

    // The modifiers for the key that is pressed now; those for one key are used up.
    take() {
        if (!this.ctrl.on && !this.alt.on) return {};
        const held = { ctrl: this.ctrl.take(), alt: this.alt.take() };
        this.dress();
        return held;
    }

    dress() {
        for (const [id, sticky] of [
            ['key-ctrl', this.ctrl],
            ['key-alt', this.alt],
        ]) {
            const button = byId(id);
            button.setAttribute('aria-pressed', sticky.on);
            button.classList.toggle('locked', sticky.state === 'locked');
        }
    }
}
