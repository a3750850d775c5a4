// The life of a connection at each of its limits, with a real server. After each test, descriptors and tables are as
// before.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import { Ledger } from '../lib/ledger.mjs';
import { Server, parseResponse, root, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

// A program whose screen makes a big answer, and which reads no input.
const PROGRAM = ['/bin/sh', '-c', 'stty raw opost -echo; seq -f "%0200g" 3000; echo shown; sleep 1000'];
const BIG = '/api/sessions/main/windows/0/screen?history=100000';

let s, ledger;
before(async () => {
  s = await Server.start({
    command: PROGRAM,
    settings: { 'header-timeout': 1, 'idle-timeout': 2, 'stall-timeout': 2, 'ping-interval': 1 },
  });
  ledger = await Ledger.open(s);
  await until('the program has shown all', async () => (await s.screen()).includes('shown'));
});
after(() => s.stop());

// A connection that stores what it receives; `gone` resolves with all of it when the server has ended the connection.
function open(bytes = '', { port = s.port, address = '127.0.0.1' } = {}) {
  const c = net.connect({ port, host: address, allowHalfOpen: true });
  c.begun = Date.now();
  c.heard = Buffer.alloc(0);
  c.on('data', (d) => (c.heard = Buffer.concat([c.heard, d])));
  c.gone = new Promise((done) => {
    const over = (e) => {
      c.failed ??= e;
      c.end();
      done({ text: c.heard.toString('latin1'), ms: Date.now() - c.begun, failed: c.failed });
    };
    c.on('end', () => over());
    c.on('error', over);
  });
  if (bytes) c.write(bytes);
  return c;
}

const host = 'Host: localhost\r\n';
const bearer = () => `Authorization: Bearer ${s.token}\r\n`;
const get = (path, fields = '') => `GET ${path} HTTP/1.1\r\n${host}${bearer()}${fields}\r\n`;
const post = (path, fields, body = '') => `POST ${path} HTTP/1.1\r\n${host}${bearer()}${fields}\r\n${body}`;
const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((m) => Number(m[1]));
const rest = (ms) => new Promise((next) => setTimeout(next, ms));
const counter = async (name) => (await s.json('GET', '/api/status')).json.counters[name];
// The allowance for delays on a busy machine.
const BUSY = 3000;

test('a request that stops before its end gets 408 at its deadline', async () => {
  const stops = [
    ['in the request line', 'GET / HT'],
    ['in a field', `GET / HTTP/1.1\r\n${host}X: y`],
    ['before the empty line', `GET / HTTP/1.1\r\n${host}`],
    ['before the body', post('/api/login', 'Content-Length: 20\r\n')],
    ['in the body', post('/api/login', 'Content-Length: 20\r\n', '{"tok')],
    ['in the size of a chunk', post('/api/login', 'Transfer-Encoding: chunked\r\n', '1')],
    ['in a chunk', post('/api/login', 'Transfer-Encoding: chunked\r\n', '10\r\n{"tok')],
    ['in the trailer', post('/api/login', 'Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\nX: ')],
  ];
  const timers = [];
  // Each is sent once as it is, and once with a byte now and then, which does not count as progress.
  const all = stops.flatMap(([where, bytes]) =>
    [false, true].map(async (drips) => {
      const c = open(bytes);
      const byte = where.startsWith('in the size') ? '0' : 'x';
      if (drips) timers.push(setInterval(() => c.writable && c.write(byte), 150));
      const { text, ms, failed } = await c.gone;
      assert.equal(failed, undefined, where);
      // Bytes added after the missing empty line, or to a chunk's size, would not be HTTP.
      assert.ok(
        statuses(text).join() === '408' || (drips && statuses(text).join() === '400'),
        `${where}: ${text.slice(0, 60)}`,
      );
      assert.match(text, /^Connection: close\r$/m);
      assert.ok(statuses(text)[0] === 400 || (ms >= 900 && ms < 1000 + BUSY), `${where}: ${ms} ms`);
    }),
  );
  await Promise.all(all);
  timers.forEach(clearInterval);
  await ledger.settles('after requests that stopped');
});

test('a connection that sends nothing, or nothing more, is closed without a response', async () => {
  const silent = open(),
    idle = open(get('/health')),
    pipelined = open(get('/health').repeat(3));
  const [a, b, c] = await Promise.all([silent.gone, idle.gone, pipelined.gone]);
  assert.equal(a.text, '');
  assert.ok(a.ms >= 900 && a.ms < 1000 + BUSY, `${a.ms} ms`);
  assert.deepEqual(statuses(b.text), [200]);
  assert.deepEqual(statuses(c.text), [200, 200, 200]);
  for (const { ms } of [b, c]) assert.ok(ms >= 1900 && ms < 2000 + BUSY, `${ms} ms`);
  await ledger.settles('after idle connections');
});

// A window for one test, closed at the test's end.
async function window(t, script) {
  const { json } = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/bin/sh', '-c', script] } });
  const path = `/api/sessions/main/windows/${json.index}`,
    close = () => s.request('DELETE', path);
  t.after(close);
  return { path, close, index: json.index };
}

// The longest time that others wait for an answer until `over` resolves.
async function othersWait(over) {
  let worst = 0,
    ends = false;
  over.then(() => (ends = true));
  while (!ends) {
    const begun = performance.now();
    assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
    worst = Math.max(worst, performance.now() - begun);
    await rest(20);
  }
  return worst;
}

test('a client that does not read its answers blocks no other, and is disconnected after the stall timeout', async (t) => {
  const timeouts = await counter('timeouts');
  const c = open(get(BIG).repeat(100));
  c.pause();
  const dropped = until('it is dropped', async () => (await counter('timeouts')) > timeouts, 20000);
  const worst = await othersWait(dropped);
  t.diagnostic(`dropped after ${Date.now() - c.begun} ms; others waited ${worst.toFixed(1)} ms at most`);
  assert.ok(Date.now() - c.begun >= 1900);
  assert.ok(worst < 1000, `others waited ${worst} ms`);
  await ledger.settles('after who read nothing');
  c.resume();
  const { text } = await c.gone;
  assert.ok(statuses(text).length > 0 && statuses(text).length < 100, 'the kernels have held it all');
});

test('a client that reads its answers slowly gets all of them', async (t) => {
  const one = (await s.request('GET', BIG)).body.length,
    times = Math.ceil(8e6 / one);
  const c = open(get(BIG).repeat(times - 1) + get(BIG, 'Connection: close\r\n'));
  let heard = 0;
  c.removeAllListeners('data');
  c.on('data', (d) => {
    heard += d.length;
    if (heard > times * one * 0.9) return c.resume();
    c.pause();
    setTimeout(() => c.resume(), 50);
  });
  const worst = await othersWait(c.gone);
  t.diagnostic(
    `${times} answers of ${one} bytes in ${Date.now() - c.begun} ms; others waited ${worst.toFixed(1)} ms at most`,
  );
  assert.ok(heard >= times * one, `${heard} of ${times * one}`);
  assert.ok(Date.now() - c.begun > 3000);
  await ledger.settles('after who read slowly');
});

// Empty lines take the least room, so the history holds the most of them; an earlier version searched them one by one.
test('a request for the longest history does not block other clients', async (t) => {
  const w = await window(t, 'yes "" | head -n 70000; echo shown; exec sleep 1000');
  await until('it has shown all', async () => (await s.screen('main', w.index)).includes('shown'));
  const c = open(get(`${w.path}/screen?history=100000`, 'Connection: close\r\n'));
  const worst = await othersWait(c.gone);
  t.diagnostic(
    `an answer of ${c.heard.length} bytes in ${Date.now() - c.begun} ms; others waited ${worst.toFixed(1)} ms at most`,
  );
  assert.ok(c.heard.length > 65536);
  assert.ok(worst < 1000, `others waited ${worst} ms`);
  await w.close();
  await ledger.settles('after the longest history');
});

const attach = '/api/sessions/main/windows/0/attach';

test('a viewer that answers no ping is disconnected after two, in each dialect; one that answers, or reads while its input is held back, stays', async () => {
  const silent = [await Viewer.attach(s), await Viewer.attach(s)].map((v) => v.socket);
  silent[1].send(2, '2'); // pauses frames
  const tty = await Socket.connect(s, '/ws', { protocol: 'tty', token: null });
  tty.send(2, JSON.stringify({ AuthToken: s.token, columns: 80, rows: 24 }));
  silent.push(tty);
  for (const c of silent) c.silent = true;
  const alive = await Viewer.attach(s),
    held = await Viewer.attach(s);
  for (let i = 0; i < 4; i++) held.type('x'.repeat(30000));
  const begun = Date.now();
  await Promise.all(silent.map((c) => c.closed));
  const ms = Date.now() - begun;
  assert.ok(ms >= 1500 && ms < 3000 + BUSY, `${ms} ms`);
  await until(
    'the windows have two viewers left',
    async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].viewers === 2,
  );
  await rest(4000 - Math.min(ms, 3000));
  assert.ok(!alive.socket.gone && !held.socket.gone);
  alive.socket.cut();
  held.socket.socket.resetAndDestroy();
  await ledger.settles('after silent viewers');
});

