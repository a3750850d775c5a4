// The status of the server: tables, the last hour, programs, the last lines of the log. The page subscribes to the
// server's events only while the dialog is open.

import { element, drawing, dialog, dialogHead } from '../lib/dom.js';
import * as api from '../net/api.js';

const LOG_LINES = 12;
const SAMPLES = 240;
const SAMPLE_MS = 15000;
const WIDTH = 240;
const HEIGHT = 36;

export function bytes(n) {
    if (n < 1024) return `${Math.round(n)} B`;
    return n < 1024 * 1024 ? `${(n / 1024).toFixed(n < 10240 ? 1 : 0)} KB` : `${(n / 1048576).toFixed(1)} MB`;
}

export function duration(us) {
    if (us < 1000) return `${us} µs`;
    return us < 1e6 ? `${(us / 1000).toFixed(us < 10000 ? 1 : 0)} ms` : `${(us / 1e6).toFixed(1)} s`;
}

function uptime(seconds) {
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    return days ? `${days} d ${hours} h` : `${hours} h ${Math.floor((seconds % 3600) / 60)} min`;
}

// The points of a curve through the values: the newest at the right edge, the largest at the top.
export function points(values, width, height, samples) {
    const largest = Math.max(1, ...values);
    return values
        .map((value, i) => {
            const x = width - ((values.length - 1 - i) * width) / (samples - 1);
            const y = height - 2 - (value / largest) * (height - 4);
            return `${x.toFixed(1)},${y.toFixed(1)}`;
        })
        .join(' ');
}

// The curves: name, value in a sample, format of a value.
const CURVES = [
    ['Memory of the server', (s) => s.server_kib, (v) => bytes(v * 1024)],
    ['Memory of the keeper', (s) => s.keeper_kib, (v) => bytes(v * 1024)],
    ['Open files', (s) => s.fds, String],
    ['Longest turn of the loop', (s) => s.lag_us, duration],
    ['Sent a second', (s) => s.out_bytes_per_second, bytes],
    ['Received a second', (s) => s.in_bytes_per_second, bytes],
];

// Converts samples from one array for each name to one object for each sample.
function rowsOf(samples) {
    const columns = Object.entries(samples).filter(([, values]) => Array.isArray(values));
    return samples.unix.map((_, i) => Object.fromEntries(columns.map(([name, values]) => [name, values[i]])));
}

function curve(values) {
    const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
    return drawing('svg', box, drawing('polyline', { points: points(values, WIDTH, HEIGHT, SAMPLES) }));
}

// Creates one line: name, picture, value.
const row = (name, picture, value) =>
    element(
        'div',
        { className: 'status-row' },
        element('span', {}, name),
        picture,
        element('span', { className: 'status-value' }, value),
    );

// Creates the gauge of a table, with a mark at its high-water mark.
function meter(name, { size, used, high }) {
    const share = (n) => `${(100 * n) / size}%`;
    const made = element(
        'div',
        {
            className: used >= size ? 'meter full' : 'meter',
            role: 'meter',
            'aria-label': name,
            'aria-valuemin': 0,
            'aria-valuemax': size,
            'aria-valuenow': used,
        },
        element('span', { className: 'meter-used' }),
        element('span', { className: 'meter-high' }),
    );
    made.firstChild.style.width = share(used);
    made.lastChild.style.left = share(high);
    return made;
}

const section = (name, content) => element('section', { 'aria-label': name }, element('h3', {}, name), content);

export class Status {
    constructor(failed) {
        this.failed = failed;
        this.summary = element('span', { id: 'status-now', className: 'fine' });
        this.words = element('p', { id: 'status-words' });
        this.tables = element('div', { id: 'status-tables' });
        this.curves = element('div', { id: 'status-curves' });
        this.children = element('p', { id: 'status-children' });
        this.log = element('div', { id: 'status-log', role: 'log' });
        const title = element('h2', { id: 'status-title' }, 'Status');
        const head = dialogHead(() => this.element.close(), title, this.summary);
        head.lastChild.id = 'status-close';
        this.element = dialog(
            'status',
            { 'aria-labelledby': 'status-title' },
            ...[head, this.words],
            section('Tables', this.tables),
            section('The last hour', this.curves),
            section('Programs', this.children),
            section('Log', this.log),
        );
        this.element.addEventListener('close', () => this.unsubscribe());
    }

    async open() {
        this.element.showModal();
        try {
            const [status, lines] = await Promise.all([api.status(), api.log(LOG_LINES)]);
            this.showServer(status);
            this.showTables(status.tables);
            this.showChildren(status.children);
            this.log.replaceChildren();
            for (const line of lines) this.addLine(line);
            await this.showCurves();
        } catch (error) {
            this.failed(error);
            return;
        }
        this.subscribe();
    }

    subscribe() {
        if (!this.element.open || this.source) return;
        this.source = new EventSource('api/events');
        this.source.addEventListener('status', (event) => this.showSummary(JSON.parse(event.data)));
        this.source.addEventListener('log', (event) => this.addLine(JSON.parse(event.data)));
        this.sampling = setInterval(() => this.showCurves().catch(() => {}), SAMPLE_MS);
    }

    unsubscribe() {
        clearInterval(this.sampling);
        this.source?.close();
        this.source = null;
    }

    showSummary({ tables, children, rss, keeper_rss: keeper, viewers }) {
        this.showTables(tables);
        this.showChildren(children);
        this.summary.textContent = `${bytes(rss + keeper)} in use, ${viewers} ${viewers === 1 ? 'viewer' : 'viewers'}`;
    }

    showServer({ version, profile, uptime: seconds, restarts, memory_bound: bound }) {
        this.words.textContent =
            `boundtty ${version}, profile ${profile}, up ${uptime(seconds)}, server restarted ${restarts} times, ` +
            `at most ${bytes(bound)} ever.`;
    }

    showTables(tables) {
        this.tables.replaceChildren(
            ...Object.entries(tables).map(([name, table]) =>
                row(name, meter(name, table), `${table.used} of ${table.size}, most ${table.high}`),
            ),
        );
    }

    showChildren(children) {
        const present = Object.entries(children).filter(([, count]) => count > 0);
        this.children.textContent = present.map(([state, count]) => `${count} ${state}`).join(', ') || 'none';
    }

    async showCurves() {
        const samples = rowsOf(await api.samples());
        this.curves.replaceChildren(
            ...CURVES.map(([name, of, write]) => {
                const values = samples.map(of);
                return row(name, curve(values), values.length ? write(values.at(-1)) : 'not yet');
            }),
        );
    }

    // Adds one line of the log, given as an object.
    addLine({ time, level, process, event, ...rest }) {
        const members = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
        this.log.append(
            element(
                'div',
                { className: `log-${level}` },
                element('time', {}, String(time).slice(11, 19)),
                element('b', {}, event),
                ` ${members.join(' ')}`,
            ),
        );
        while (this.log.childElementCount > LOG_LINES) this.log.firstChild.remove();
    }
}
