// Mixed load for SOAK seconds (60): viewers that join, type, stall and leave, floods, resizes, failing and lingering
// programs, garbage, and kills of the server. Prints memory and table use as small charts, and fails
// if memory grew after the first part of the time or a counter is not back at its first value.
import assert from 'node:assert/strict';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const SECONDS = Number(process.env.SOAK ?? 60);
const COLUMNS = 60;
const GROWTH = 64; // KiB of PSS after the first part
const random = (n) => Math.floor(Math.random() * n);
const pause = (ms) => new Promise((next) => setTimeout(next, ms));

const s = await Server.start({ command: ['/bin/sh'] });
const pss = (pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
const status = async () => (await s.json('GET', '/api/status')).json;
async function counters() {
  const { tables } = await status();
  return {
    keeper: s.fds(s.pid),
    server: s.fds(),
    masters: s.ptys(),
    children: s.children().length,
    windows: tables.windows.used,
    sessions: tables.sessions.used,
    connections: tables.connections.used,
    timers: tables.timers.used,
  };
}
await until(
  'the first window',
  async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].phase === 'running',
);
const base = await counters();

const viewer = (options) => Viewer.attach(s, options).catch(() => null);
// Everything that fills up once is filled first: the history and the styles of the window that remains, the journal,
// each slot of the table of connections, with full buffers.
async function warm() {
  const v = await Viewer.attach(s, { cols: 139, rows: 49 });
  v.type(
    'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); printf "\\033[38;5;%dm%0120d\\033[m\\n" $((i%256)) $i; done; echo filled-$((40+2))\r',
  );
  await until('a full history', async () => (await s.screen()).includes('filled-42'), 60000);
  v.socket.cut();
  for (let i = 0; i < 4; i++) {
    const held = await Promise.all(
      Array.from(
        { length: 60 },
        () =>
          new Promise((done) => {
            const c = net.connect(s.port, '127.0.0.1', () => {
              c.write(
                `GET /api/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${s.token}\r\nX-Fill: ${'x'.repeat(7000)}\r\n\r\nGET / HT`,
              );
              done(c);
            });
            c.on('error', () => {});
            c.resume();
          }),
      ),
    );
    await pause(300);
    for (const c of held) c.destroy();
  }
  for (let i = 0; i < 200; i++) (await viewer())?.socket?.cut?.();
  await until('all have gone', async () => (await counters()).connections === base.connections);
}

const acts = {
  async looks() {
    const v = await viewer({ cols: 40 + random(100), rows: 10 + random(40) });
    v?.type('echo hello; ls /\r');
    await pause(200);
    v?.socket?.cut?.();
  },
  async floods() {
    const v = await viewer();
    v?.type('head -c 20000000 /dev/zero | tr "\\0" "y"; echo\r');
    await pause(500);
    v?.socket?.cut?.();
  },
  async stalls() {
    const v = await viewer({ acknowledge: false });
    await pause(800);
    v?.socket?.cut?.();
  },
  async opens() {
    const command = [['/bin/true'], ['/no/such/program'], ['/bin/sh', '-c', 'sleep 100 & exit'], ['/bin/cat']][
      random(4)
    ];
    const r = await s.json('POST', '/api/sessions/main/windows', { body: { command } }).catch(() => null);
    await pause(random(200));
    if (r?.status === 201) await s.request('DELETE', `/api/sessions/main/windows/${r.json.index}`).catch(() => {});
  },
  async babbles() {
    await new Promise((done) => {
      const c = net.connect(s.port, '127.0.0.1', () =>
        c.end(
          [
            'GET / HT',
            '\0\x01\x02',
            `GET /${'x'.repeat(9000)}`,
            'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n',
          ][random(4)],
        ),
      );
      c.on('error', () => {});
      c.on('close', done);
      c.resume();
    });
  },
  async kills() {
    if (random(40) > 0) return;
    const pid = s.serverPid();
    if (pid) process.kill(pid, 'SIGKILL');
    await pause(1500);
  },
};

await warm();
const end = Date.now() + SECONDS * 1000;
let running = true;
async function worker() {
  const names = Object.keys(acts);
  while (running) {
    await acts[names[random(names.length)]]();
    await pause(20);
  }
}
const workers = [worker(), worker(), worker(), worker()];
const samples = [];
while (Date.now() < end) {
  await pause((SECONDS * 1000) / COLUMNS);
  try {
    samples.push({
      keeper: pss(s.pid),
      server: pss(s.serverPid()),
      fds: s.fds(),
      connections: (await status()).tables.connections.used,
    });
  } catch {
    // The server was just killed; the next sample includes its successor.
  }
}
running = false;
await Promise.all(workers);

// Commands typed by the floods may still run; then everything is back.
const v = await Viewer.attach(s);
v.type('\x03');
v.socket.cut();
let now;
await until(
  `${JSON.stringify(base)} again`,
  async () => JSON.stringify((now = await counters())) === JSON.stringify(base),
  20000,
).catch((e) => {
  console.log(`now: ${JSON.stringify(now)}`);
  throw e;
});

const BARS = '▁▂▃▄▅▆▇█';
function chart(name, values) {
  const most = Math.max(...values),
    least = Math.min(...values);
  const line = values
    .map((n) => BARS[most === least ? 0 : Math.round(((n - least) / (most - least)) * (BARS.length - 1))])
    .join('');
  console.log(`${name.padEnd(20)} ${String(least).padStart(7)} ${line} ${most}`);
}
for (const name of ['keeper', 'server'])
  chart(
    `${name}, PSS in KiB`,
    samples.map((one) => one[name]),
  );
chart(
  'descriptors',
  samples.map((one) => one.fds),
);
chart(
  'connections',
  samples.map((one) => one.connections),
);

// Compares the maximum of the first part (at least a minute if the run is that long) with that of the last quarter.
const first = Math.max(5, Math.round(Math.min(samples.length / 3, (60 / SECONDS) * samples.length)));
const most = (some) => Math.max(...some.map((one) => one.keeper + one.server));
const grown = most(samples.slice(-Math.ceil(samples.length / 4))) - most(samples.slice(0, first));
console.log(`grown after the first part: ${grown} KiB (at most ${GROWTH})`);
assert.deepEqual(await s.stop(), { code: 0, signal: null });
const good = grown <= GROWTH;
console.log(`${good ? 1 : 0} passed, ${good ? 0 : 1} failed`);
process.exit(good ? 0 : 1);