test('a viewer that disconnects while its input is held back is noticed at once', async (t) => {
  const slow = await Server.start({ command: PROGRAM, settings: { 'ping-interval': 600 } });
  try {
    const books = await Ledger.open(slow);
    const limited = async () => (await slow.json('GET', '/api/status')).json.counters.limit_input;
    for (const [how, go] of [
      ['an end', (c) => c.end()],
      ['a reset', (c) => c.resetAndDestroy()],
      ['a close frame followed by more bytes', (c) => c.destroy()],
    ]) {
      const before = await limited();
      const v = await Viewer.attach(slow);
      v.type('x'.repeat(30000));
      v.type('x'.repeat(30000));
      await until(
        'its input is held back',
        async () => (await limited()) > before && v.socket.socket.bytesWritten > 60000,
      );
      const begun = Date.now();
      go(v.socket.socket);
      await books.settles(`after ${how}`);
      t.diagnostic(`${how}: noticed after ${Date.now() - begun} ms`);
    }
  } finally {
    await slow.stop();
  }
});

const many = (n, line) => Array.from({ length: n }, (_, i) => line(i)).join('');
const megabyte = 'x'.repeat(1 << 20);
const upgrade = (key) =>
  get(
    '/ws',
    `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: tty\r\nSec-WebSocket-Key: ${key}\r\n`,
  );
