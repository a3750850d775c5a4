// Who has the keyboard, where one viewer types at a time, as on a serial line: said to who has it not, and to
// who has it and is asked for it.

import { byId } from '../lib/dom.js';

// What is said, and what may be done about it: wishes of the protocol by their labels, '' is none. Null: nothing.
export function offer({ input_lock: lock, lock_requested: requested }, wished) {
    if (lock === 'other' && wished === 'request')
        return ['The viewer who has the keyboard is asked for it.', [['Take it', 'take']]];
    if (lock === 'other')
        return [
            'Another viewer has the keyboard.',
            [
                ['Ask for it', 'request'],
                ['Take it', 'take'],
            ],
        ];
    if (requested && wished !== '')
        return [
            'Another viewer asks for the keyboard.',
            [
                ['Give it', 'release'],
                ['Keep it', ''],
            ],
        ];
    return null;
}

export class Keyboard {
    // wish(what): 'request', 'take' or 'release'.
    constructor(wish) {
        this.wish = wish;
        this.box = byId('holder');
        this.buttons = [...this.box.querySelectorAll('button')];
        for (const button of this.buttons) button.addEventListener('click', () => this.chosen(button.value));
    }

    update(state, readonly) {
        const { input_lock: lock, lock_requested: requested } = state;
        if (lock !== this.state?.input_lock || requested !== this.state?.lock_requested) this.wished = undefined;
        this.state = state;
        const offered = readonly ? null : offer(state, this.wished);
        this.box.hidden = !offered;
        byId('line-keyboard').textContent = { mine: 'you type', other: 'another types' }[lock] || '';
        if (!offered) return;
        const [text, choices] = offered;
        if (byId('holder-text').textContent !== text) byId('holder-text').textContent = text;
        this.buttons.forEach((button, at) => {
            button.hidden = !choices[at];
            [button.textContent, button.value] = choices[at] || ['', ''];
        });
    }

    chosen(what) {
        if (what) this.wish(what);
        this.wished = what;
        this.update(this.state, false);
    }

    // Something was typed: where it is left out, that is shown.
    typed() {
        if (this.state?.input_lock === 'other')
            this.box.animate([{ boxShadow: '0 0 0 4px var(--warn)' }, { boxShadow: '0 0 0 4px transparent' }], 600);
    }

    hide() {
        this.box.hidden = true;
        this.state = null;
    }
}
