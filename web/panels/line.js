// The bar of a serial line, local or at a TCP port (RFC 2217): its speed, which can be changed while it runs, a break,
// and the modem lines. Devices do not report changes of modem lines; they are read once a second while the bar is
// shown.

import { element, button, iconButton } from '../lib/dom.js';
import * as api from '../net/api.js';

const READ_MS = 1000;
const BREAK_MS = 300;
const LAMPS = ['cts', 'dsr', 'dcd', 'ri']; // input lines
const OUTPUTS = ['dtr', 'rts'];
const SPEEDS = ['auto', 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1500000];
const TIP = 'Serial line: speed, break, DTR, RTS';

// Extracts the device from a window's description, which also contains kind and speed.
export const deviceOf = (describe) => describe.replace(/^\S+ /, '').replace(/ at \S+$/, '');

// The state of a modem line in words.
export const lampWords = (name, modem) =>
    `${name.toUpperCase()} ${!modem ? 'not reported' : modem[name] ? 'on' : 'off'}`;

// The errors that the device's driver has counted, in words.
const errorWords = (errors) =>
    Object.entries(errors ?? {})
        .filter(([, count]) => count > 0)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', ');

const byName = (names, make) => Object.fromEntries(names.map((name) => [name, make(name)]));
const part = (...children) => element('span', { className: 'line-part' }, ...children);

// The suggestions for the speed field.
export const speedList = () =>
    element('datalist', { id: 'speeds' }, ...SPEEDS.map((speed) => element('option', {}, String(speed))));

export class Line {
    // wanted: true if the bar is to be shown. lockNote: the element that names the holder of the input lock. Callbacks
    // in `on`: place() returns [session, index], want(wanted) stores the choice, failed(error).
    constructor(wanted, lockNote, on) {
        this.wanted = wanted;
        this.on = on;
        this.opener = iconButton('plug', 'Serial line', () => this.toggleBar(), {
            id: 'open-line',
            title: TIP,
            'aria-controls': 'line',
            hidden: true,
        });
        this.makeControls();
        const box = { id: 'line', role: 'toolbar', 'aria-label': 'Serial line', 'data-testid': 'line', hidden: true };
        this.element = element('div', box, this.settingsPart(lockNote), this.modemPart());
        setInterval(() => this.read(), READ_MS);
    }

    makeControls() {
        this.device = element('span', { id: 'line-device' });
        this.frame = element('span', { id: 'line-frame' });
        this.speed = element('input', {
            id: 'line-speed',
            'aria-label': 'Speed',
            list: 'speeds',
            autocomplete: 'off',
            autocapitalize: 'none',
            size: 7,
            onchange: () => this.onSpeed(),
            onkeydown: (event) => event.key === 'Escape' && this.discardSpeed(),
        });
        const tip = 'Find the speed by what arrives';
        this.guess = button('Guess', () => this.change({ guess: true }), { id: 'line-guess', title: tip });
        this.break = button('Break', () => this.change({ break_ms: BREAK_MS }), { id: 'line-break' });
        const flushed = 'Discard what was typed and waits, and what was received and is not shown yet';
        this.flush = button('Flush', () => this.on.flush(), { id: 'line-flush', title: flushed });
        this.outputs = byName(OUTPUTS, (name) =>
            button(name.toUpperCase(), () => this.toggle(name), { id: `line-${name}` }),
        );
        this.lamps = byName(LAMPS, (name) =>
            element('span', { id: `line-${name}`, className: 'lamp', role: 'img' }, name.toUpperCase()),
        );
    }

    settingsPart(lockNote) {
        const label = element('label', {}, element('span', {}, 'Speed'), ' ', this.speed);
        return part(this.device, label, this.frame, this.guess, lockNote);
    }

    modemPart() {
        return part(this.break, this.flush, ...Object.values(this.outputs), ...Object.values(this.lamps));
    }

    toggleBar() {
        this.wanted = !this.wanted;
        this.on.want(this.wanted);
        this.update(this.window, this.readonly);
    }

    // Takes the window's entry of the list; undefined if no window is shown.
    update(window, readonly) {
        const [session, index] = this.on.place();
        const place = window && `${session}\n${index}`;
        if (place !== this.at) this.requested = {}; // states of DTR and RTS requested last
        Object.assign(this, { window, readonly, at: place });
        const line = window?.line?.speed ? window.line : null; // a raw TCP port has no settings
        this.opener.hidden = !line;
        this.element.hidden = !line || !this.wanted;
        this.opener.setAttribute('aria-pressed', !this.element.hidden);
        if (!line) return;
        this.device.textContent = deviceOf(window.describe);
        for (const control of this.element.querySelectorAll('button, input'))
            control.disabled = readonly || window.phase !== 'running';
        this.draw(line);
    }

    onSpeed() {
        const speed = this.speed.value.trim();
        this.speed.blur();
        this.change({ speed });
    }

    // Restores the value before the focus leaves; otherwise it would count as changed.
    discardSpeed() {
        this.speed.value = this.state.speed;
        this.speed.blur();
    }

    draw(state) {
        this.state = state;
        const { speed, frame, guessing, breaking } = state;
        const modem = this.window.phase === 'running' ? state.modem : null;
        if (document.activeElement !== this.speed) this.speed.value = guessing ? '' : speed;
        this.speed.placeholder = guessing ? 'guessing…' : '';
        this.frame.textContent = frame;
        const errors = errorWords(state.errors);
        this.frame.title = errors && `Errors since the driver was loaded: ${errors}`;
        this.guess.setAttribute('aria-pressed', guessing);
        this.break.setAttribute('aria-pressed', breaking);
        for (const name of OUTPUTS) this.outputs[name].setAttribute('aria-pressed', this.output(name) ?? 'mixed');
        for (const name of LAMPS) this.drawLamp(name, modem);
    }

    drawLamp(name, modem) {
        const lamp = this.lamps[name];
        lamp.dataset.state = !modem ? 'unknown' : modem[name] ? 'on' : 'off';
        lamp.title = lampWords(name, modem);
        lamp.setAttribute('aria-label', lamp.title);
    }

    // The state of DTR or RTS: as reported by the device or, at a TCP port, as requested last.
    output(name) {
        return this.window.source === 'serial' ? this.state.modem?.[name] : this.requested[name];
    }

    // Toggles DTR or RTS. Both are on when a line is opened.
    async toggle(name) {
        const on = !(this.output(name) ?? true);
        if (await this.change({ [name]: on })) {
            this.requested[name] = on;
            this.draw(this.state);
        }
    }

    // Returns true if the server has applied the settings.
    async change(settings) {
        const at = this.at;
        if (settings.break_ms) this.break.setAttribute('aria-pressed', true); // answered when the break is over
        try {
            const state = await api.changeLine(...this.on.place(), settings);
            if (at === this.at) this.draw(state);
            return true;
        } catch (error) {
            if (/^is /.test(error.message)) error.message = `“${Object.values(settings)[0]}” ${error.message}`;
            this.on.failed(error);
            this.draw(this.state);
            return false;
        }
    }

    async read() {
        if (this.element.hidden || document.hidden || this.window.phase !== 'running') return;
        const at = this.at;
        const state = await api.line(...this.on.place()).catch(() => null);
        if (state && at === this.at) this.draw(state);
    }
}
