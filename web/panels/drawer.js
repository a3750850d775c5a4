// The drawer: lists sessions to switch to, create, rename and close, and below them those of tmux.

import { element, button, iconButton, dialog, dialogHead } from '../lib/dom.js';
import { editName, ask } from '../lib/ask.js';
import * as api from '../net/api.js';
import { Tmux, chooseButton } from './tmux.js';

const UNITS = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'min'],
];

function ago(time) {
    const seconds = (Date.now() - Date.parse(time)) / 1000;
    if (!(seconds >= 0)) return '';
    if (seconds < 60) return 'active now';
    const [size, unit] = UNITS.find(([length]) => seconds >= length);
    return `active ${Math.floor(seconds / size)} ${unit} ago`;
}

export class Drawer {
    // Callbacks in `on`: select(name), renamed(from, to), closed(name), openTmux(target, name), openStatus(),
    // failed(error).
    constructor(on) {
        this.on = on;
        this.tmux = new Tmux({
            open: (target, name) => {
                this.close();
                on.openTmux(target, name);
            },
            failed: on.failed,
        });
        this.list = element('ul', { id: 'sessions' });
        this.version = element('span', { id: 'version' });
        const head = dialogHead(() => this.close(), element('h2', {}, 'Sessions'));
        head.lastChild.id = 'drawer-close';
        const parts = [head, this.list, this.tmux.element, this.makeForm(), this.foot()];
        this.element = dialog('drawer', { 'aria-label': 'Sessions' }, ...parts);
    }

    makeForm() {
        this.name = element('input', {
            id: 'new-session-name',
            maxLength: 64,
            placeholder: 'Name (optional)',
            'aria-label': 'Name of the new session',
            autocapitalize: 'none',
            autocomplete: 'off',
            spellcheck: false,
        });
        const submit = element('button', { className: 'primary' }, 'New session');
        const form = element('form', { id: 'new-session' }, this.name, submit);
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            this.create();
        });
        return form;
    }

    foot() {
        const openStatus = () => {
            this.close();
            this.on.openStatus();
        };
        const status = button('Status', openStatus, { id: 'open-status', className: 'quiet' });
        return element('p', { className: 'fine drawer-foot' }, this.version, status);
    }

    async open(current) {
        this.current = current;
        this.element.showModal();
        await this.refresh();
    }

    close() {
        this.element.close();
    }

    get shown() {
        return this.element.open;
    }

    async refresh() {
        this.tmux.refresh();
        try {
            this.update(await api.sessions());
        } catch (error) {
            this.on.failed(error);
        }
    }

    update(sessions) {
        if (this.list.querySelector('.rename')) return;
        this.list.replaceChildren(...sessions.map((session) => this.item(session)));
    }

    item(session) {
        const { name } = session;
        const windows = session.windows === 1 ? '1 window' : `${session.windows} windows`;
        const note = [windows, ago(session.activity)].filter(Boolean).join(', ');
        const choose = chooseButton(name, note, () => {
            this.close();
            this.on.select(name);
        });
        const here = name === this.current;
        if (here) choose.setAttribute('aria-current', 'true');
        return element(
            'li',
            { className: here ? 'session here' : 'session', 'data-name': name },
            choose,
            iconButton('pencil', `Rename ${name}`, () => this.rename(name, choose)),
            iconButton('close', `Close ${name}`, () => this.closeSession(name)),
        );
    }

    async create() {
        try {
            const session = await api.createSession(this.name.value.trim());
            this.name.value = '';
            this.close();
            this.on.select(session.name);
        } catch (error) {
            this.on.failed(error);
        }
    }

    rename(name, place) {
        const save = async (to) => {
            await api.renameSession(name, to);
            if (this.current === name) this.current = to;
            this.on.renamed(name, to);
            setTimeout(() => this.refresh());
        };
        editName(place, name, 'Name of the session', { save, refused: this.on.failed });
    }

    async closeSession(name) {
        const agreed = await ask({
            title: `Close the session “${name}”?`,
            text: 'The programs in its windows are ended.',
            yes: 'Close it',
            danger: true,
        });
        if (agreed) await this.change(api.closeSession(name), () => this.on.closed(name));
    }

    async change(request, done) {
        try {
            await request;
            done();
        } catch (error) {
            this.on.failed(error);
        }
        await this.refresh();
    }
}
