// The bar of a window on a serial line, or on one behind a TCP port: its speed, which is changed while it
// runs, a break, and the modem lines. They are asked for once a second while the bar is seen: a device tells
// nobody when they change.

import { byId } from '../lib/dom.js';
import * as api from '../net/api.js';

const ASK_MS = 1000;
const BREAK_MS = 300;
const LAMPS = ['cts', 'dsr', 'dcd', 'ri'];
const OURS = ['dtr', 'rts'];

// What a window's description says beside its kind and speed: the device.
export const deviceOf = (describe) => describe.replace(/^\S+ /, '').replace(/ at \S+$/, '');

// A lamp's state in words.
export const lampWords = (name, modem) =>
    `${name.toUpperCase()} ${!modem ? 'is not told' : modem[name] ? 'on' : 'off'}`;

export class Line {
    // `on`: place() is [session, index], wish(wanted) keeps whether the bar is, failed(error).
    constructor(wanted, on) {
        this.wanted = wanted;
        this.on = on;
        this.box = byId('line');
        this.button = byId('open-line');
        this.button.addEventListener('click', () => {
            this.wanted = !this.wanted;
            on.wish(this.wanted);
            this.update(this.window, this.readonly);
        });
        byId('line-speed').addEventListener('change', ({ target }) => {
            const speed = target.value.trim();
            target.blur();
            this.change({ speed });
        });
        byId('line-speed').addEventListener('keydown', (event) => event.key === 'Escape' && this.leave());
        byId('line-guess').addEventListener('click', () => this.change({ guess: true }));
        byId('line-break').addEventListener('click', () => this.change({ break_ms: BREAK_MS }));
        for (const name of OURS) byId(`line-${name}`).addEventListener('click', () => this.toggle(name));
        setInterval(() => this.ask(), ASK_MS);
    }

    // The window as the list has it; undefined: there is none.
    update(window, readonly) {
        const [session, index] = this.on.place();
        const place = window && `${session}\n${index}`;
        if (place !== this.at) this.told = {}; // what was asked of DTR and RTS, where nobody tells how they are
        Object.assign(this, { window, readonly, at: place });
        const line = window?.line?.speed ? window.line : null; // of what is behind a raw TCP port nothing is known
        this.button.hidden = !line;
        this.box.hidden = !line || !this.wanted;
        this.button.setAttribute('aria-pressed', !this.box.hidden);
        if (!line) return;
        byId('line-device').textContent = deviceOf(window.describe);
        for (const control of this.box.querySelectorAll('button, input'))
            control.disabled = readonly || window.phase !== 'running';
        this.draw(line);
    }

    // The speed as it is, whatever was typed: set before the focus goes, or it would count as changed.
    leave() {
        const input = byId('line-speed');
        input.value = this.state.speed;
        input.blur();
    }

    draw(state) {
        this.state = state;
        const { speed, frame, guessing, breaking } = state;
        const modem = this.window.phase === 'running' ? state.modem : null;
        const input = byId('line-speed');
        if (document.activeElement !== input) input.value = guessing ? '' : speed;
        input.placeholder = guessing ? 'guessing…' : '';
        byId('line-frame').textContent = frame;
        byId('line-guess').setAttribute('aria-pressed', guessing);
        byId('line-break').setAttribute('aria-pressed', breaking);
        for (const name of OURS) byId(`line-${name}`).setAttribute('aria-pressed', this.lit(name) ?? 'mixed');
        for (const name of LAMPS) {
            const lamp = byId(`line-${name}`);
            lamp.dataset.state = !modem ? 'untold' : modem[name] ? 'on' : 'off';
            lamp.title = lampWords(name, modem);
            lamp.setAttribute('aria-label', lamp.title);
        }
    }

    // A line of ours: as the device has it; behind a network, as it was asked for last.
    lit(name) {
        return this.window.source === 'serial' ? this.state.modem?.[name] : this.told[name];
    }

    // They are on when a line is opened.
    async toggle(name) {
        const on = !(this.lit(name) ?? true);
        if (await this.change({ [name]: on })) {
            this.told[name] = on;
            this.draw(this.state);
        }
    }

    async change(wish) {
        const at = this.at;
        try {
            const state = await api.changeLine(...this.on.place(), wish);
            if (at === this.at) this.draw(state);
            return true;
        } catch (error) {
            if (/^is /.test(error.message)) error.message = `“${Object.values(wish)[0]}” ${error.message}`;
            this.on.failed(error);
            this.draw(this.state);
            return false;
        }
    }

    async ask() {
        if (this.box.hidden || document.hidden || this.window.phase !== 'running') return;
        const at = this.at;
        const state = await api.line(...this.on.place()).catch(() => null);
        if (state && at === this.at) this.draw(state);
    }
}