const tooLarge = () => [
  ['a request target', get(`/${'a'.repeat(9000)}`), [414, 431]],
  ['a request line without end', `GET /${megabyte}`, [414, 431]],
  ['a method', `${'M'.repeat(9000)} / HTTP/1.1\r\n${host}\r\n`, [400, 414, 431, 501]],
  ['a field', get('/health', `X: ${'x'.repeat(9000)}\r\n`), [431]],
  ["a field's name", get('/health', `${'x'.repeat(9000)}: x\r\n`), [431]],
  [
    'many fields',
    get(
      '/health',
      many(200, (i) => `X-${i}: y\r\n`),
    ),
    [431],
  ],
  ['a head without end', `GET / HTTP/1.1\r\n${host}${many(60000, (i) => `X-${i}: y\r\n`)}`, [431]],
  ['a token', `GET /api/sessions HTTP/1.1\r\n${host}Authorization: Bearer ${'f'.repeat(7000)}\r\n\r\n`, [401]],
  [
    'a token in base64',
    `GET /api/sessions HTTP/1.1\r\n${host}Authorization: Basic ${Buffer.from(`x:${'f'.repeat(5000)}`).toString('base64')}\r\n\r\n`,
    [401],
  ],
  [
    'a cookie',
    `GET /api/sessions HTTP/1.1\r\n${host}Cookie: ${many(500, (i) => `c${i}=1; `)}boundtty=${'f'.repeat(2000)}\r\n\r\n`,
    [401],
  ],
  ['the key of an upgrade', upgrade('A'.repeat(4000)), [400]],
  ['a body that is announced', post('/api/sessions', `Content-Length: ${1 << 20}\r\n`, megabyte), [413]],
  ['a body beyond all numbers', post('/api/sessions', 'Content-Length: 99999999999999999999999\r\n'), [400, 413]],
  [
    'a body in chunks',
    post('/api/sessions', 'Transfer-Encoding: chunked\r\n', `${(1 << 20).toString(16)}\r\n${megabyte}\r\n0\r\n\r\n`),
    [413],
  ],
  [
    'a body in chunks of one byte',
    post('/api/sessions', 'Transfer-Encoding: chunked\r\n', '1\r\nx\r\n'.repeat(20000)),
    [413],
  ],
  ['the size of a chunk', post('/api/sessions', 'Transfer-Encoding: chunked\r\n', 'f'.repeat(400)), [400]],
  ["a chunk's extension", post('/api/sessions', 'Transfer-Encoding: chunked\r\n', `1;${megabyte}`), [400]],
  [
    'a trailer without end',
    post('/api/sessions', 'Transfer-Encoding: chunked\r\n', `2\r\n{}\r\n0\r\n${many(60000, (i) => `X-${i}: y\r\n`)}`),
    [400],
  ],
  ['JSON nested deeply', post('/api/sessions', 'Content-Length: 8000\r\n', '['.repeat(8000)), [400]],
  ['a name', post('/api/sessions', 'Content-Length: 8013\r\n', `{"name": "${'n'.repeat(8001)}"}`), [400]],
];

