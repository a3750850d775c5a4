// The session that the page shows, its windows, and the window that the terminal is attached to.
//
// Events: `attach` (another window), `change` (the list or a window in it has changed), `refresh` (the list was read),
// `empty` (detail: the reason that no window is shown), `bell` (detail: the index of a window that is not shown),
// `unsent` (detail: the number of typed bytes that a closed window did not get), `reason` (detail: the reason that the
// link is down), `error` (detail: an ApiError).

import * as api from '../net/api.js';
import { ask } from '../lib/ask.js';
import { remembered, remember } from '../lib/store.js';
import { Stream } from '../net/stream.js';

const PLACE = 'boundtty.place';
const REFRESH_MS = 4000;
const DIAGNOSE_TRIES = 2;
const NO_WINDOW = 'This session has no window.';
const NO_ANSWER =
    'The window does not answer. A proxy in front needs: proxy_http_version 1.1; ' +
    'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';

// Shortens a name to one that the server accepts: at most 63 bytes, no slash.
const windowName = (name) => [...name.replaceAll('/', '-')].slice(0, 15).join('');

const keyOf = (session, index) => `${session}\n${index}`;

export class Windows extends EventTarget {
    constructor(terminal) {
        super();
        this.terminal = terminal;
        this.streams = new Map(); // unconfirmed input by window, kept as long as the page is open
        this.session = '';
        this.index = -1;
        this.list = [];
        this.listSerial = null; // serial number of the server's list of sessions and windows
        this.readonly = false;
        setInterval(() => this.poll(), REFRESH_MS);
    }

