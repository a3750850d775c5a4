// The windows of a session as tabs.

import { byId, element, iconButton, editName } from '../lib/dom.js';

// What is marked, and what the mark says.
const MARKS = { idle: 'not started', away: 'away', ended: 'ended', failed: 'could not start' };

// What is told of a window where the pointer rests on its tab.
export function tipOf({ title, name, describe, phase }) {
    const what = [describe, MARKS[phase]].filter(Boolean).join(', ');
    return [title || name || 'shell', what].filter(Boolean).join('\n');
}

export class Tabs {
    // `on`: select(index), close(window), rename(index, name).
    constructor(on) {
        this.on = on;
        this.box = byId('tabs');
        this.windows = [];
        this.current = -1;
        this.rung = new Set();
        this.box.addEventListener('keydown', (event) => this.key(event));
        this.box.addEventListener('wheel', (event) => (this.box.scrollLeft += event.deltaY + event.deltaX), {
            passive: true,
        });
    }

    update(windows, current) {
        if (this.box.querySelector('.rename')) return;
        const picture = JSON.stringify([
            windows.map((w) => [w.index, w.name, w.title, w.phase, w.describe]),
            current,
            [...this.rung],
        ]);
        this.windows = windows;
        const moved = this.current !== current;
        this.current = current;
        if (picture === this.picture) return;
        this.picture = picture;
        const focused = this.box.contains(document.activeElement);
        this.box.replaceChildren(...windows.map((w) => this.tab(w)));
        const selected = this.box.querySelector('[aria-selected=true]');
        if (moved) selected?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        if (focused) selected?.focus();
    }

    tab(window) {
        const selected = window.index === this.current;
        const name = element('span', { className: 'tab-name' }, window.name || 'shell');
        const label = element('span', { className: 'tab-label' }, name);
        if (window.title && window.title !== window.name) {
            label.append(element('span', { className: 'tab-title' }, window.title));
        }
        const tab = element(
            'div',
            {
                className: 'tab',
                role: 'tab',
                tabIndex: selected ? 0 : -1,
                title: tipOf(window),
                'aria-selected': selected,
                'aria-controls': 'stage',
            },
            label,
        );
        tab.dataset.index = window.index;
        tab.dataset.phase = window.phase;
        const mark = MARKS[window.phase];
        if (mark) label.prepend(element('span', { className: 'phase-mark', role: 'img', 'aria-label': mark }));
        if (this.rung.has(window.index)) {
            tab.classList.add('rang');
            label.prepend(element('span', { className: 'bell-mark', role: 'img', 'aria-label': 'bell' }));
        }
        const close = iconButton(
            'close',
            `Close window ${window.name}`,
            (event) => {
                event.stopPropagation();
                this.on.close(window);
            },
            'quiet tab-close',
        );
        close.tabIndex = -1;
        tab.append(close);
        tab.addEventListener('click', () => this.on.select(window.index));
        tab.addEventListener('auxclick', (event) => event.button === 1 && this.on.close(window));
        tab.addEventListener('dblclick', () => this.rename(window, label));
        return tab;
    }

    async rename(window, label) {
        const name = await editName(label, window.name, 'Name of the window');
        if (name) this.on.rename(window.index, name);
    }

    // Arrow keys move between tabs, F2 renames, Delete closes.
    key(event) {
        const at = this.windows.findIndex((w) => w.index === this.current);
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) this.step(step);
        else if (event.key === 'F2')
            this.rename(this.windows[at], this.box.querySelector('[aria-selected=true] .tab-label'));
        else if (event.key === 'Delete') this.on.close(this.windows[at]);
        else return;
        event.preventDefault();
    }

    step(by) {
        const at = this.windows.findIndex((w) => w.index === this.current);
        const next = this.windows[(at + by + this.windows.length) % this.windows.length];
        if (next) this.on.select(next.index);
    }

    ring(index, on) {
        if (on) this.rung.add(index);
        else this.rung.delete(index);
        this.update(this.windows, this.current);
    }
}
