// The banner of a lost connection. An interruption shorter than PATIENCE_MS is not shown.

import { element, button } from '../lib/dom.js';

const PATIENCE_MS = 400;
const COUNTED_MS = 1500; // a shorter pause is not counted down

// A pulsing mark, shown before the text of a banner.
export const pulse = () => element('span', { className: 'pulse', 'aria-hidden': 'true' });

export class Banner {
    constructor(retry) {
        this.text = element('span', { id: 'banner-text' });
        this.element = element(
            'div',
            { id: 'banner', role: 'status', 'data-testid': 'banner', hidden: true },
            ...[pulse(), this.text, button('Try now', retry, { id: 'banner-retry' })],
        );
    }

    // Shows the link's status: its state, and the pause before the next attempt, in ms.
    update({ state, pause = 0 }) {
        clearInterval(this.counting);
        if (state === 'open') {
            clearTimeout(this.waiting);
            this.waiting = 0;
            this.element.hidden = true;
            return;
        }
        if (state === 'waiting') this.until = Date.now() + pause;
        this.state = state;
        this.show();
        if (state === 'waiting' && pause > COUNTED_MS) this.counting = setInterval(() => this.show(), 1000);
        if (state === 'silent') this.element.hidden = false;
        this.waiting ||= setTimeout(() => (this.element.hidden = false), PATIENCE_MS);
    }

    // Sets the reason that the connection was lost; '' if it is unknown.
    setReason(reason) {
        this.reason = reason;
        this.show();
    }

    show() {
        const seconds = Math.ceil((this.until - Date.now()) / 1000);
        const next = this.state === 'waiting' && seconds > 1 ? `Trying again in ${seconds} s.` : 'Connecting…';
        const reason = this.reason || 'The connection is lost.';
        const lost = navigator.onLine ? `${reason} ${next}` : 'This device is offline.';
        const sentence = this.state === 'silent' ? 'The server does not answer.' : lost;
        this.text.textContent = `${sentence} What you type is kept.`;
    }

    hide() {
        clearTimeout(this.waiting);
        clearInterval(this.counting);
        this.waiting = 0;
        this.reason = '';
        this.element.hidden = true;
    }
}
