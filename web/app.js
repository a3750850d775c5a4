// The page: the login, the sessions and windows, and the wires between the parts.

import * as api from './net/api.js';
import { byId, ask, toast } from './lib/dom.js';
import { Terminal } from './terminal/terminal.js';
import { Stream } from './net/link.js';
import { Settings, remembered, remember } from './panels/settings.js';
import { Banner } from './panels/banner.js';
import { Ended } from './panels/ended.js';
import { Tabs } from './panels/tabs.js';
import { Drawer } from './panels/drawer.js';
import { NewWindow } from './panels/new-window.js';
import { Line } from './panels/line.js';
import { Keyboard } from './panels/input-lock.js';
import { Status } from './panels/status.js';
import { PhoneKeys } from './panels/key-rows.js';
import { encode, special, character } from './input/key-encoding.js';
import { prepare, needsQuestion, lineCount, preview } from './input/paste.js';
import { beep } from './lib/sound.js';

const PLACE = 'boundtty.place';
const LINE = 'boundtty.line';
const WINDOWS_MS = 4000;
const GONE = 'The window does not answer.';

// The token is in the address only until it has been read.
const fragment = new URLSearchParams(location.hash.slice(1));
let token = fragment.get('token');
if (location.hash) history.replaceState(null, '', location.pathname + location.search);

const streams = new Map(); // what was typed, by window, for as long as the page lives
let session = '';
let index = -1;
let windows = [];
let list = null; // the server's count of changes to sessions and windows
let readonly = false;
let controlHeld = 0;
let title = '';

const settings = new Settings(() => applySettings());
const terminal = new Terminal(settings, {
    welcome: (welcome) => welcomed(welcome),
    state: (state) => stated(state),
    status: (status) => statusChanged(status),
    title: (text) => titled(text),
    bell: () => rang(),
    clipboard: (data) => clipboardSet(data),
    follow: (following, fresh) => followed(following, fresh),
    fontSize: (pixels) => settings.size(pixels),
    typed: (text) => typedText(text),
});
const banner = new Banner(() => terminal.link?.wake());
const ended = new Ended({ restart: startAgain, close: () => change(api.closeWindow(session, index)) });
const tabs = new Tabs({ select: (at) => attach(session, at), close: closeWindow, rename: renameWindow });
const drawer = new Drawer({
    select: (name) => openSession(name),
    renamed: (from, to) => sessionRenamed(from, to),
    closed: (name) => name === session && start(),
    look: (target, name) => lookAtTmux(target, name),
    failed: (error) => failed(error),
});
const keyboard = new Keyboard((word) => {
    terminal.link?.inputLock(word);
    terminal.focus();
});
const chooser = new NewWindow(makeWindow);
const line = new Line(remembered(LINE) ?? false, {
    place: () => [session, index],
    wish: (wanted) => remember(LINE, wanted),
    failed: (error) => failed(error),
});
const status = new Status((error) => failed(error));
const phoneKeys = new PhoneKeys((key, text) => pressed(key, text));

// Signing in.

async function signIn() {
    if (token) {
        try {
            await api.login(token);
        } catch (error) {
            token = null;
            return showLogin(
                error.status === 401 ? 'The address held a token that is not valid any more.' : error.message,
            );
        }
        token = null;
    }
    try {
        const me = await api.whoAmI();
        readonly = me?.readonly ?? false;
        byId('version').textContent = me?.version ? `boundtty ${me.version}` : 'boundtty';
    } catch (error) {
        if (error.status === 401) return showLogin('');
        banner.because(error.message);
        banner.update({ state: 'waiting', pause: 1000 });
        setTimeout(signIn, 1000);
        return undefined;
    }
    banner.hide();
    byId('login').hidden = true;
    byId('app').hidden = false;
    applySettings();
    return start();
}

function showLogin(message) {
    terminal.detach();
    banner.hide();
    byId('app').hidden = true;
    byId('login').hidden = false;
    loginError(message);
    byId('token').focus();
}

function loginError(message) {
    byId('login-error').textContent = message;
    byId('login-error').hidden = !message;
}

