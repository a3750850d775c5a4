// Elements that float over the screen: a button back to the end, a note if the size is another viewer's, the input
// lock, short messages; and the placeholder for a session without windows.

import { element, button, icon } from '../lib/dom.js';
import { toastBox } from '../lib/toast.js';

export class Floats {
    // lock: the element of the input lock. Callbacks in `on`: toEnd(), fit().
    constructor(lock, on) {
        const toEnd = { id: 'to-end', className: 'float', 'aria-label': 'Back to the end', title: 'Back to the end' };
        this.toEnd = button(icon('down'), on.toEnd, { ...toEnd, hidden: true });
        this.noteText = element('span', { id: 'note-text' });
        const fit = button('Fit to my screen', on.fit, { id: 'fit' });
        this.note = element('div', { id: 'note', className: 'float', hidden: true }, this.noteText, fit);
        const all = [this.toEnd, this.note, lock, toastBox()];
        this.element = element('div', { className: 'floats' }, ...all);
    }

    // following: the view is at the end. fresh: new output has arrived since the view left the end.
    setFollowing(following, fresh) {
        this.toEnd.hidden = following;
        if (following) this.toEnd.classList.remove('fresh');
        else if (fresh) this.toEnd.classList.add('fresh');
    }

    // Shows the window's size; null if it is the page's own.
    setSize(size) {
        this.note.hidden = !size;
        if (size) this.noteText.textContent = `${size.columns}×${size.rows}, the size of another viewer`;
    }
}

// The placeholder for a session without windows.
export class Empty {
    constructor(open) {
        this.text = element('p', { id: 'empty-text' });
        const create = button('Open a window', open, { id: 'empty-new', className: 'primary' });
        this.element = element('div', { id: 'empty', className: 'center', hidden: true }, this.text, create);
    }

    show(text) {
        this.text.textContent = text;
        this.element.hidden = false;
    }

    hide() {
        this.element.hidden = true;
    }
}
