// The state of a window without a running program: a bar below a window whose program ended or was not started, a
// banner over a window whose device is away. The state comes from the link, the time of the next start from the list of
// windows.

import { element, button, setText } from '../lib/dom.js';
import { pulse } from './banner.js';

const RETRIED_MS = 800;

// Describes the next start, due in `seconds`, as the end of a sentence.
export function nextStart({ breaker, failures, min_uptime: soon }, seconds) {
    if (breaker !== 'open') return seconds > 0 ? `; starts again in ${seconds} s` : '; starts again now';
    const often = failures === 1 ? 'once' : `${failures} times`;
    return `; failed ${often} within ${soon} s of its start; tries again ${seconds > 0 ? `in ${seconds} s` : 'now'}`;
}

// A phase in words; '' for one with a running program.
export function stateWords(phase, ending, waiting = 0) {
    const waits = waiting > 0 ? ` ${waiting} ${waiting === 1 ? 'byte waits' : 'bytes wait'} for it, up to 10 s.` : '';
    return (
        {
            idle: 'Not started yet: press Enter to start it.',
            away: `Away: ${ending}. It is reopened automatically.${waits}`,
            ended: `The program has ended: ${ending || 'exit status 0'}`,
            failed: `Could not start: ${ending}`,
        }[phase] || ''
    );
}

export class Ended {
    // element: the bar. banner: the banner.
    constructor({ restart, close, discard }) {
        this.text = element('span', { id: 'ended-text', role: 'status' });
        this.next = element('span', { id: 'ended-next' });
        this.restart = button('Start again', restart, { id: 'restart', className: 'primary' });
        this.close = button('Close', close, { id: 'close-ended' });
        const words = element('span', { id: 'ended-words' }, this.text, this.next);
        const bar = { id: 'ended', 'data-testid': 'ended' };
        this.element = element('div', bar, words, this.restart, this.close);
        this.makeBanner(restart, discard);
        this.hide();
    }

    makeBanner(restart, discard) {
        this.bannerText = element('span', { id: 'away-text' });
        this.retry = button(
            'Try now',
            () => {
                this.retry.disabled = true; // shows that a retry was made even if the device is still away
                setTimeout(() => (this.retry.disabled = false), RETRIED_MS);
                restart();
            },
            { id: 'away-retry' },
        );
        this.discard = button('Discard', discard, { id: 'away-discard', hidden: true });
        const banner = { id: 'away', role: 'status', 'data-testid': 'away' };
        this.banner = element('div', banner, pulse(), this.bannerText, this.discard, this.retry);
    }

    hide() {
        this.element.hidden = this.banner.hidden = true;
        this.plan(null);
    }

    // Shows a window's state. Returns true if its program has ended or was not started.
    update({ phase, ending, waiting = 0 }, readonly) {
        const words = stateWords(phase, ending, waiting);
        this.idle = phase === 'idle';
        if (!words || phase === 'away') this.hide();
        if (!words) return false;
        const [box, text] = phase === 'away' ? [this.banner, this.bannerText] : [this.element, this.text];
        setText(text, words);
        this.restart.hidden = this.retry.hidden = readonly;
        this.discard.hidden = readonly || !waiting;
        this.close.hidden = readonly || this.idle;
        box.hidden = false;
        this.show();
        return box === this.element;
    }

    // Takes the window's entry of the list. The seconds in it are rounded; the deadline is computed only once for each
    // start, otherwise the countdown would jump.
    plan(window) {
        const before = this.planned?.starts;
        clearInterval(this.counting);
        this.planned = window?.retry > 0 ? window : null;
        if (this.planned) {
            if (before !== window.starts) this.until = Date.now() + window.retry * 1000;
            this.counting = setInterval(() => this.show(), 250);
        }
        this.show();
    }

    show() {
        const seconds = Math.ceil((this.until - Date.now()) / 1000);
        setText(this.next, this.planned ? nextStart(this.planned, seconds) : '');
        this.restart.textContent = this.idle ? 'Start' : this.planned ? 'Try now' : 'Start again';
    }
}
