// The page: creates its components, places and connects them.

import { element } from './lib/dom.js';
import { remembered, remember } from './lib/store.js';
import { toast } from './lib/toast.js';
import { Terminal } from './terminal/terminal.js';
import { Attention } from './page/attention.js';
import { Login, takeToken } from './page/login.js';
import { Shortcuts } from './page/shortcuts.js';
import { Typing } from './page/typing.js';
import { Windows } from './page/windows.js';
import { copySelection, onCopy, setClipboard } from './page/clipboard.js';
import { followViewport } from './page/viewport.js';
import { Banner } from './panels/banner.js';
import { Bar } from './panels/bar.js';
import { Drawer } from './panels/drawer.js';
import { Ended } from './panels/ended.js';
import { Empty, Floats } from './panels/floats.js';
import { InputLock } from './panels/input-lock.js';
import { KeyRows } from './panels/key-rows.js';
import { Line, speedList } from './panels/line.js';
import { NewWindow } from './panels/new-window.js';
import { Settings } from './panels/settings.js';
import { Status } from './panels/status.js';
import { Tabs } from './panels/tabs.js';
import { Unsent, discardedWords } from './panels/unsent.js';

const LINE_BAR = 'boundtty.line';
const SIGN_IN_AGAIN = 'Please sign in again.';

const settings = new Settings({ changed: applySettings, signOut: () => login.signOut(failed) });
const terminal = new Terminal(settings);
const windows = new Windows(terminal);
const banner = new Banner(() => terminal.link?.wake());
const ended = new Ended({
    restart: () => windows.restart(),
    close: () => windows.closeEnded(),
    discard: discardInput,
});
const unsent = new Unsent((send) => {
    terminal.link?.release(send);
    terminal.focus();
});
const tabs = new Tabs({
    select: (index) => windows.select(index),
    close: (window) => windows.close(window),
    rename: (index, name) => windows.rename(index, name),
    failed,
});
const status = new Status(failed);
const drawer = new Drawer({
    select: (name) => windows.open(name),
    renamed: (from, to) => windows.onSessionRenamed(from, to),
    closed: (name) => name === windows.session && windows.start(),
    openTmux: (target, name) => windows.openTmux(target, name),
    openStatus: () => status.open(),
    failed,
});
const lock = new InputLock((request) => {
    terminal.link?.inputLock(request);
    terminal.focus();
});
const newWindow = new NewWindow((source) => windows.create(source));
const line = new Line(remembered(LINE_BAR) ?? false, lock.note, {
    place: () => [windows.session, windows.index],
    want: (wanted) => remember(LINE_BAR, wanted),
    flush: discardInput,
    failed,
});
const bar = new Bar(
    { tabs: tabs.element, lineOpener: line.opener },
    {
        openDrawer: () => drawer.open(windows.session),
        newWindow: () => windows.add(),
        chooseWindow: () => newWindow.open(),
        openSettings: () => settings.open(),
    },
);
const floats = new Floats(lock.element, {
    toEnd: () => {
        terminal.scroll.follow();
        terminal.focus();
    },
    fit: () => {
        terminal.claimSize();
        terminal.focus();
    },
});
const empty = new Empty(() => (windows.session ? windows.add() : windows.start()));
const keyRows = new KeyRows((key, text) => typing.onRowKey(key, text));
const typing = new Typing({ terminal, keyRows, lock, settings, windows });
const attention = new Attention(terminal.element, settings, (on) => tabs.setBell(windows.index, on));
const login = new Login(takeToken(), { entered: onEntered, shown: onLogin, unreachable: onUnreachable });

// Layout.

terminal.element.append(empty.element, floats.element);
const app = element(
    'div',
    { id: 'app', hidden: true },
    ...[bar, banner].map((part) => part.element),
    ended.banner,
    unsent.element,
    ...[terminal, ended, line].map((part) => part.element),
    speedList(),
    keyRows.element,
);
const dialogs = [drawer, status, newWindow, settings].map((part) => part.element);
document.body.append(login.element, app, terminal.announcer.element, ...dialogs);

// The focus returns to the terminal after each button, field and dialog, unless a dialog or a field has taken it. A blur
// of the terminal itself is meant, as it closes a soft keyboard.

const returnFocus = () => document.querySelector('dialog[open]') || terminal.focus();
const returnLostFocus = () => document.activeElement === document.body && returnFocus();
document.addEventListener('close', returnFocus, true);
app.addEventListener('click', ({ target }) => {
    if (target.closest('button') && !keyRows.element.contains(target)) returnFocus();
});
app.addEventListener('focusout', ({ target }) => terminal.viewport.contains(target) || setTimeout(returnLostFocus));