test('a request that exceeds a limit is refused with the proper status, and the answer arrives', async () => {
  for (const [what, said, expected] of tooLarge()) {
    const bytes = said.replace(host, `${host}Connection: close\r\n`);
    const { text, failed } = await Promise.race([
      open(bytes).gone,
      rest(10000).then(() => assert.fail(`${what}: nothing came`)),
    ]);
    assert.equal(failed, undefined, `${what}: the answer was lost`);
    assert.ok(expected.includes(statuses(text)[0]) && statuses(text).length === 1, `${what}: ${text.slice(0, 80)}`);
    const { body, fields } = parseResponse(Buffer.from(text, 'latin1'));
    assert.equal(body.length, Number(fields['content-length']), what);
    assert.ok(JSON.parse(body).error.length > 10, what);
  }
  await ledger.settles('after all that was too large');
});

test('messages that are too large or never end get a close code or cost nothing', async (t) => {
  const token = (v) => JSON.stringify({ AuthToken: v, columns: 80, rows: 24 });
  const greeted = { columns: 80, rows: 24, client: '00000000000000a1' };
  const w = await window(t, 'stty raw -echo; exec cat >/dev/null');
  const v1 = (act) => async () => {
    const c = await Socket.connect(s, `${w.path}/attach`);
    c.send(2, JSON.stringify(greeted));
    act(c);
    return c;
  };
  const tty = (act) => async () => {
    const c = await Socket.connect(s, '/ws', { protocol: 'tty', token: null });
    act(c);
    return c;
  };
  const raw =
    (...bytes) =>
    (c) =>
      c.socket.write(Buffer.from(bytes));
  const forever =
    (data, first = 2) =>
    (c) => {
      c.send(first, data, false);
      const timer = setInterval(() => {
        for (let i = 0; i < 200 && !c.gone && !c.code; i++) c.send(0, data, false);
      }, 5);
      c.closed.then(() => clearInterval(timer));
    };
  const cases = [
    ['input of 32 KiB and one byte', 1009, v1((c) => c.send(2, `0${'\0'.repeat(8)}${'x'.repeat(32760)}`))],
    ['a frame whose head alone says 1 GiB', 1009, v1(raw(0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4))],
    ['a frame of 2^63 bytes', 1002, v1(raw(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4))],
    ['a ping of 126 bytes', 1002, v1((c) => c.send(9, 'x'.repeat(126)))],
    ['a message that is no input, of 2 KiB', 1009, v1((c) => c.send(2, `1${' '.repeat(2000)}`))],
    ['a first message of 2 KiB', 1009, tty((c) => c.send(2, token('f'.repeat(2000))))],
    ['a token of 900 bytes', 1008, tty((c) => c.send(2, token('f'.repeat(900))))],
    ['fragments of one byte without end', 1009, v1(forever('1'))],
    ['fragments of a kilobyte without end', 1009, v1(forever(`0${'\0'.repeat(1000)}`))],
    ['empty fragments without end, before the first message', 1008, tty(forever(''))],
  ];
  for (const [what, code, connect] of cases) {
    const c = await connect();
    await Promise.race([c.closed, rest(10000).then(() => assert.fail(`${what}: it is still there`))]);
    assert.equal(c.code, code, what);
  }
  // Empty fragments are neither a message nor an error: a known client may send them and is still served.
  const c = await v1(forever(''))();
  const worst = await othersWait(rest(1500));
  assert.ok(worst < 1000, `others waited ${worst} ms`);
  c.send(9, 'alive');
  await until('a pong', () => c.pongs > 0);
  c.cut();
  await w.close();
  await ledger.settles('after messages without end');
});

