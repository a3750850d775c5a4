// Announces new output to screen readers, if the user has enabled this: changed rows are copied to a live region once
// the output rests. Text announced last is not repeated.

import { element } from '../lib/dom.js';

const REST_MS = 350;
const LINES_MAX = 15;

export class Announcer {
    constructor(settings) {
        this.settings = settings;
        this.element = element('div', { id: 'live', role: 'log', 'aria-live': 'polite', className: 'unseen' });
        this.rows = new Map(); // changed rows, with their screens
        this.announced = new Set();
    }

    // Called when rows of a screen were drawn.
    onDrawn(rows, screen) {
        if (!this.settings.announce) return;
        for (const row of rows) this.rows.set(row, screen);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.announce(), REST_MS);
    }

    announce() {
        const texts = [];
        for (const [row, screen] of this.rows) {
            const text = row.text().trim();
            if (text && screen.rows.includes(row) && !this.announced.has(text)) texts.push(text);
        }
        this.announced = new Set([...this.rows.keys()].map((row) => row.text().trim()));
        this.rows.clear();
        if (texts.length) this.element.textContent = texts.slice(-LINES_MAX).join('\n');
    }
}
