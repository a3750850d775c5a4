// The sessions, in a drawer at the side: switch, create, rename, close.

import { byId, element, icon, iconButton, editName, ask } from '../lib/dom.js';
import * as api from '../net/api.js';
import { Tmux } from './tmux.js';

function ago(time) {
    const seconds = (Date.now() - Date.parse(time)) / 1000;
    if (!(seconds >= 0)) return '';
    if (seconds < 60) return 'active now';
    const units = [
        [86400, 'd'],
        [3600, 'h'],
        [60, 'min'],
    ];
    const [size, unit] = units.find(([length]) => seconds >= length);
    return `active ${Math.floor(seconds / size)} ${unit} ago`;
}

export class Drawer {
    // `on`: select(name), renamed(from, to), closed(name), look(tmux target, name), failed(error).
    constructor(on) {
        this.on = on;
        this.dialog = byId('drawer');
        this.list = byId('sessions');
        this.tmux = new Tmux({
            look: (target, name) => {
                this.close();
                on.look(target, name);
            },
            failed: on.failed,
        });
        this.dialog.addEventListener('click', (event) => {
            if (event.target === this.dialog) this.close();
        });
        byId('drawer-close').addEventListener('click', () => this.close());
        byId('new-session').addEventListener('submit', (event) => {
            event.preventDefault();
            this.create();
        });
    }

    async open(current) {
        this.current = current;
        this.dialog.showModal();
        await this.refresh();
    }

    close() {
        this.dialog.close();
    }

    get shown() {
        return this.dialog.open;
    }

    async refresh() {
        this.tmux.refresh();
        try {
            this.update(await api.sessions(), this.current);
        } catch (error) {
            this.on.failed(error);
        }
    }

    update(sessions, current) {
        this.current = current;
        if (this.list.querySelector('.rename')) return;
        this.list.replaceChildren(...sessions.map((session) => this.item(session)));
    }

    item(session) {
        const windows = session.windows === 1 ? '1 window' : `${session.windows} windows`;
        const name = element('span', { className: 'session-name' }, session.name);
        const note = element(
            'span',
            { className: 'session-note' },
            [windows, ago(session.activity)].filter(Boolean).join(', '),
        );
        const choose = element(
            'button',
            { type: 'button', className: 'session-choose' },
            icon('terminal'),
            element('span', { className: 'session-words' }, name, note),
        );
        const here = session.name === this.current;
        if (here) choose.setAttribute('aria-current', 'true');
        choose.addEventListener('click', () => {
            this.close();
            this.on.select(session.name);
        });
        const rename = iconButton('pencil', `Rename ${session.name}`, () => this.rename(session.name, choose));
        const end = iconButton('close', `Close ${session.name}`, () => this.end(session));
        const item = element('li', { className: here ? 'session here' : 'session' }, choose, rename, end);
        item.dataset.name = session.name;
        return item;
    }

    async create() {
        const input = byId('new-session-name');
        try {
            const session = await api.createSession(input.value.trim());
            input.value = '';
            this.close();
            this.on.select(session.name);
        } catch (error) {
            this.on.failed(error);
        }
    }

    async rename(name, place) {
        const to = await editName(place, name, 'Name of the session');
        if (!to) return;
        try {
            await api.renameSession(name, to);
            if (this.current === name) this.current = to;
            this.on.renamed(name, to);
        } catch (error) {
            this.on.failed(error);
        }
        await this.refresh();
    }

    async end(session) {
        const agreed = await ask({
            title: `Close the session “${session.name}”?`,
            text: 'The programs in its windows are ended.',
            yes: 'Close it',
            danger: true,
        });
        if (!agreed) return;
        try {
            await api.closeSession(session.name);
            this.on.closed(session.name);
        } catch (error) {
            this.on.failed(error);
        }
        await this.refresh();
    }
}
