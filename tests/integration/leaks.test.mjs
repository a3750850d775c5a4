// Repeats each way of ending badly a thousand times, which finds and attributes a leak in one of a hundred cases.
// (storm.test.mjs has all ways at once.)
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { randomBytes } from 'node:crypto';
import { Ledger } from '../lib/ledger.mjs';
import { Server, sanitized } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

// The sanitizers find such a mistake the first time; a thousand times would be slow.
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

// Connections: each kind is a list of stages after which it is dropped, half of them by FIN and half by a reset.

const drop = (socket, reset) =>
  new Promise((done) => {
    if (socket.destroyed) return done();
    socket.on('close', done);
    reset ? socket.resetAndDestroy() : socket.destroy();
  });

// Sends the bytes; with `listen`, waits for that many bytes of an answer.
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

// Attaches, runs the stages, and disconnects.
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
// The start of a TLS ClientHello, as much as a server reads before it recognizes it.
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

// The number of times that each kind is dropped, and how many are dropped at once.
async function dropped(stages, times, together) {
  for (let i = 0; i < times; i += together)
    await Promise.all(Array.from({ length: together }, (_, k) => stages[(i + k) % stages.length]((i + k) % 2 === 1)));
}

// More at once than later, and each stage by itself: afterwards every slot has been used.
test('connections of all kinds, and windows, until every slot has been touched', async () => {
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

// Windows: those closed after their program ended, and those whose command does not exist.

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