// Occupies all slots but one, which is used for counting, by viewers, as idle connections would be displaced.
async function fill() {
  const { json } = await s.json('GET', '/api/status');
  const held = [],
    sessions = [];
  while (held.length < json.tables.connections.size) {
    const session = `full-${sessions.length}`;
    assert.equal((await s.request('POST', '/api/sessions', { body: { name: session } })).status, 201);
    sessions.push(session);
    for (let k = 0; k < 5 && held.length < json.tables.connections.size; k++)
      held.push(await Viewer.attach(s, { session }));
  }
  return async () => {
    for (const v of held) v.socket.cut();
    await until('a place is free', () =>
      s.request('GET', '/health').then(
        (r) => r.status === 200,
        () => false,
      ),
    );
    for (const session of sessions) await s.request('DELETE', `/api/sessions/${session}`);
  };
}

test('when every connection is busy, each of many new connections reads a whole 503, whatever it sent', async () => {
  const empty = await fill();
  const body = 'x'.repeat(1 << 20);
  const requests = [
    get('/health'),
    post('/api/login', 'Content-Length: 13\r\n', '{"token":"x"}'),
    post('/api/login', `Content-Length: ${body.length}\r\n`, body),
    post('/api/login', `Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n`),
    get(attach, 'Connection: Upgrade\r\nUpgrade: websocket\r\n'),
    'GET / HT',
    '',
    body,
  ];
  try {
    for (const { text, failed } of await Promise.all(requests.map((bytes) => open(bytes).gone))) {
      assert.equal(failed, undefined, 'the answer was lost');
      const { status, fields, body: said } = parseResponse(Buffer.from(text, 'latin1'));
      assert.equal(status, 503);
      assert.match(fields['retry-after'], /^\d+$/);
      assert.equal(fields.connection, 'close');
      assert.equal(said.length, Number(fields['content-length']));
      assert.match(JSON.parse(said).error, /connections/);
    }
  } finally {
    await empty();
  }
  await ledger.settles('after a full table');
});

test('a session at its viewer limit answers 429 to others, which then hold no slot', async () => {
  const held = [];
  for (let i = 0; i < 5; i++) held.push(await Viewer.attach(s));
  const others = await Promise.all(Array.from({ length: 20 }, () => Socket.connect(s, attach)));
  for (const { refused } of others) {
    assert.equal(refused.status, 429);
    assert.match(refused.fields['retry-after'], /^\d+$/);
    assert.match(JSON.parse(refused.body).error, /viewer limit/);
  }
  assert.equal((await s.json('GET', '/api/sessions/main/windows')).json[0].viewers, 5);
  held.pop().socket.cut();
  await until('one more viewer is accepted', async () => {
    const v = await Viewer.attach(s);
    if (v.socket.refused) return false;
    held.push(v);
    return true;
  });
  for (const v of held) v.socket.cut();
  await ledger.settles('after too many viewers');
});

test('idle connections do not keep others out: the one that was idle longest is closed without a response', async () => {
  const idle = [];
  for (let i = 0; i < 100; i++) {
    const c = open(get('/health'));
    idle.push(c);
    await until('its answer', () => c.heard.includes('}'));
  }
  for (let i = 0; i < 20; i++) assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
  const gone = idle.filter((c) => c.readableEnded);
  assert.ok(gone.length >= 37, `${gone.length} gave way`);
  assert.deepEqual(gone, idle.slice(0, gone.length), 'others than the oldest gave way');
  for (const c of gone) assert.deepEqual([c.failed, statuses(c.heard.toString())], [undefined, [200]]);
  for (const c of idle) c.destroy();
  await ledger.settles('after who hoards');
});

