// The bar below a program that ended: how it did, and when it is started again. The line tells that it
// ended; what is planned comes with the list of windows.

import { byId } from './dom.js';

// What is said of the next start, so many seconds away.
export function nextStart({ breaker, failures, good_start: soon }, seconds) {
    if (breaker !== 'open') return seconds > 0 ? `; starts again in ${seconds} s` : '; starts again now';
    const often = failures === 1 ? 'once' : `${failures} times`;
    return `; failed ${often} within ${soon} s of its start; tries again ${seconds > 0 ? `in ${seconds} s` : 'now'}`;
}

export class Ended {
    constructor({ restart, close }) {
        this.box = byId('ended');
        this.next = byId('ended-next');
        byId('restart').addEventListener('click', restart);
        byId('close-ended').addEventListener('click', close);
        this.hide();
    }

    hide() {
        this.box.hidden = true;
        this.plan(null);
    }

    // The window's state; whether its program is over.
    update({ phase, ending }, readonly) {
        const over = phase === 'ended' || phase === 'failed';
        if (!over) {
            this.hide();
            return false;
        }
        byId('ended-text').textContent = phase === 'failed' ? `Could not start: ${ending}` : `The program has ended: ${ending || 'exit status 0'}`;
        byId('restart').hidden = byId('close-ended').hidden = readonly;
        this.box.hidden = false;
        return true;
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
        byId('restart').textContent = this.planned ? 'Try now' : 'Start again';
    }
}
