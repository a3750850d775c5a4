// The user's settings: stored in this browser, changed in a dialog.

import { element, button, dialog } from '../lib/dom.js';
import { remembered, remember } from '../lib/store.js';

const KEY = 'boundtty.settings';
const FONT_MIN = 8; // pixels
const FONT_MAX = 32;
const coarse = matchMedia('(pointer: coarse)');
const light = matchMedia('(prefers-color-scheme: light)');
const DEFAULTS = { fontSize: 0, theme: 'auto', announce: false, bell: 'flash', keys: 'auto', meta: 'auto' };

// Settings with a few values: name, label, values with labels.
const CHOICES = [
    ['theme', 'Theme', { auto: 'Auto', light: 'Light', dark: 'Dark' }],
    ['bell', 'Bell', { flash: 'Flash', sound: 'Sound', off: 'Off' }],
    ['keys', 'Key rows', { auto: 'Auto', on: 'Shown', off: 'Hidden' }],
    ['meta', 'Alt key sends Esc', { auto: 'Auto', on: 'Yes', off: 'No' }],
];

const KEYS = [
    ['Ctrl Shift C', 'copy what is selected'],
    ['Ctrl Shift V', 'paste'],
    ['Shift PgUp, PgDn', 'scroll through the history'],
    ['Ctrl Shift Home, End', 'its beginning, its end'],
    ['Ctrl Shift ←, →', 'previous window, next window'],
    ['Ctrl Shift Enter', 'new window'],
    ['Ctrl Shift Space', 'leave the terminal for the tabs; Esc goes back'],
    ['Shift and mouse', 'select where a program uses the mouse'],
    ['Ctrl and click', 'open a link'],
];

function choiceRow([name, label, values]) {
    const options = Object.entries(values).map(([value, text]) =>
        element('label', {}, element('input', { type: 'radio', name, value }), element('span', {}, text)),
    );
    const choices = element('span', { className: 'choices' }, ...options);
    return element('fieldset', { className: 'setting' }, element('legend', {}, label), choices);
}

function announceRow() {
    const words = element('span', {}, 'Read new output aloud', element('small', {}, 'for screen readers'));
    const input = element('input', { type: 'checkbox', name: 'announce', role: 'switch' });
    return element('label', { className: 'setting' }, words, input);
}

function keyHelp() {
    const rows = KEYS.flatMap(([keys, what]) => [element('dt', {}, keys), element('dd', {}, what)]);
    return element('details', {}, element('summary', {}, 'Keys of this page'), element('dl', {}, ...rows));
}

export class Settings {
    // Callbacks in `on`: changed(), signOut().
    constructor(on) {
        this.on = on;
        this.values = { ...DEFAULTS, ...remembered(KEY) };
        const done = element('button', { className: 'primary' }, 'Done');
        this.element = dialog(
            'settings',
            { 'aria-labelledby': 'settings-title' },
            element('h2', { id: 'settings-title' }, 'Settings'),
            this.fontRow(),
            ...[...CHOICES.map(choiceRow), announceRow(), keyHelp()],
            element('form', { method: 'dialog', className: 'answers' }, this.signOutButton(), done),
        );
        for (const input of this.inputs) input.addEventListener('change', () => this.read(input));
        coarse.addEventListener('change', () => this.on.changed());
        light.addEventListener('change', () => {
            this.show();
            this.on.changed();
        });
        this.show();
    }

    fontRow() {
        this.output = element('output', { id: 'font-size' });
        const step = (label, spoken, id, size) =>
            button(label, () => this.setFontSize(size()), spoken ? { id, 'aria-label': spoken } : { id });
        const choices = element(
            'span',
            { className: 'choices' },
            step('A−', 'Smaller text', 'font-smaller', () => this.fontSize - 1),
            this.output,
            step('A+', 'Larger text', 'font-larger', () => this.fontSize + 1),
            step('Reset', '', 'font-default', () => 0),
        );
        return element('div', { className: 'setting' }, element('span', {}, 'Text size'), choices);
    }

    signOutButton() {
        const signOut = () => {
            this.element.close();
            this.on.signOut();
        };
        return button('Sign out', signOut, { id: 'sign-out' });
    }

    get inputs() {
        return this.element.querySelectorAll('[name]');
    }

    get fontSize() {
        return this.values.fontSize || (coarse.matches ? 13 : 15);
    }

    get altIsMeta() {
        const mac = /Mac/.test(navigator.platform);
        return this.values.meta === 'on' || (this.values.meta === 'auto' && !mac);
    }

    get keyRows() {
        return this.values.keys === 'on' || (this.values.keys === 'auto' && coarse.matches);
    }

    get announce() {
        return this.values.announce;
    }

    get bell() {
        return this.values.bell;
    }

    // Sets the font size in pixels; 0: the device's default.
    setFontSize(pixels) {
        this.set('fontSize', pixels && Math.min(FONT_MAX, Math.max(FONT_MIN, Math.round(pixels))));
    }

    read(input) {
        this.set(input.name, input.type === 'checkbox' ? input.checked : input.value);
    }

    set(name, value) {
        this.values[name] = value;
        remember(KEY, this.values);
        this.show();
        this.on.changed();
    }

    // Applies the theme and updates the dialog's controls.
    show() {
        const root = document.documentElement;
        const { theme } = this.values;
        root.dataset.theme = theme === 'auto' ? (light.matches ? 'light' : 'dark') : theme;
        for (const input of this.inputs) {
            const value = this.values[input.name];
            if (input.type === 'checkbox') input.checked = value;
            else input.checked = input.value === value;
        }
        this.output.textContent = `${this.fontSize} px`;
        const chrome = getComputedStyle(root).getPropertyValue('--chrome').trim();
        document.querySelector('meta[name=theme-color]').content = chrome;
    }

    open() {
        this.show();
        this.element.showModal();
    }
}
