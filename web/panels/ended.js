// What is said of a window without a program: a bar below one that ended (how it did, and when it is started
// again) or was not started yet, a banner over one whose device is away. The line tells which it is; what is
// planned comes with the list of windows.

import { byId } from '../lib/dom.js';

const TRIED_MS = 800;

// What is said of the next start, so many seconds away.
export function nextStart({ breaker, failures, min_uptime: soon }, seconds) {
    if (breaker !== 'open') return seconds > 0 ? `; starts again in ${seconds} s` : '; starts again now';
    const often = failures === 1 ? 'once' : `${failures} times`;
    return `; failed ${often} within ${soon} s of its start; tries again ${seconds > 0 ? `in ${seconds} s` : 'now'}`;
}

// What is said of a window in this phase; empty: it runs.
export function stateWords(phase, ending) {
    return (
        {
            idle: 'Not started yet: press Enter to start it.',
            away: `Away: ${ending}. It is opened again by itself.`,
            ended: `The program has ended: ${ending || 'exit status 0'}`,
            failed: `Could not start: ${ending}`,
        }[phase] || ''
    );
}

export class Ended {
    constructor({ restart, close }) {
        this.box = byId('ended');
        this.next = byId('ended-next');
        this.away = byId('away');
        byId('restart').addEventListener('click', restart);
        byId('close-ended').addEventListener('click', close);
        byId('away-retry').addEventListener('click', ({ target }) => {
            target.disabled = true; // or nobody would see that it was tried, where it is away still
            setTimeout(() => (target.disabled = false), TRIED_MS);
            restart();
        });
        this.hide();
    }

    hide() {
        this.box.hidden = this.away.hidden = true;
        this.plan(null);
    }

    // The window's state; whether its program is over, or did not begin.
    update({ phase, ending }, readonly) {
        const words = stateWords(phase, ending);
        this.idle = phase === 'idle';
        if (!words || phase === 'away') this.hide();
        if (!words) return false;
        const [box, text] = phase === 'away' ? [this.away, 'away-text'] : [this.box, 'ended-text'];
        if (byId(text).textContent !== words) byId(text).textContent = words;
        byId('restart').hidden = byId('away-retry').hidden = readonly;
        byId('close-ended').hidden = readonly || this.idle;
        box.hidden = false;
        this.say();
        return box === this.box;
    }

    // The window as the list has it. Its seconds are rounded: one deadline a start, or it would jump.
    plan(shown) {
        const before = this.planned?.starts;
        clearInterval(this.counting);
        this.planned = shown?.retry > 0 ? shown : null;
        if (this.planned) {
            if (before !== shown.starts) this.until = Date.now() + shown.retry * 1000;
            this.counting = setInterval(() => this.say(), 250);
        }
        this.say();
    }

    say() {
        const words = this.planned ? nextStart(this.planned, Math.ceil((this.until - Date.now()) / 1000)) : '';
        if (this.next.textContent !== words) this.next.textContent = words;
        byId('restart').textContent = this.idle ? 'Start' : this.planned ? 'Try now' : 'Start again';
    }
}
