// Elements that float over the screen: a button back to the end, notes about the size (another viewer's, a bound) and
// about an upgrade of the server, the input lock, short messages; and the placeholder for a session without windows.

import { element, button, icon, setText } from '../lib/dom.js';
import { toastBox } from '../lib/toast.js';

// The note for a window that is as large as a bound permits and smaller than the page asked for.
export const boundWords = ({ columns, rows, asked }) =>
    `This board shows at most ${columns}×${rows} here, of ${asked.columns}×${asked.rows} that fit.`;

export class Floats {
    // lock: the element of the input lock. Callbacks in `on`: toEnd(), fit().
    constructor(lock, on) {
        const toEnd = { id: 'to-end', className: 'float', 'aria-label': 'Back to the end', title: 'Back to the end' };
        this.toEnd = button(icon('down'), on.toEnd, { ...toEnd, hidden: true });
        this.noteText = element('span', { id: 'note-text' });
        const fit = button('Fit to my screen', on.fit, { id: 'fit' });
        this.note = element('div', { id: 'note', className: 'float', hidden: true }, this.noteText, fit);
        this.bound = this.makeBound();
        const reload = button('Reload', () => location.reload(), { id: 'reload' });
        this.upgradeText = element('span', {});
        this.upgrade = element(
            'div',
            { id: 'upgrade', className: 'float', role: 'status', hidden: true },
            ...[this.upgradeText, reload],
        );
        const all = [this.toEnd, this.note, this.bound, this.upgrade, lock, toastBox()];
        this.element = element('div', { className: 'floats' }, ...all);
    }

    makeBound() {
        this.boundText = element('span', { id: 'bound-text' });
        const dismiss = () => {
            this.dismissed = this.boundText.textContent;
            this.bound.hidden = true;
        };
        const box = { id: 'bound', className: 'float', role: 'status', hidden: true };
        return element('div', box, this.boundText, button('OK', dismiss, { id: 'bound-ok' }));
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

    // Says that the window cannot be as large as the page, until that is dismissed; null: it is.
    setBound(state) {
        const words = state ? boundWords(state) : '';
        this.bound.hidden = !words || words === this.dismissed;
        if (words) setText(this.boundText, words);
    }

    // Takes a welcome: says that the server was upgraded if it has another version or page than the first one had.
    setServer({ version, page }) {
        this.server ??= { version, page };
        this.upgrade.hidden = this.server.version === version && this.server.page === page;
        setText(this.upgradeText, `boundtty was upgraded${version ? ` to ${version}` : ''}: reload this page.`);
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