byId('login').addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = byId('login-button');
    button.disabled = true;
    try {
        await api.login(byId('token').value.trim());
        byId('token').value = '';
        await signIn();
    } catch (error) {
        const wait = error.retryAfter ? ` Try again in ${error.retryAfter} s.` : '';
        loginError(error.status === 401 ? 'That is not the token.' : error.message + wait);
    }
    button.disabled = false;
});

byId('sign-out').addEventListener('click', async () => {
    settings.dialog.close();
    await api.logout().catch(failed);
    showLogin('');
});

// Sessions and windows.

async function start() {
    try {
        const sessions = await api.sessions();
        const place = remembered(PLACE, sessionStorage) || remembered(PLACE) || {};
        let chosen = sessions.find((s) => s.name === place.session) || sessions[0];
        if (!chosen && readonly) return showEmpty('There is no session to look at.');
        chosen ||= await api.createSession('');
        return await openSession(chosen.name, chosen.name === place.session ? place.index : undefined);
    } catch (error) {
        return failed(error);
    }
}

async function openSession(name, wanted) {
    try {
        windows = await api.windows(name);
        const chosen = windows.find((w) => w.index === wanted) || windows.find((w) => w.active) || windows[0];
        if (!chosen) {
            session = name;
            index = -1;
            return showEmpty('This session has no window.');
        }
        return attach(name, chosen.index);
    } catch (error) {
        return failed(error);
    }
}

function attach(name, at) {
    byId('empty').hidden = true;
    terminal.focus();
    if (name === session && at === index && terminal.link) return;
    const key = `${name}\n${at}`;
    if (!streams.has(key)) streams.set(key, new Stream());
    session = name;
    index = at;
    list = null;
    remember(PLACE, { session, index });
    remember(PLACE, { session, index }, sessionStorage);
    byId('session-name').textContent = name;
    ended.hide();
    keyboard.hide();
    byId('note').hidden = true;
    banner.hide();
    tabs.ring(at, false);
    showWindows();
    titled(current()?.title || '');
    terminal.attach(api.attachUrl(name, at), streams.get(key));
}

const current = () => windows.find((w) => w.index === index);

function showWindows() {
    line.update(current(), readonly); // its button takes room from the tabs
    tabs.update(windows, index);
}

function showEmpty(text) {
    terminal.detach();
    banner.hide();
    tabs.update([], -1);
    line.update(undefined, readonly);
    byId('session-name').textContent = session;
    byId('empty-text').textContent = text;
    byId('empty').hidden = false;
    ended.hide();
    keyboard.hide();
}

async function refresh() {
    const asked = session;
    try {
        const fresh = await api.windows(asked);
        if (asked !== session) return;
        updateWindows(fresh);
    } catch (error) {
        if (error.status === 404 && asked === session) await start();
        else if (error.status === 401) showLogin('Please sign in again.');
    }
    if (drawer.shown) await drawer.refresh();
}

function updateWindows(fresh) {
    for (const w of fresh) {
        const before = windows.find((other) => other.index === w.index);
        if (before && w.index !== index && w.bell !== before.bell) tabs.ring(w.index, true);
    }
    windows = fresh;
    if (!windows.some((w) => w.index === index)) {
        streams.delete(`${session}\n${index}`);
        const next = windows.find((w) => w.index > index) || windows[windows.length - 1];
        if (next) attach(session, next.index);
        else showEmpty('This session has no window.');
    }
    ended.plan(current());
    showWindows();
}

function sessionRenamed(from, to) {
    for (const [key, stream] of [...streams]) {
        if (!key.startsWith(`${from}\n`)) continue;
        streams.delete(key);
        streams.set(to + key.slice(from.length), stream);
    }
    if (from !== session) return;
    session = '';
    attach(to, index);
}

// What a window of ours may be called: at most 63 bytes, no slash.
const windowName = (name) => [...name.replaceAll('/', '-')].slice(0, 15).join('');

