// Who has the keyboard, where one viewer types at a time, as on a serial line: said to who has it not, and to
// who has it and is asked for it.

import { byId } from './dom.js';

// What is said, and what may be done about it: wishes of the protocol by their labels, '' is none. Null: nothing.
export function offer({ keyboard, asked }, wished) {
    if (keyboard === 'other' && wished === 'a') return ['The viewer who has the keyboard is asked for it.', [['Take it', 't']]];
    if (keyboard === 'other') return ['Another viewer has the keyboard.', [['Ask for it', 'a'], ['Take it', 't']]];
    if (asked && wished !== '') return ['Another viewer asks for the keyboard.', [['Give it', 'g'], ['Keep it', '']]];
    return null;
}

export class Keyboard {
    // wish(what): 'a' asks for it, 't' takes it, 'g' gives it.
    constructor(wish) {
        this.wish = wish;
        this.box = byId('holder');
        this.buttons = [...this.box.querySelectorAll('button')];
        for (const button of this.buttons) button.addEventListener('click', () => this.chosen(button.value));
    }

    update(state, readonly) {
        const { keyboard, asked } = state;
        if (keyboard !== this.state?.keyboard || asked !== this.state?.asked) this.wished = undefined;
        this.state = state;
        const offered = readonly ? null : offer(state, this.wished);
        this.box.hidden = !offered;
        byId('line-keyboard').textContent = { mine: 'you type', other: 'another types' }[keyboard] || '';
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
        if (this.state?.keyboard === 'other') this.box.animate([{ boxShadow: '0 0 0 4px var(--warn)' }, { boxShadow: '0 0 0 4px transparent' }], 600);
    }

    hide() {
        this.box.hidden = true;
        this.state = null;
    }
}
