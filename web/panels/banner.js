// What says that the connection is away. A blink of the line is not worth a word.

import { byId } from '../lib/dom.js';

const PATIENCE_MS = 400;

export class Banner {
    constructor(retry) {
        this.box = byId('banner');
        this.text = byId('banner-text');
        byId('banner-retry').addEventListener('click', retry);
    }

    update({ state, pause = 0, tries = 0 }) {
        clearInterval(this.counting);
        if (state === 'open') {
            clearTimeout(this.waiting);
            this.waiting = 0;
            this.box.hidden = true;
            return;
        }
        if (state === 'waiting') this.until = Date.now() + pause;
        this.state = state;
        this.tries = tries;
        this.say();
        if (state === 'waiting' && pause > 1500) this.counting = setInterval(() => this.say(), 1000);
        this.waiting ||= setTimeout(() => (this.box.hidden = false), PATIENCE_MS);
    }

    // Words of the application's own, where it knows better why the line is away.
    because(reason) {
        this.reason = reason;
        this.say();
    }

    say() {
        const seconds = Math.ceil((this.until - Date.now()) / 1000);
        const next = this.state === 'waiting' && seconds > 1 ? `Trying again in ${seconds} s.` : 'Connecting…';
        const why = navigator.onLine
            ? `${this.reason || 'The connection is away.'} ${next}`
            : 'This device is offline.';
        this.text.textContent = `${why} What you type is kept.`;
    }

    hide() {
        clearTimeout(this.waiting);
        clearInterval(this.counting);
        this.waiting = 0;
        this.reason = '';
        this.box.hidden = true;
    }
}