// In the window that shows it already, else in a new one.
function lookAtTmux(target, name) {
    const shown = windows.find((w) => w.describe === `tmux ${target}` && w.phase === 'running');
    return shown ? attach(session, shown.index) : newWindow({ source: 'tmux', target, name: windowName(name) });
}

const newWindow = (source) => makeWindow(source).catch(failed);

async function makeWindow(source) {
    const made = await api.createWindow(session, source);
    windows = await api.windows(session);
    attach(session, made.index);
}

async function closeWindow(window) {
    const running = window.phase === 'running' || window.phase === 'starting';
    const agreed =
        !running ||
        (await ask({
            title: `Close the window “${window.name}”?`,
            text: 'Its program is still running and will be ended.',
            yes: 'Close it',
            danger: true,
        }));
    terminal.focus();
    if (!agreed) return;
    await change(api.closeWindow(session, window.index));
}

function renameWindow(at, name) {
    return change(api.renameWindow(session, at, name));
}

async function change(request) {
    try {
        await request;
    } catch (error) {
        failed(error);
    }
    await refresh();
}

function failed(error) {
    if (error.status === 401) showLogin('Please sign in again.');
    else toast(error.message);
}

// What the line says.

function welcomed(welcome) {
    readonly = welcome.readonly;
    byId('readonly').hidden = !readonly;
    byId('new-window').hidden = byId('new-choose').hidden = readonly;
    applySettings();
    showWindows();
}

function stated(state) {
    const changed = list !== state.list;
    list = state.list;
    const over = ended.update(state, readonly);
    keyboard.update(state, readonly);
    const note = byId('note');
    const own = terminal.size();
    note.hidden = state.owner || over || (state.columns === own.columns && state.rows === own.rows);
    byId('note-text').textContent = `${state.columns}×${state.rows}, the size of another viewer`;
    const viewers = byId('viewers');
    viewers.hidden = state.viewers < 2;
    viewers.textContent = `${state.viewers} viewers`;
    if (changed) refresh();
}

function statusChanged(status) {
    banner.update(status);
    if (status.state === 'open') banner.because('');
    else if (status.state === 'waiting' && status.tries >= 2) inquire();
}

// The line does not come up: is it the credential, the window, or the server?
async function inquire() {
    const asked = session;
    try {
        await api.whoAmI();
        const fresh = await api.windows(asked);
        if (asked !== session) return;
        banner.because(GONE);
        updateWindows(fresh);
    } catch (error) {
        if (error.status === 401) showLogin('Please sign in again.');
        else if (error.status === 404 && asked === session) start();
        else banner.because(error.status ? error.message : '');
    }
}

function titled(text) {
    title = text;
    const window = current();
    if (window && window.title !== text) {
        window.title = text;
        tabs.update(windows, index);
    }
    showTitle();
}

function showTitle() {
    const mark = byId('app').dataset.rang ? '● ' : '';
    document.title = mark + [title, session, 'boundtty'].filter(Boolean).join(' · ');
}

function rang() {
    if (settings.bell === 'off') return;
    if (settings.bell === 'sound') beep();
    const stage = byId('stage');
    for (const animation of stage.getAnimations()) animation.cancel();
    stage.animate([{ boxShadow: 'inset 0 0 0 3px var(--accent)' }, { boxShadow: 'inset 0 0 0 3px transparent' }], 350);
    if (!document.hidden && document.hasFocus()) return;
    byId('app').dataset.rang = 'yes';
    tabs.ring(index, true);
    showTitle();
}

