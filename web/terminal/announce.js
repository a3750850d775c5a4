// New output, read out by a screen reader where a person wants that: a live region that is given what
// changed once the output rests. The line that is being typed is not repeated.

const REST_MS = 350;
const MOST_LINES = 15;

export class Announcer {
    constructor(region, settings) {
        this.region = region;
        this.settings = settings;
        this.lines = new Map();
        this.said = new Set();
    }

    hear(rows, screen) {
        if (!this.settings.announce) return;
        for (const row of rows) this.lines.set(row, screen);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.say(), REST_MS);
    }

    say() {
        const texts = [];
        for (const [row, screen] of this.lines) {
            const text = row.text().trim();
            if (text && screen.rows.includes(row) && !this.said.has(text)) texts.push(text);
        }
        this.said = new Set([...this.lines.keys()].map((row) => row.text().trim()));
        this.lines.clear();
        if (texts.length) this.region.textContent = texts.slice(-MOST_LINES).join('\n');
    }
}
