import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { Server, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s;
before(async () => { s = await Server.start({ command: ['/bin/sh', '-c', 'stty raw -echo; sleep 1000'] }); });
after(() => s.stop());
const attach = '/api/sessions/main/windows/0/attach';
const MEMORY = 512 * 1024;

// Writes as the socket takes it, until all is written or the other side has had enough.
async function pour(socket, piece, times) {
  let sent = 0;
  for (let i = 0; i < times && !socket.gone; i++) {
    if (!piece(i)) {
      const drained = new Promise((next) => socket.socket.once('drain', () => next(true)));
      const patience = new Promise((next) => setTimeout(next, 300, false));
      if (!(await Promise.race([drained, socket.closed.then(() => true), patience]))) break;
    }
    sent++;
  }
  return sent;
}

for (const [when, token] of [['before login', null], ['after login', undefined]]) {
  test(`an empty message ${when} harms nobody`, async () => {
    const c = await Socket.connect(s, when === 'before login' ? '/ws' : attach, { protocol: when === 'before login' ? 'tty' : 'boundtty.v1', token: token === null ? null : s.token });
    c.send(2, '');
    c.send(1, '');
    const pid = s.serverPid();
    c.send(9, 'alive?');
    await until('an answer or an end', () => c.pongs > 0 || c.gone);
    assert.equal(s.serverPid(), pid);
    c.cut();
  });

  test(`a message of 512 MB in fragments ${when} is refused, and memory does not move`, async () => {
    const before = s.privateDirty();
    const c = await Socket.connect(s, when === 'before login' ? '/ws' : attach, { protocol: when === 'before login' ? 'tty' : 'boundtty.v1', token: token === null ? null : s.token });
    const data = Buffer.alloc(64 * 1024, '0');
    await pour(c, (i) => c.send(i === 0 ? 2 : 0, data, false), 8192);
    await until('the connection is ended', () => c.gone || c.code, 5000);
    assert.ok([1009, 1002].includes(c.code), `close ${c.code}`);
    assert.ok(s.privateDirty() - before < MEMORY, `memory grew by ${s.privateDirty() - before}`);
    c.cut();
  });
}

test('256 MB of input to a program that does not read are held back, and memory does not move', async () => {
  const before = s.privateDirty();
  const v = await Viewer.attach(s);
  const piece = 'x'.repeat(32000);
  const sent = await pour(v.socket, () => {
    v.type(piece);
    return v.socket.socket.writableLength === 0;
  }, 8400);
  assert.ok(sent < 8400, 'the server took everything');
  assert.ok(s.privateDirty() - before < MEMORY, `memory grew by ${s.privateDirty() - before}`);
  const other = await Viewer.attach(s);
  assert.equal(other.welcome.protocol, 1, 'another viewer is served');
  other.socket.cut();
  v.socket.cut();
});

test('what is no HTTP, and what could be read two ways, is refused', async () => {
  const cases = [
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['GET / HTTP/1.1\nHost: localhost\n\n', 400],
    ['GET / HTTP/1.1\r\nHost : localhost\r\n\r\n', 400],
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    ['POST /api/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n', 501],
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