    emit(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    // The entry of the shown window in the list; undefined if no window is shown.
    get current() {
        return this.list.find((w) => w.index === this.index);
    }

    // Opens the session and window used last; otherwise the first session, which is created if none exists.
    async start() {
        try {
            const sessions = await api.sessions();
            const place = remembered(PLACE, sessionStorage) || remembered(PLACE) || {};
            let chosen = sessions.find((s) => s.name === place.session) || sessions[0];
            if (!chosen && this.readonly) {
                this.showNone('There is no session to view.');
                return;
            }
            chosen ||= await api.createSession('');
            await this.open(chosen.name, chosen.name === place.session ? place.index : undefined);
        } catch (error) {
            this.emit('error', error);
        }
    }

    // Shows a session: its window with this index, otherwise the active one.
    async open(session, index) {
        try {
            this.list = await api.windows(session);
            const chosen = this.list.find((w) => w.index === index) || this.list.find((w) => w.active) || this.list[0];
            if (chosen) {
                this.attach(session, chosen.index);
                return;
            }
            this.session = session;
            this.index = -1;
            this.showNone(NO_WINDOW);
        } catch (error) {
            this.emit('error', error);
        }
    }

    select(index) {
        this.attach(this.session, index);
    }

    attach(session, index) {
        this.terminal.focus();
        if (session === this.session && index === this.index && this.terminal.link) return;
        const key = keyOf(session, index);
        const entry = this.list.find((w) => w.index === index);
        if (!this.streams.has(key)) this.streams.set(key, new Stream(undefined, entry?.incarnation));
        this.session = session;
        this.index = index;
        this.listSerial = null;
        remember(PLACE, { session, index });
        remember(PLACE, { session, index }, sessionStorage);
        this.emit('attach');
        this.terminal.attach(api.attachUrl(session, index), this.streams.get(key));
    }

    showNone(text) {
        this.terminal.detach();
        this.emit('empty', text);
    }

    async refresh() {
        const { session } = this;
        try {
            const fresh = await api.windows(session);
            if (session === this.session) this.update(fresh);
        } catch (error) {
            if (error.status === 404 && session === this.session) await this.onClosed();
            else if (error.status === 401) this.emit('error', error);
        }
        this.emit('refresh');
    }

    // Shows another session after the shown one was closed.
    onClosed() {
        this.drop();
        return this.start();
    }

    // Reads titles and bells of the windows that are not shown.
    poll() {
        if (!document.hidden && this.list.length > 1 && this.terminal.link?.state === 'open') this.refresh();
    }

    update(fresh) {
        for (const w of fresh) {
            const before = this.list.find((other) => other.index === w.index);
            if (before && w.index !== this.index && w.bell !== before.bell) this.emit('bell', w.index);
        }
        this.list = fresh;
        if (!this.current) this.leave();
        this.emit('change');
    }

    // Shows the next window after the shown one was closed.
    leave() {
        this.drop();
        const next = this.list.find((w) => w.index > this.index) || this.list.at(-1);
        if (next) this.select(next.index);
        else this.showNone(NO_WINDOW);
    }

    // Forgets the input of the shown window, which was closed; reports what was not sent.
    drop() {
        const key = keyOf(this.session, this.index);
        const stream = this.streams.get(key);
        this.streams.delete(key);
        const unsent = (stream?.length ?? 0) + (stream?.heldLength ?? 0);
        if (unsent > 0) this.emit('unsent', unsent);
    }

    onSessionRenamed(from, to) {
        for (const [key, stream] of [...this.streams]) {
            if (!key.startsWith(`${from}\n`)) continue;
            this.streams.delete(key);
            this.streams.set(to + key.slice(from.length), stream);
        }
        if (from !== this.session) return;
        this.session = '';
        this.attach(to, this.index);
    }

    // Handles a state of the window: reads the list again if its serial has changed.
    onState({ list: serial }) {
        const changed = this.listSerial !== serial;
        this.listSerial = serial;
        if (changed) this.refresh();
    }

    onTitle(title) {
        const window = this.current;
        if (!window || window.title === title) return;
        window.title = title;
        this.emit('change');
    }

    // Handles the link's status: looks for the reason after two failed attempts.
    onStatus({ state, tries }) {
        if (state === 'open') this.emit('reason', '');
        else if (state === 'waiting' && tries >= DIAGNOSE_TRIES) this.diagnose();
    }

    // Finds out why there is no connection: the credential, the window, or the server.
    async diagnose() {
        const { session } = this;
        try {
            await api.whoAmI();
            const fresh = await api.windows(session);
            if (session !== this.session) return;
            this.emit('reason', NO_ANSWER);
            this.update(fresh);
        } catch (error) {
            if (error.status === 401) this.emit('error', error);
            else if (error.status === 404 && session === this.session) this.onClosed();
            else this.emit('reason', error.status ? error.message : '');
        }
    }

    // Creates a window and shows it; throws the server's error.
    async create(source) {
        const made = await api.createWindow(this.session, source);
        this.list = await api.windows(this.session);
        this.select(made.index);
    }

    // The same without a dialog; errors become an `error` event.
    async add(source) {
        await this.create(source).catch((error) => this.emit('error', error));
    }

    // Shows a tmux session or window: in the window that already shows it, or in a new one.
    openTmux(target, name) {
        const shown = this.list.find((w) => w.describe === `tmux ${target}` && w.phase === 'running');
        if (shown) this.select(shown.index);
        else this.add({ source: 'tmux', target, name: windowName(name) });
    }

    async close(window) {
        const running = window.phase === 'running' || window.phase === 'starting';
        const question = {
            title: `Close the window “${window.name}”?`,
            text: 'Its program is still running and will be ended.',
            yes: 'Close it',
            danger: true,
        };
        const agreed = !running || (await ask(question));
        this.terminal.focus();
        if (agreed) await this.change(api.closeWindow(this.session, window.index));
    }

    closeEnded() {
        return this.change(api.closeWindow(this.session, this.index));
    }

    // Renames a window; throws the server's error.
    async rename(index, name) {
        await api.renameWindow(this.session, index, name);
        setTimeout(() => this.refresh());
    }

    restart() {
        this.terminal.focus();
        return this.change(api.restartWindow(this.session, this.index));
    }

    async change(request) {
        try {
            await request;
        } catch (error) {
            this.emit('error', error);
        }
        await this.refresh();
    }
}
