// The tabs: the windows of a session.

import { element, iconButton } from '../lib/dom.js';
import { editName } from '../lib/ask.js';

// Phases that are marked, with the name of the mark.
const MARKS = { idle: 'not started', away: 'away', ended: 'ended', failed: 'could not start' };

// The tooltip of a tab: title, source and phase of the window.
export function tipOf({ title, name, describe, phase }) {
    const what = [describe, MARKS[phase]].filter(Boolean).join(', ');
    return [title || name || 'shell', what].filter(Boolean).join('\n');
}

// Creates a mark on a tab: a picture with a name.
const mark = (className, label) => element('span', { className, role: 'img', 'aria-label': label });

export class Tabs {
    // Callbacks in `on`: select(index), close(window), rename(index, name) (a promise), failed(error).
    constructor(on) {
        this.on = on;
        this.windows = [];
        this.current = -1;
        this.belled = new Set(); // indices of the windows whose bell rang
        this.element = element('div', {
            id: 'tabs',
            role: 'tablist',
            'aria-label': 'Windows',
            'data-testid': 'tabs',
        });
        this.element.addEventListener('keydown', (event) => this.onKey(event));
        this.element.addEventListener('wheel', (event) => this.onWheel(event), { passive: true });
    }

    get selected() {
        return this.element.querySelector('[aria-selected=true]');
    }

    update(windows, current) {
        if (this.element.querySelector('.rename')) return;
        const shown = windows.map((w) => [w.index, w.name, w.title, w.phase, w.describe]);
        const picture = JSON.stringify([shown, current, [...this.belled]]);
        this.windows = windows;
        const moved = this.current !== current;
        this.current = current;
        if (picture === this.picture) return;
        this.picture = picture;
        const focused = this.element.contains(document.activeElement);
        this.element.replaceChildren(...windows.map((w) => this.tab(w)));
        if (moved) this.selected?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        if (focused) this.selected?.focus();
    }

    tab(window) {
        const selected = window.index === this.current;
        const label = this.label(window);
        const tab = element(
            'div',
            {
                className: this.belled.has(window.index) ? 'tab rang' : 'tab',
                role: 'tab',
                tabIndex: selected ? 0 : -1,
                title: tipOf(window),
                'aria-selected': selected,
                'aria-controls': 'stage',
                'data-index': window.index,
                'data-phase': window.phase,
            },
            ...[label, this.closeButton(window)],
        );
        tab.addEventListener('click', () => this.on.select(window.index));
        tab.addEventListener('auxclick', (event) => event.button === 1 && this.on.close(window));
        tab.addEventListener('dblclick', () => this.rename(window, label));
        return tab;
    }

    label({ index, name, title, phase }) {
        return element(
            'span',
            { className: 'tab-label' },
            this.belled.has(index) ? mark('bell-mark', 'bell') : null,
            MARKS[phase] ? mark('phase-mark', MARKS[phase]) : null,
            element('span', { className: 'tab-name' }, name || 'shell'),
            title && title !== name ? element('span', { className: 'tab-title' }, title) : null,
        );
    }

    closeButton(window) {
        const close = (event) => {
            event.stopPropagation();
            this.on.close(window);
        };
        const properties = { className: 'quiet tab-close', tabIndex: -1 };
        return iconButton('close', `Close window ${window.name}`, close, properties);
    }

    rename(window, label) {
        const save = (name) => this.on.rename(window.index, name);
        editName(label, window.name, 'Name of the window', { save, refused: this.on.failed });
    }

    // Handles keys: arrows move between tabs, F2 renames, Delete closes.
    onKey(event) {
        const at = this.windows.findIndex((w) => w.index === this.current);
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) this.step(step);
        else if (event.key === 'F2') this.rename(this.windows[at], this.selected.querySelector('.tab-label'));
        else if (event.key === 'Delete') this.on.close(this.windows[at]);
        else return;
        event.preventDefault();
    }

    onWheel(event) {
        this.element.scrollLeft += event.deltaY + event.deltaX;
    }

    step(by) {
        const at = this.windows.findIndex((w) => w.index === this.current);
        const next = this.windows[(at + by + this.windows.length) % this.windows.length];
        if (next) this.on.select(next.index);
    }

    // Marks the tab of a window whose bell rang, or removes the mark.
    setBell(index, on) {
        if (on) this.belled.add(index);
        else this.belled.delete(index);
        this.update(this.windows, this.current);
    }
}