new Shortcuts({
    app,
    bar: bar.element,
    terminal,
    typing,
    actions: {
        C: () => copySelection(terminal.selection),
        Enter: () => windows.add(),
        T: () => windows.add(), // where the browser has no use for it, as in an installed page
        ' ': () => (tabs.selected || bar.drawerOpener).focus(),
        ArrowLeft: () => tabs.step(-1),
        ArrowRight: () => tabs.step(1),
    },
});

// Sign-in.

function onEntered(me) {
    windows.readonly = me?.readonly ?? false;
    drawer.version.textContent = me?.version ? `boundtty ${me.version}` : 'boundtty';
    banner.hide();
    app.hidden = false;
    applySettings();
    windows.start();
}

function onLogin() {
    terminal.detach();
    banner.hide();
    app.hidden = true;
}

function onUnreachable(message) {
    banner.setReason(message);
    banner.update({ state: 'waiting', pause: 1000 });
}

function failed(error) {
    if (error.status === 401) login.show(SIGN_IN_AGAIN);
    else toast(error.message);
}

function discardInput() {
    terminal.link?.discard();
    terminal.focus();
}

function applySettings() {
    keyRows.show(settings.keyRows && !windows.readonly);
    if (app.hidden) return;
    terminal.measureIfChanged();
    terminal.recolour();
}

// Windows.

function showWindows() {
    line.update(windows.current, windows.readonly); // before the tabs, as its button takes room from them
    tabs.update(windows.list, windows.index);
}

function hideNotices() {
    ended.hide();
    unsent.hide();
    lock.hide();
    banner.hide();
}

windows.addEventListener('attach', () => {
    bar.setSession(windows.session);
    empty.hide();
    floats.setSize(null);
    hideNotices();
    tabs.setBell(windows.index, false);
    showWindows();
    attention.setTitle(windows.current?.title, windows.session);
});
windows.addEventListener('empty', ({ detail }) => {
    hideNotices();
    tabs.update([], -1);
    line.update(undefined, windows.readonly);
    bar.setSession(windows.session);
    empty.show(detail);
});
windows.addEventListener('change', () => {
    ended.plan(windows.current);
    showWindows();
});
windows.addEventListener('unsent', ({ detail }) => toast(discardedWords(detail)));
windows.addEventListener('refresh', () => drawer.shown && drawer.refresh());
windows.addEventListener('bell', ({ detail }) => tabs.setBell(detail, true));
windows.addEventListener('reason', ({ detail }) => banner.setReason(detail));
windows.addEventListener('error', ({ detail }) => failed(detail));

// The terminal.

terminal.addEventListener('welcome', ({ detail }) => {
    floats.setServer(detail);
    windows.readonly = detail.readonly;
    bar.setReadonly(windows.readonly);
    applySettings();
    showWindows();
});
terminal.addEventListener('discarded', ({ detail }) => lock.isOther || toast(discardedWords(detail)));
terminal.addEventListener('state', ({ detail: state }) => {
    const over = ended.update(state, windows.readonly);
    unsent.update(terminal.link?.stream, windows.readonly);
    lock.update(state, windows.readonly);
    const own = terminal.size();
    const fits = state.columns === own.columns && state.rows === own.rows;
    floats.setSize(state.owner || over || fits ? null : state);
    floats.setBound(state.asked && !over ? state : null);
    bar.setViewers(state.viewers);
    windows.onState(state);
});
terminal.addEventListener('status', ({ detail }) => {
    banner.update(detail);
    windows.onStatus(detail);
});
terminal.addEventListener('title', ({ detail }) => {
    windows.onTitle(detail);
    attention.setTitle(detail, windows.session);
});
terminal.addEventListener('bell', () => attention.onBell());
terminal.addEventListener('clipboard', ({ detail }) => setClipboard(detail));
terminal.addEventListener('paste', ({ detail }) => typing.paste(detail));
terminal.addEventListener('text', ({ detail }) => typing.onText(detail));
terminal.addEventListener('follow', ({ detail }) => floats.setFollowing(detail.following, detail.fresh));

// Events of the browser: the network, the tab, the back-forward cache.

function onVisible() {
    if (document.hidden) return;
    attention.setMark(false);
    terminal.link?.wake();
}

window.addEventListener('online', onVisible);
window.addEventListener('pageshow', (event) => event.persisted && onVisible());
window.addEventListener('offline', () => banner.update({ state: 'waiting', pause: 0 }));
window.addEventListener('focus', () => attention.setMark(false));
document.addEventListener('visibilitychange', onVisible);
document.addEventListener('copy', (event) => onCopy(event, terminal.selection));
window.addEventListener('resize', applySettings);
followViewport();

login.signIn();
