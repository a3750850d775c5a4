// The sessions of the machine's tmux and their windows, listed in the drawer below those of boundtty. They can be
// opened in a window, created, renamed and closed.

import { element, icon, iconButton } from '../lib/dom.js';
import { editName, ask } from '../lib/ask.js';
import * as api from '../net/api.js';

const STATES = {
    'no server': 'tmux does not run.',
    denied: 'The socket of tmux belongs to another user.',
    timeout: 'tmux does not answer.',
};

// The note above a list; null if the machine has no tmux, and nothing is shown.
export function stateWords(list) {
    if (list.state === 'missing') return null;
    if (list.state === 'ok') {
        const over = list.sessions_over + list.windows_over;
        return over ? `${over} more are not shown.` : '';
    }
    return STATES[list.state] || `tmux: ${list.said || 'it failed'}`;
}

// Creates the button of a session in a list: name, and a note below it.
export function chooseButton(name, note, onclick) {
    const words = element(
        'span',
        { className: 'session-words' },
        element('span', { className: 'session-name' }, name),
        element('span', { className: 'session-note' }, note),
    );
    return element('button', { type: 'button', className: 'session-choose', onclick }, icon('terminal'), words);
}

export class Tmux {
    // Callbacks in `on`: open(target, name), failed(error).
    constructor(on) {
        this.on = on;
        this.list = element('ul', { id: 'tmux-sessions' });
        this.note = element('p', { id: 'tmux-note', className: 'fine' });
        const create = () => this.change(api.tmuxNew());
        const head = element(
            'div',
            { className: 'drawer-head' },
            element('h3', {}, 'tmux'),
            iconButton('plus', 'New tmux session', create, { id: 'new-tmux' }),
        );
        const box = { id: 'tmux', 'aria-label': 'tmux', 'data-testid': 'tmux', hidden: true };
        this.element = element('section', box, head, this.note, this.list);
    }

    async refresh() {
        if (this.list.querySelector('.rename')) return;
        const list = await api
            .tmux()
            .catch((error) => ({ state: 'failed', said: error.message, sessions: [], windows: [] }));
        const words = stateWords(list);
        this.element.hidden = words === null;
        this.note.textContent = words || '';
        const windowsOf = (session) => list.windows.filter((w) => w.session === session.id);
        this.list.replaceChildren(...list.sessions.flatMap((session) => this.items(session, windowsOf(session))));
    }

    // The items of a session: the session, then its windows if it has several.
    items(session, windows) {
        const count = windows.length === 1 ? windows[0].name : `${session.windows} windows`;
        const note = session.attached ? `${count}, attached` : count;
        const first = this.item(session, session.id, note, 'the tmux session');
        const create = () => this.change(api.tmuxNew(session.id));
        first.firstChild.after(iconButton('plus', `New window in ${session.name}`, create));
        if (windows.length < 2) return [first];
        const rest = windows.map((w) =>
            this.item(w, `${session.id}:${w.id}`, w.active ? 'current' : '', 'the tmux window'),
        );
        for (const item of rest) item.classList.add('inner');
        return [first, ...rest];
    }

    item({ id, name }, target, note, what) {
        const choose = chooseButton(name, note, () => this.on.open(target, name));
        return element(
            'li',
            { className: 'session', 'data-target': target },
            choose,
            iconButton('pencil', `Rename ${name}`, () => this.rename(id, name, choose)),
            iconButton('close', `Close ${name}`, () => this.close(id, `Close ${what} “${name}”?`)),
        );
    }

    async change(request) {
        try {
            await request;
        } catch (error) {
            this.on.failed(error);
        }
        await this.refresh();
    }

    rename(id, name, place) {
        const save = async (to) => {
            await api.tmuxRename(id, to);
            setTimeout(() => this.refresh());
        };
        editName(place, name, 'Name in tmux', { save, refused: this.on.failed });
    }

    async close(id, title) {
        const agreed = await ask({ title, text: 'The programs in it are ended.', yes: 'Close it', danger: true });
        if (agreed) await this.change(api.tmuxKill(id));
    }
}
