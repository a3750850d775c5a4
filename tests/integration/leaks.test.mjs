// One way of ending badly at a time, a thousand times over: a leak of one in a hundred is found, and it is known
// whose it is. (storm.test.mjs has them all at once.)
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { randomBytes } from 'node:crypto';
import { Ledger } from '../lib/ledger.mjs';
import { Server, sanitized } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

// The sanitizers find what is wrong by itself at the first time; they are slow at the thousandth.
const MANY = sanitized ? 105 : 1005;
const TOGETHER = 15;

let s, ledger;
before(async () => {
  s = await Server.start({
    command: ['/bin/sh', '-c', 'stty raw -echo; cat >/dev/null'],
    settings: { 'kill-timeout': 1, 'viewers-per-session': 64, 'respawn-delay': 300000, 'respawn-max': 300000 },
  });
  ledger = await Ledger.open(s);
  ledger.watch();
});
after(async () => {
  await s.stop();
  ledger.unwatch();
});

// Connections: each kind is a list of stages, after which it is dropped, one half by an end and one by a reset.

const drop = (socket, reset) =>
  new Promise((done) => {
    if (socket.destroyed) return done();
    socket.on('close', done);
    reset ? socket.resetAndDestroy() : socket.destroy();
  });

// Says the bytes; with listen, waits for so much of an answer.
const say =
  (bytes, listen = 0) =>
  async (reset) => {
    const socket = net.connect(s.port, '127.0.0.1');
    let heard = 0;
    await new Promise((done) => {
      socket.on('error', done);
      socket.on('close', done);
      socket.on('connect', () => (bytes.length > 0 ? socket.write(bytes, () => listen || setImmediate(done)) : done()));
      socket.on('data', (d) => (heard += d.length) >= listen && listen && done());
    });
    await drop(socket, reset);
  };

// Attaches, does what is to be done, and goes.
const viewer = (act) => async (reset) => {
  const v = await Viewer.attach(s);
  assert.equal(v.socket.refused, undefined);
  act(v.socket);
  await new Promise((next) => setImmediate(next));
  await drop(v.socket.socket, reset);
};

const host = 'Host: localhost\r\n';
const bearer = () => `Authorization: Bearer ${s.token}\r\n`;
const upgrade = () =>
  `GET /api/sessions/main/windows/0/attach HTTP/1.1\r\n${host}${bearer()}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: boundtty.v1\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`;
const events = () => `GET /api/events HTTP/1.1\r\n${host}${bearer()}\r\n`;
const input = (length) => Buffer.concat([Buffer.from('0'), Buffer.alloc(8), Buffer.alloc(length, 'x')]);
// The ClientHello of TLS, as far as a server reads before it knows what it has before it.
const hello = Buffer.concat([
  Buffer.from('16030100fa010000f60303', 'hex'),
  randomBytes(32),
  Buffer.from([32]),
  randomBytes(206),
]);

