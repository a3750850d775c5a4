// The question about input that was typed for an earlier program or device and could not be sent to it in time: the user
// sends it to the present one, or discards it.

import { element, button, setText } from '../lib/dom.js';

const bytesOf = (n) => (n === 1 ? '1 byte' : `${n} bytes`);

// The notice of bytes that the server has discarded.
export const discardedWords = (n) =>
    `${bytesOf(n)} that you typed did not reach the program: it has ended, or the device is away.`;

export class Unsent {
    // answer(send): callback, with true to send, and false to discard.
    constructor(answer) {
        this.text = element('span', { id: 'unsent-text' });
        this.sample = element('code', { id: 'unsent-sample' });
        const choose = (send) => () => {
            this.hide();
            answer(send);
        };
        this.element = element(
            'div',
            { id: 'unsent', role: 'alert', 'data-testid': 'unsent', hidden: true },
            ...[this.text, this.sample],
            button('Send it', choose(true), { id: 'unsent-send' }),
            button('Discard it', choose(false), { id: 'unsent-discard' }),
        );
    }

    // Shows what is held of a stream, if anything.
    update(stream, readonly) {
        const n = stream?.heldLength ?? 0;
        this.element.hidden = n === 0 || readonly;
        if (n === 0) return;
        setText(this.text, `${bytesOf(n)} typed for a program or device that has ended. Send to this one, or discard?`);
        setText(this.sample, stream.sample);
    }

    hide() {
        this.element.hidden = true;
    }
}
