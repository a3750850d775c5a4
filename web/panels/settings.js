// What a person likes, kept in this browser.

import { byId } from '../lib/dom.js';

const KEY = 'boundtty.settings';
const SMALLEST = 8;
const LARGEST = 32;
const coarse = matchMedia('(pointer: coarse)');
const light = matchMedia('(prefers-color-scheme: light)');
const DEFAULTS = { fontSize: 0, theme: 'auto', announce: false, bell: 'flash', keys: 'auto', meta: 'auto' };

export function remembered(key, store = localStorage) {
    try {
        return JSON.parse(store.getItem(key));
    } catch {
        return null;
    }
}

export function remember(key, value, store = localStorage) {
    try {
        store.setItem(key, JSON.stringify(value));
    } catch {
        // A browser that keeps nothing still has a terminal.
    }
}

export class Settings {
    constructor(changed) {
        this.changed = changed;
        this.values = { ...DEFAULTS, ...remembered(KEY) };
        this.dialog = byId('settings');
        for (const input of this.dialog.querySelectorAll('[name]')) {
            input.addEventListener('change', () => this.read(input));
        }
        byId('font-smaller').addEventListener('click', () => this.size(this.fontSize - 1));
        byId('font-larger').addEventListener('click', () => this.size(this.fontSize + 1));
        byId('font-default').addEventListener('click', () => this.size(0));
        coarse.addEventListener('change', () => this.changed());
        light.addEventListener('change', () => this.dress());
        this.dress();
    }

    get fontSize() {
        return this.values.fontSize || (coarse.matches ? 13 : 15);
    }

    get altIsMeta() {
        const mac = /Mac/.test(navigator.platform);
        return this.values.meta === 'on' || (this.values.meta === 'auto' && !mac);
    }

    get phoneKeys() {
        return this.values.keys === 'on' || (this.values.keys === 'auto' && coarse.matches);
    }

    get announce() {
        return this.values.announce;
    }

    get bell() {
        return this.values.bell;
    }

    size(pixels) {
        this.set('fontSize', pixels && Math.min(LARGEST, Math.max(SMALLEST, Math.round(pixels))));
    }

    read(input) {
        this.set(input.name, input.type === 'checkbox' ? input.checked : input.value);
    }

    set(name, value) {
        this.values[name] = value;
        remember(KEY, this.values);
        this.dress();
        this.changed();
    }

    // Theme, and the dialog's own controls, as they stand.
    dress() {
        const root = document.documentElement;
        const { theme } = this.values;
        root.dataset.theme = theme === 'auto' ? (light.matches ? 'light' : 'dark') : theme;
        for (const input of this.dialog.querySelectorAll('[name]')) {
            const value = this.values[input.name];
            if (input.type === 'checkbox') input.checked = value;
            else if (input.type === 'radio') input.checked = input.value === value;
        }
        byId('font-size').textContent = `${this.fontSize} px`;
        const ground = getComputedStyle(root).getPropertyValue('--chrome').trim();
        document.querySelector('meta[name=theme-color]').content = ground;
    }

    open() {
        this.dress();
        this.dialog.showModal();
    }
}
