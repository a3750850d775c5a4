import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { Server, sanitized, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s;
before(async () => {
  s = await Server.start({ command: ['/bin/sh', '-c', 'stty raw -echo; sleep 1000'] });
  // Longer than any buffer: each page of the buffers that are read into is touched.
  const c = await Socket.connect(s, attach);
  c.send(2, Buffer.alloc(64 * 1024));
  await c.closed;
});
after(() => s.stop());
const attach = '/api/sessions/main/windows/0/attach';
const MEMORY = 16 * 1024;

// Writes as fast as the socket accepts it, until all is written or the peer closes the connection.
async function pour(socket, piece, times) {
  let sent = 0;
  for (let i = 0; i < times && !socket.gone; i++) {
    if (!piece(i)) {
      const drained = new Promise((next) => socket.socket.once('drain', () => next(true)));
      const patience = new Promise((next) => setTimeout(next, 300, false));
      if (!(await Promise.race([drained, socket.closed.then(() => true), patience]))) break;
    }
    sent++;
    await new Promise((next) => setImmediate(next)); // lets the server's answers be read
  }
  return sent;
}

// Small cases touch, for the first time, each page of the connections' slots, which are then reused; a big case of the
// same kind touches no others.
async function movesNoMemory(t, small, big, run) {
  const measure = async (times, together = 1) => {
    await until(
      'nobody else is connected',
      async () => (await s.json('GET', '/api/status')).json.tables.connections.used === 1,
    );
    const sockets = await Promise.all(Array.from({ length: together }, () => run(times)));
    const bytes = s.privateDirty();
    for (const c of sockets) c.socket.resetAndDestroy(); // held back, so not read: an end would not be noticed
    return bytes;
  };
  await measure(small, 4);
  const before = await measure(small);
  const grown = (await measure(big)) - before;
  if (sanitized) t.diagnostic('not checked with the sanitizers, whose shadow moves: the bound on memory');
  else assert.ok(grown <= MEMORY, `memory grew by ${grown}`);
}

for (const [when, path, protocol, token] of [
  ['before login', '/ws', 'tty', () => null],
  ['after login', attach, 'boundtty.v1', () => s.token],
]) {
  const connect = () => Socket.connect(s, path, { protocol, token: token() });

  test(`an empty message ${when} does no harm, and memory does not grow`, async (t) => {
    const pid = s.serverPid();
    await movesNoMemory(t, 1, 1000, async (times) => {
      const c = await connect();
      for (let i = 0; i < times && !c.gone && !c.code; i++) {
        c.send(2, '');
        c.send(1, '');
      }
      c.send(9, 'alive?');
      await until('an answer or an end', () => c.pongs > 0 || c.code || c.gone);
      return c;
    });
    assert.equal(s.serverPid(), pid);
  });

  test(`a message of 512 MB in fragments ${when} is refused, and memory does not grow`, async (t) => {
    const data = Buffer.alloc(64 * 1024, '0');
    await movesNoMemory(t, 1, 8192, async (times) => {
      const c = await connect();
      await pour(c, (i) => c.send(i === 0 ? 2 : 0, data, false), times);
      await until('the connection is ended', () => c.gone || c.code, 5000);
      assert.ok([1009, 1002].includes(c.code), `close ${c.code}`);
      return c;
    });
  });
}

// 200 pieces exceed the kernel's buffers as well.
async function typeMuch(times) {
  const v = await Viewer.attach(s);
  const piece = 'x'.repeat(32000);
  const typed = await pour(
    v.socket,
    () => {
      v.type(piece);
      return v.socket.socket.writableLength === 0;
    },
    times,
  );
  assert.ok(typed < times, 'the server took everything');
  return v.socket;
}

test('256 MB of input to a program that does not read are held back, and memory does not grow', (t) =>
  movesNoMemory(t, 200, 8400, typeMuch));

test('while the input of one viewer is held back, another is served', async () => {
  const held = await typeMuch(200);
  const other = await Viewer.attach(s);
  assert.equal(other.welcome.protocol, 1);
  other.socket.cut();
  held.socket.resetAndDestroy();
});

test('malformed and ambiguous HTTP is refused', async () => {
  const cases = [
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['GET / HTTP/1.1\nHost: localhost\n\n', 400],
    ['GET / HTTP/1.1\r\nHost : localhost\r\n\r\n', 400],
    [
      'POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    // RFC 9112 section 6.3: the end of a body whose last coding is not chunked is not known.
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n', 400],
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, gzip\r\n\r\n', 400],
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501],
    ['GET / HTTP/2.0\r\nHost: localhost\r\n\r\n', 505],
    [`GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, [414, 431]],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(9000)}\r\n\r\n`, 431],
  ];
  for (const [bytes, expected] of cases) {
    const answer = await new Promise((done, failed) => {
      const c = net.connect(s.port, '127.0.0.1', () => c.write(bytes));
      let got = '';
      c.on('data', (d) => (got += d));
      c.on('error', failed);
      c.on('close', () => done(got));
    });
    const status = Number(answer.split(' ')[1]);
    assert.ok([expected].flat().includes(status), `${JSON.stringify(bytes.slice(0, 80))}: ${answer.slice(0, 60)}`);
  }
});