function clipboardSet(data) {
    let text;
    try {
        text = new TextDecoder().decode(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
    } catch {
        return;
    }
    if (document.hasFocus() && navigator.clipboard) {
        navigator.clipboard.writeText(text).then(
            () => toast('Copied by the program.'),
            () => offerCopy(text),
        );
    } else {
        offerCopy(text);
    }
}

function offerCopy(text) {
    toast('The program has something for the clipboard.', { label: 'Copy', run: () => copyText(text) });
}

// Also where the page is not served over TLS and has no clipboard of its own.
function copyText(text) {
    const give = (event) => {
        event.clipboardData.setData('text/plain', text);
        event.preventDefault();
        event.stopImmediatePropagation();
    };
    document.addEventListener('copy', give, { capture: true, once: true });
    document.execCommand('copy');
    document.removeEventListener('copy', give, { capture: true });
}

function followed(following, fresh) {
    const button = byId('to-end');
    button.hidden = following;
    if (following) button.classList.remove('fresh');
    else if (fresh) button.classList.add('fresh');
}

// Typing.

// A window that was not started takes nothing but the Enter that starts it.
function send(text) {
    keyboard.typed();
    if (terminal.state?.phase !== 'idle') terminal.typed(text);
    else if (text === '\r' && !readonly) startAgain();
}

function typedText(text) {
    const held = phoneKeys.take();
    const changed = [...text].length === 1 && (held.ctrl || held.alt) ? character(text, held) : null;
    send(changed ?? text);
}

function pressed(key, text) {
    const held = phoneKeys.take();
    terminal.ime.clear();
    const bytes = text ? character(text, held) : special(key, held, terminal.screen.modes);
    if (bytes) send(bytes);
}

const SHORTCUTS = {
    C: () => document.execCommand('copy') && toast('Copied.'),
    T: () => newWindow(),
    ' ': () => (byId('tabs').querySelector('[aria-selected=true]') || byId('open-drawer')).focus(),
    ArrowLeft: () => tabs.step(-1),
    ArrowRight: () => tabs.step(1),
};
const SCROLLS = { PageUp: [-1, 'page'], PageDown: [1, 'page'], Home: [-1e7, 'line'], End: [1e7, 'line'] };

// Keys of the page itself. Returns true where the key was one.
function shortcut(event) {
    if (!event.shiftKey || event.altKey || event.metaKey) return false;
    const far = event.key === 'Home' || event.key === 'End';
    if (SCROLLS[event.key] && event.ctrlKey === far && !terminal.screen.modes.alternate) {
        const [by, unit] = SCROLLS[event.key];
        terminal.scroll.by(unit === 'page' ? by * (terminal.size().rows - 1) : by);
        return true;
    }
    if (!event.ctrlKey) return false;
    const run = SHORTCUTS[event.key.length === 1 ? event.key.toUpperCase() : event.key];
    run?.();
    return run !== undefined;
}

// Left to the browser: what pastes, and Cmd with anything.
function browsers(event) {
    return event.metaKey || (event.shiftKey && (event.key === 'Insert' || (event.ctrlKey && /^v$/i.test(event.key))));
}

function forTerminal(target) {
    return (
        target === terminal.area ||
        target === document.body ||
        (byId('stage').contains(target) && target.tagName !== 'BUTTON')
    );
}

document.addEventListener('keydown', (event) => {
    if (event.key === 'Control') controlHeld = Date.now();
    if (document.querySelector('dialog[open]') || byId('app').hidden) return;
    if (event.key === 'Escape' && byId('bar').contains(event.target) && event.target.tagName !== 'INPUT') {
        terminal.focus();
        return;
    }
    if (!forTerminal(event.target)) return;
    if (event.target !== terminal.area && !['Control', 'Shift', 'Alt', 'Meta'].includes(event.key) && !event.ctrlKey)
        terminal.focus();
    if (browsers(event)) {
        terminal.focus();
        return;
    }
    if (shortcut(event)) {
        event.preventDefault();
        return;
    }
    const sticky = phoneKeys.ctrl.on || phoneKeys.alt.on;
    const text = sticky ? stickyKey(event) : encode(event, terminal.screen.modes, { altIsMeta: settings.altIsMeta });
    if (text === null) return;
    event.preventDefault();
    terminal.ime.clear();
    send(text);
});

// A key of the keyboard with the modifiers of the key row.
function stickyKey(event) {
    if (
        event.isComposing ||
        event.keyCode === 229 ||
        ([...event.key].length > 1 && special(event.key, {}, terminal.screen.modes) === null)
    )
        return null;
    const taken = phoneKeys.take();
    const held = { ctrl: event.ctrlKey || taken.ctrl, alt: event.altKey || taken.alt, shift: event.shiftKey };
    return special(event.key, held, terminal.screen.modes) ?? character(event.key, held);
}

document.addEventListener('keyup', (event) => {
    if (event.key === 'Control') controlHeld = 0;
});

document.addEventListener('paste', async (event) => {
    if (!forTerminal(event.target) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    const text = event.clipboardData.getData('text/plain');
    if (!text || readonly) return;
    if (needsQuestion(text, terminal.screen.modes)) {
        const agreed = await ask({
            title: `Paste ${lineCount(text)} lines?`,
            text: 'The program here would take each line as if you had typed it and pressed Enter.',
            sample: preview(text),
            yes: 'Paste',
        });
        terminal.focus();
        if (!agreed) return;
    }
    send(prepare(text, terminal.screen.modes.paste));
});

// Ctrl-W in a browser's tab cannot be had by a page: with Ctrl held, ask before a running program is left.
window.addEventListener('beforeunload', (event) => {
    const slip = Date.now() - controlHeld < 3000 && terminal.state?.phase === 'running';
    if (slip) event.preventDefault();
});

// The bar and what floats over the screen.

byId('open-drawer').addEventListener('click', () => drawer.open(session));
byId('drawer').addEventListener('close', () => terminal.focus());
byId('open-status').addEventListener('click', () => {
    drawer.close();
    status.open();
});
byId('new-window').addEventListener('click', () => newWindow());
byId('new-window').addEventListener('contextmenu', (event) => {
    event.preventDefault(); // held for long, or the other button
    chooser.open();
});
byId('new-choose').addEventListener('click', () => chooser.open());
byId('new').addEventListener('close', () => terminal.focus());
byId('empty-new').addEventListener('click', () => (session ? newWindow() : start()));
byId('open-settings').addEventListener('click', () => settings.open());
byId('settings').addEventListener('close', () => terminal.focus());
byId('settings').addEventListener('click', (event) => event.target === byId('settings') && byId('settings').close());
byId('fit').addEventListener('click', () => {
    terminal.link?.resize();
    terminal.link?.look();
    terminal.focus();
});
byId('to-end').addEventListener('click', () => {
    terminal.scroll.follow();
    terminal.focus();
});

function startAgain() {
    change(api.restartWindow(session, index));
    terminal.focus();
}

function applySettings() {
    const shown = settings.phoneKeys && !readonly;
    phoneKeys.show(shown);
    if (byId('app').hidden) return;
    if (terminal.renderer.size !== settings.fontSize || terminal.renderer.ratio !== devicePixelRatio)
        terminal.measure();
}

// What comes back: the network, the tab, the page out of the back-forward cache.

function back() {
    if (document.hidden) return;
    delete byId('app').dataset.rang;
    tabs.ring(index, false);
    showTitle();
    terminal.link?.wake();
}

window.addEventListener('online', back);
window.addEventListener('pageshow', (event) => event.persisted && back());
window.addEventListener('offline', () => banner.update({ state: 'waiting', pause: 0 }));
window.addEventListener('focus', () => {
    delete byId('app').dataset.rang;
    tabs.ring(index, false);
    showTitle();
});
document.addEventListener('visibilitychange', back);
window.addEventListener('resize', applySettings);

// The soft keyboard covers a part of the page: the app takes what is left.
function viewportChanged() {
    const { height, offsetTop } = window.visualViewport;
    document.documentElement.style.setProperty('--height', `${height}px`);
    document.documentElement.style.setProperty('--shift', `${offsetTop}px`);
}
if (window.visualViewport) {
    window.visualViewport.addEventListener('resize', viewportChanged);
    window.visualViewport.addEventListener('scroll', viewportChanged);
    viewportChanged();
}

// Titles and bells of the windows that nobody looks at here.
setInterval(() => {
    if (!document.hidden && windows.length > 1 && terminal.link?.state === 'open') refresh();
}, WINDOWS_MS);

signIn();