const kinds = {
  'that ask or do not': () => [
    say(''),
    say(`GET /health HTTP/1.1\r\n${host}\r\n`),
    say(`GET /health HTTP/1.1\r\n${host}\r\n`, 100),
    say(`GET / HTTP/1.1\r\n${host}\r\n`, 1),
    say(`GET /metrics HTTP/1.1\r\n${host}${bearer()}\r\n`.repeat(8), 30000),
  ],
  'with half a request': () => [
    say('G'),
    say('GET / HTTP/1.1\r\nHo'),
    say(`GET /health HTTP/1.1\r\n${host}\r\nGET / HT`, 100),
    say(`POST /api/login HTTP/1.1\r\n${host}Content-Length: 99\r\n\r\n{"token"`),
    say(`POST /api/login HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n4\r\n{"to`),
    say(`POST /api/login HTTP/1.1\r\n${host}Content-Length: 99\r\nExpect: 100-continue\r\n\r\n`, 20),
  ],
  'that are upgraded and dropped': () => [
    say(upgrade()),
    say(upgrade(), 80),
    async (reset) => drop((await Socket.connect(s, '/ws', { protocol: 'tty', token: null })).socket, reset),
    viewer(() => {}),
  ],
  'of viewers in the middle of a message': () => [
    viewer((c) => c.send(2, input(0), false)),
    viewer((c) => c.send(2, input(900), false)),
    viewer((c) => c.send(2, '1{"col', false)),
    viewer((c) => {
      c.send(2, input(10), false);
      c.send(9, 'x');
    }),
  ],
  'of viewers in the middle of a frame': () => [
    viewer((c) => c.socket.write(Buffer.from([0x82]))),
    viewer((c) => c.socket.write(Buffer.from([0x82, 0xfe, 0x10, 0x00, 1, 2]))),
    viewer((c) => c.socket.write(Buffer.from([0x82, 0x90, 1, 2, 3, 4, 0x31]))),
    viewer((c) => c.socket.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 3]))),
  ],
  'that speak TLS, or nothing known': () => [
    say(hello.subarray(0, 5)),
    say(hello),
    say(hello, 20),
    say(randomBytes(64)),
    say('SSH-2.0-OpenSSH_9.2\r\n'),
    say(Buffer.alloc(4096)),
  ],
  'that listen to events': () => [
    say(events()),
    say(events(), 100),
    say(events(), 600),
    say(events().repeat(2), 100),
    say(`HEAD${events().slice(3)}`, 100),
  ],
};

// Times that each kind is dropped, and how many at once.
async function dropped(stages, times, together) {
  for (let i = 0; i < times; i += together)
    await Promise.all(Array.from({ length: together }, (_, k) => stages[(i + k) % stages.length]((i + k) % 2 === 1)));
}

// More at once than later, and each stage by itself, so that every place that is used then has had it.
test('connections of all kinds, and windows, until no place is touched for the first time', async () => {
  await ledger.windows(4 * TOGETHER, { command: ['/bin/sh', '-c', 'seq 2000'] }, 'ended');
  let most = 0,
    flat = 0;
  for (let round = 0; flat < 2; round++) {
    assert.ok(round < 20, `memory grew to ${most}, and on`);
    for (const stages of Object.values(kinds))
      for (const stage of stages()) await dropped([stage], 8 * TOGETHER, 2 * TOGETHER);
    await ledger.settles('after all kinds');
    const now = s.privateDirty();
    flat = now > most ? 0 : flat + 1;
    most = Math.max(most, now);
  }
});

for (const [what, stages] of Object.entries(kinds)) {
  test(`${MANY} connections ${what}`, async (t) => {
    await ledger.begin();
    await ledger.flat(t, async () => {
      await dropped(stages(), MANY, TOGETHER);
      await ledger.settles(`nothing is left of connections ${what}`);
    });
  });
}

// Windows. Those that are closed when they have come to their end, and those whose command never was.

const STUBBORN = sanitized ? 30 : 210;
const bad = [
  [MANY, 'whose command does not exist', { command: ['/nonexistent/program'] }, 'failed'],
  [MANY, 'that exit at once', { command: ['/bin/true'] }, 'ended'],
  [
    MANY,
    'whose children linger',
    { command: ['/bin/sh', '-c', 'sleep 300 & (trap "" HUP; sleep 301) & exit 3'] },
    'ended',
  ],
  [MANY, 'that are closed before they have begun', { command: ['/bin/sh', '-c', 'sleep 300 & wait'] }],
  [MANY, 'that would be started again much later', { command: ['/bin/false'], respawn: 'failure' }, 'ended'],
  [
    STUBBORN,
    'that ignore every signal',
    { command: ['/bin/sh', '-c', 'trap "" TERM HUP INT; (trap "" TERM HUP; sleep 300) & while :; do sleep 300; done'] },
    'running',
  ],
];
for (const [count, what, body, phase] of bad) {
  test(`${count} windows ${what}`, async (t) => {
    await ledger.begin();
    await ledger.flat(t, async () => {
      await ledger.windows(count, body, phase);
      await ledger.settles(`nothing is left of windows ${what}`);
    });
  });
}
