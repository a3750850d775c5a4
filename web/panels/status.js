// How the server is: tables, the last hour, programs, the log's last lines. It listens to the server's
// events only while it is looked at.

import { byId, element } from '../lib/dom.js';
import * as api from '../net/api.js';

const LOG_LINES = 12;
const SAMPLES = 240;
const SPACE = 'http://www.w3.org/2000/svg';
const WIDTH = 240;
const HEIGHT = 36;

export function bytes(n) {
    if (n < 1024) return `${Math.round(n)} B`;
    return n < 1024 * 1024 ? `${(n / 1024).toFixed(n < 10240 ? 1 : 0)} KB` : `${(n / 1048576).toFixed(1)} MB`;
}

export function duration(us) {
    return us < 1000
        ? `${us} µs`
        : us < 1e6
          ? `${(us / 1000).toFixed(us < 10000 ? 1 : 0)} ms`
          : `${(us / 1e6).toFixed(1)} s`;
}

// The points of a line through the values, the newest at the right edge.
export function points(values, width, height, samples) {
    const most = Math.max(1, ...values);
    return values
        .map((value, i) => {
            const x = width - ((values.length - 1 - i) * width) / (samples - 1);
            const y = height - 2 - (value / most) * (height - 4);
            return `${x.toFixed(1)},${y.toFixed(1)}`;
        })
        .join(' ');
}

// The curves: what they are called, what of the samples they show, how a value is written.
const CURVES = [
    ['Memory of the server', (s) => s.server_kib, (v) => bytes(v * 1024)],
    ['Memory of the keeper', (s) => s.keeper_kib, (v) => bytes(v * 1024)],
    ['Open files', (s) => s.fds, String],
    ['Longest turn of the loop', (s) => s.lag_us, duration],
    ['Sent a second', (s) => s.out_bytes_per_second, bytes],
    ['Received a second', (s) => s.in_bytes_per_second, bytes],
];

function curve(values) {
    const svg = document.createElementNS(SPACE, 'svg');
    const line = document.createElementNS(SPACE, 'polyline');
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('points', points(values, WIDTH, HEIGHT, SAMPLES));
    svg.append(line);
    return svg;
}

export class Status {
    constructor(failed) {
        this.failed = failed;
        this.dialog = byId('status');
        byId('status-close').addEventListener('click', () => this.dialog.close());
        this.dialog.addEventListener('close', () => this.end());
        this.dialog.addEventListener('click', (event) => event.target === this.dialog && this.dialog.close());
    }

    async open() {
        this.dialog.showModal();
        try {
            const [status, lines] = await Promise.all([api.status(), api.log(LOG_LINES)]);
            this.general(status);
            this.tables(status.tables);
            this.children(status.children);
            byId('status-log').replaceChildren();
            for (const line of lines) this.line(line);
            await this.curves();
        } catch (error) {
            this.failed(error);
            return;
        }
        this.listen();
    }

    listen() {
        if (!this.dialog.open || this.source) return;
        this.source = new EventSource('api/events');
        this.source.addEventListener('status', (event) => this.now(JSON.parse(event.data)));
        this.source.addEventListener('log', (event) => this.line(JSON.parse(event.data)));
        this.sampling = setInterval(() => this.curves().catch(() => {}), 15000);
    }

    end() {
        clearInterval(this.sampling);
        this.source?.close();
        this.source = null;
    }

    now(summary) {
        this.tables(summary.tables);
        this.children(summary.children);
        byId('status-now').textContent =
            `${bytes(summary.rss + summary.keeper_rss)} in use, ${summary.viewers} looking`;
    }

    general({ version, profile, uptime, restarts, memory_bound: bound }) {
        const days = Math.floor(uptime / 86400);
        const up = days
            ? `${days} d ${Math.floor((uptime % 86400) / 3600)} h`
            : `${Math.floor(uptime / 3600)} h ${Math.floor((uptime % 3600) / 60)} min`;
        byId('status-words').textContent =
            `boundtty ${version}, profile ${profile}, up ${up}, server restarted ${restarts} times, at most ${bytes(bound)} ever.`;
    }

    // A bar a table: what is in use, and a mark at the most that ever was.
    tables(tables) {
        byId('status-tables').replaceChildren(
            ...Object.entries(tables).map(([name, { size, used, high }]) => {
                const bar = element(
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
                bar.firstChild.style.width = `${(100 * used) / size}%`;
                bar.lastChild.style.left = `${(100 * high) / size}%`;
                return element(
                    'div',
                    { className: 'status-row' },
                    element('span', {}, name),
                    bar,
                    element('span', { className: 'status-value' }, `${used} of ${size}, most ${high}`),
                );
            }),
        );
    }

    children(children) {
        const some = Object.entries(children).filter(([, count]) => count > 0);
        byId('status-children').textContent = some.length
            ? some.map(([state, count]) => `${count} ${state}`).join(', ')
            : 'none';
    }

    async curves() {
        const samples = await api.samples();
        const rows = samples.unix.map((_, i) =>
            Object.fromEntries(
                Object.entries(samples)
                    .filter(([, v]) => Array.isArray(v))
                    .map(([name, v]) => [name, v[i]]),
            ),
        );
        byId('status-curves').replaceChildren(
            ...CURVES.map(([name, of, write]) => {
                const values = rows.map(of);
                const last = values.length ? write(values[values.length - 1]) : 'not yet';
                return element(
                    'div',
                    { className: 'status-row' },
                    element('span', {}, name),
                    curve(values),
                    element('span', { className: 'status-value' }, last),
                );
            }),
        );
    }

    line(fields) {
        const { time, level, process, event, ...rest } = fields;
        const words = Object.entries(rest)
            .map(([name, value]) => `${name}=${value}`)
            .join(' ');
        const log = byId('status-log');
        log.append(
            element(
                'div',
                { className: `log-${level}` },
                element('time', {}, String(time).slice(11, 19)),
                element('b', {}, event),
                ` ${words}`,
            ),
        );
        while (log.childElementCount > LOG_LINES) log.firstChild.remove();
    }
}
