// The input lock of a window into which one viewer at a time can type, such as a serial line. It is shown to viewers
// without the lock, and to its holder while another viewer requests it.

import { element, button, setText } from '../lib/dom.js';

const ASK = ['Ask for it', 'request'];
const TAKE = ['Take it', 'take'];
const GIVE = ['Give it', 'release'];
const KEEP = ['Keep it', ''];

// The notice for a state of the window: a sentence, and the choices as labels with requests of the protocol ('': none).
// requested: the last choice made in this state. Null: no notice.
export function offer({ input_lock: lock, lock_requested: wanted }, requested) {
    if (lock === 'other' && requested === 'request')
        return ['The holder of the input lock has been asked for it.', [TAKE]];
    if (lock === 'other') return ['Another viewer has the input lock.', [ASK, TAKE]];
    if (wanted && requested !== '') return ['Another viewer asks for the input lock.', [GIVE, KEEP]];
    return null;
}

const HOLDERS = { mine: 'you type', other: 'another types' };

export class InputLock {
    // request(what): callback, with 'request', 'take' or 'release'. element: the notice over the screen. note: the
    // holder in two words.
    constructor(request) {
        this.request = request;
        this.note = element('span', { id: 'lock-note' });
        this.text = element('span', { id: 'input-lock-text' });
        this.buttons = [0, 1].map(() => button('', ({ target }) => this.choose(target.value)));
        this.element = element(
            'div',
            { id: 'input-lock', className: 'float', role: 'status', 'data-testid': 'input-lock', hidden: true },
            ...[this.text, ...this.buttons],
        );
    }

    update(state, readonly) {
        const { input_lock: lock, lock_requested: wanted } = state;
        if (lock !== this.state?.input_lock || wanted !== this.state?.lock_requested) this.requested = undefined;
        this.state = state;
        const offered = readonly ? null : offer(state, this.requested);
        this.element.hidden = !offered;
        this.note.textContent = HOLDERS[lock] || '';
        if (!offered) return;
        const [text, choices] = offered;
        setText(this.text, text);
        this.buttons.forEach((choice, at) => {
            choice.hidden = !choices[at];
            [choice.textContent, choice.value] = choices[at] || ['', ''];
        });
    }

    choose(what) {
        if (what) this.request(what);
        this.requested = what;
        this.update(this.state, false);
    }

    get isOther() {
        return this.state?.input_lock === 'other';
    }

    // Flashes the notice when input is discarded because the viewer lacks the lock.
    onInput() {
        if (!this.isOther) return;
        const flash = [{ boxShadow: '0 0 0 4px var(--warn)' }, { boxShadow: '0 0 0 4px transparent' }];
        this.element.animate(flash, 600);
    }

    hide() {
        this.element.hidden = true;
        this.state = null;
    }
}
