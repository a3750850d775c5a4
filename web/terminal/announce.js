// New output for a screen reader, where the person wants that: a live region is given what changed once the output
// rests. The line that is being typed is not repeated.

import { element } from '../lib/dom.js';

const REST_MS = 350;
const LINES_MAX = 15;

export class Announcer {
    constructor(settings) {
        this.settings = settings;
        this.element = element('div', { id: 'live', role: 'log', 'aria-live': 'polite', className: 'unseen' });
        this.rows = new Map(); // rows that changed, with their screen
        this.announced = new Set();
    }

    // Rows of a screen were drawn.
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