// Another machine, as far as the network is concerned: a network namespace, and a cable that can be pulled.
class Neighbour {
  static async make() {
    const n = new Neighbour(),
      id = process.pid % 100000,
      third = process.pid % 250;
    Object.assign(n, {
      name: `boundtty-${id}`,
      near: `bt${id}a`,
      far: `bt${id}b`,
      address: `10.213.${third}.1`,
      clients: [],
    });
    const ip = (...words) => spawnSync('ip', words, { encoding: 'utf8' });
    n.ip = ip;
    const steps = [
      ['netns', 'add', n.name],
      ['link', 'add', n.near, 'type', 'veth', 'peer', 'name', n.far, 'netns', n.name],
      ['addr', 'add', `${n.address}/30`, 'dev', n.near],
      ['link', 'set', n.near, 'up'],
      ['-n', n.name, 'addr', 'add', `10.213.${third}.2/30`, 'dev', n.far],
      ['-n', n.name, 'link', 'set', n.far, 'up'],
      ['-n', n.name, 'link', 'set', 'lo', 'up'],
    ];
    for (const step of steps) {
      const { status, stderr, error } = ip(...step);
      if (status !== 0) {
        n.remove();
        n.failed = `ip ${step.join(' ')}: ${error?.message ?? stderr.trim()}`;
        return n;
      }
    }
    return n;
  }

  // Runs a module there; it reports when it has opened its connections.
  async run(source) {
    const c = spawn('ip', ['netns', 'exec', this.name, process.execPath, '--input-type=module', '-e', source], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.clients.push(c);
    let said = '';
    c.stdout.on('data', (d) => (said += d));
    await until('the clients there are connected', () => said.includes('ready') || c.exitCode !== null);
    assert.equal(c.exitCode, null);
  }

  cable(state) {
    assert.equal(this.ip('-n', this.name, 'link', 'set', this.far, state).status, 0);
  }

  remove() {
    for (const c of this.clients) c.kill('SIGKILL');
    this.ip('link', 'del', this.near);
    this.ip('netns', 'del', this.name);
  }
}

const FAR_CLIENTS = (to) => `
import net from 'node:net';
import { until } from './tests/lib/server.mjs';
import { Socket, Viewer } from './tests/lib/viewer.mjs';
const server = ${JSON.stringify(to)};
const request = (path) => {
  const c = net.connect(server.port, server.address, () => c.write(\`GET \${path} HTTP/1.1\\r\\nHost: \${server.address}\\r\\nAuthorization: Bearer \${server.token}\\r\\n\\r\\n\`));
  let heard = '';
  c.on('data', (d) => (heard += d));
  return (what) => until(what, () => heard.includes(what));
};
const idle = request('/health'), listener = request('/api/events');
const viewer = await Viewer.attach(server), held = await Viewer.attach(server);
const tty = await Socket.connect(server, '/ws', { protocol: 'tty' });
tty.send(2, JSON.stringify({ AuthToken: server.token, columns: 80, rows: 24 }));
held.type('x'.repeat(30000));
held.type('x'.repeat(30000));
await idle('200 OK');
await listener('event: status');
await until('a picture for each', () => viewer.frames > 0 && held.frames > 0 && tty.messages.length > 0);
console.log('ready');
`;

test('a client whose cable is cut is disconnected, whatever it was doing, and its slot is free for others', async (t) => {
  const n = await Neighbour.make();
  if (n.failed) return t.skip(`no network namespace can be set up: ${n.failed}`);
  let far;
  try {
    far = await Server.start({
      command: PROGRAM,
      args: ['-l', `${n.address}:${s.port}`],
      settings: { 'idle-timeout': 3, 'stall-timeout': 600, 'ping-interval': 1, host: n.address },
    });
    const books = await Ledger.open(far);
    await n.run(FAR_CLIENTS({ port: s.port, address: n.address, token: far.token }));
    const kinds = async () => (await far.json('GET', '/api/status')).json.tables.connections.used - 1;
    assert.equal(await kinds(), 5);
    n.cable('down');
    const begun = Date.now();
    for (let left = 5; left > 0;) {
      const now = await until(
        `less than ${left} connections`,
        async () => {
          const k = await kinds();
          return k < left && [k];
        },
        15000,
      );
      left = now[0];
      t.diagnostic(`${5 - left} of 5 given up after ${Date.now() - begun} ms`);
    }
    await books.settles('after a pulled cable');
    // Clients that are still running when the cable is put back can reconnect.
    n.clients.pop().kill('SIGKILL');
    n.cable('up');
    await n.run(FAR_CLIENTS({ port: s.port, address: n.address, token: far.token }));
    assert.equal(await kinds(), 5);
    n.clients.at(-1).kill('SIGKILL');
    await books.settles('after clients that were killed');
  } finally {
    await far?.stop();
    n.remove();
  }
});
