// The sessions of this machine's tmux, in the drawer below ours: looked at in a window of ours, made,
// renamed, closed; and so are their windows.

import { byId, element, icon, iconButton, editName, ask } from '../lib/dom.js';
import * as api from '../net/api.js';

const STATES = {
    'no server': 'tmux does not run.',
    denied: 'The socket of tmux belongs to another user.',
    timeout: 'tmux does not answer.',
};

// What is said about a list; null: there is no tmux, and nothing is shown.
export function stateWords(list) {
    if (list.state === 'missing') return null;
    if (list.state === 'ok') {
        const over = list.sessions_over + list.windows_over;
        return over ? `${over} more are not shown.` : '';
    }
    return STATES[list.state] || `tmux: ${list.said || 'it failed'}`;
}

export class Tmux {
    // `on`: look(target, name), failed(error).
    constructor(on) {
        this.on = on;
        this.place = byId('tmux');
        this.list = byId('tmux-sessions');
        byId('new-tmux').addEventListener('click', () => this.change(api.tmuxNew()));
    }

    async refresh() {
        if (this.list.querySelector('.rename')) return;
        let list;
        try {
            list = await api.tmux();
        } catch (error) {
            list = { state: 'failed', said: error.message, sessions: [], windows: [] };
        }
        const words = stateWords(list);
        this.place.hidden = words === null;
        byId('tmux-note').textContent = words || '';
        this.list.replaceChildren(
            ...list.sessions.flatMap((session) =>
                this.items(
                    session,
                    list.windows.filter((w) => w.session === session.id),
                ),
            ),
        );
    }

    items(session, windows) {
        const note = [
            windows.length === 1 ? windows[0].name : `${session.windows} windows`,
            session.attached ? 'attached' : '',
        ]
            .filter(Boolean)
            .join(', ');
        const first = this.item(session, session.id, note, 'the tmux session');
        first.firstChild.after(
            iconButton('plus', `New window in ${session.name}`, () => this.change(api.tmuxNew(session.id))),
        );
        const rest =
            windows.length < 2
                ? []
                : windows.map((w) =>
                      this.item(w, `${session.id}:${w.id}`, w.active ? 'current' : '', 'the tmux window'),
                  );
        rest.forEach((item) => item.classList.add('inner'));
        return [first, ...rest];
    }

    item({ id, name }, target, note, what) {
        const words = element(
            'span',
            { className: 'session-words' },
            element('span', { className: 'session-name' }, name),
            element('span', { className: 'session-note' }, note),
        );
        const look = element('button', { type: 'button', className: 'session-choose' }, icon('terminal'), words);
        look.addEventListener('click', () => this.on.look(target, name));
        const item = element(
            'li',
            { className: 'session' },
            look,
            iconButton('pencil', `Rename ${name}`, () => this.rename(id, name, look)),
            iconButton('close', `Close ${name}`, () => this.end(id, `Close ${what} “${name}”?`)),
        );
        item.dataset.target = target;
        return item;
    }

    async change(request) {
        try {
            await request;
        } catch (error) {
            this.on.failed(error);
        }
        await this.refresh();
    }

    async rename(id, name, place) {
        const to = await editName(place, name, 'Name in tmux');
        if (to) await this.change(api.tmuxRename(id, to));
    }

    async end(id, title) {
        const agreed = await ask({ title, text: 'The programs in it are ended.', yes: 'Close it', danger: true });
        if (agreed) await this.change(api.tmuxKill(id));
    }
}
