import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { sanitized, until } from '../lib/server.mjs';

// The network module by itself (echo-server), as external suites test it: every limit of a connection's life exceeded,
// smuggling, and frames as in a conformance suite.

const program = sanitized ? 'build/tests/san/echo-server' : 'build/tests/plain/echo-server';

class Echo {
  static async start(...options) {
    const e = new Echo();
    e.child = spawn(program, [...options.map(String), '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(e.child.stdout, 'data');
    e.port = Number(/:(\d+)/.exec(line)[1]);
    e.ended = once(e.child, 'exit');
    process.on('exit', () => e.child.kill('SIGKILL'));
    return e;
  }
  async stop() {
    this.child.kill('SIGTERM');
    const [status] = await this.ended;
    assert.equal(status, 0, 'echo-server ends well');
  }
  connect() {
    const c = net.connect({ port: this.port, host: '127.0.0.1', allowHalfOpen: true });
    c.got = Buffer.alloc(0);
    c.on('data', (d) => {
      c.got = Buffer.concat([c.got, d]);
      c.emit('more');
    });
    c.gone = new Promise((done) => {
      c.on('end', () => {
        c.isOver = true;
        c.end();
        c.emit('more');
        done();
      });
      c.on('error', (e) => {
        c.isOver = true;
        c.failed = e;
        c.emit('more');
        done();
      });
    });
    return c;
  }
  // The server's response to these bytes, up to the close.
  async talk(bytes, then) {
    const c = this.connect();
    c.write(bytes);
    then?.(c);
    await c.gone;
    if (c.failed) throw c.failed;
    return c.got.toString('latin1');
  }
}

const received = async (c, enough) => {
  while (!enough(c.got)) {
    if (c.isOver) assert.fail(`the connection ended after ${c.got.subarray(0, 300)}`);
    await once(c, 'more');
  }
  return c.got;
};
const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((m) => Number(m[1]));
const get = (path, fields = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;

let e;
before(async () => {
  e = await Echo.start();
});
after(() => e.stop());

test('no attempt to smuggle a second request gets it answered', async () => {
  const inner = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  const ways = [
    ['Content-Length: 0\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '0\r\n\r\n'],
    ['Content-Length: 0\r\nContent-Length: 50\r\n', ''],
    ['Content-Length: 0, 0\r\n', ''],
    ['Content-Length: +0\r\n', ''],
    ['Content-Length: 0x0\r\n', ''],
    ['Content-Length : 0\r\n', ''],
    ['Content-Length:\u00a00\r\n', ''],
    ['Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding: identity, chunked\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding:chunked\r\nTransfer-Encoding: x\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding : chunked\r\n', '0\r\n\r\n'],
    ['X: y\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['X: y\rTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n', '0\n\r\n'],
    ['Transfer-Encoding: chunked\r\n', '0 \r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n', '+0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n', '1\r\nzz\r\n0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n', '1;\n\r\nz\r\n0\r\n\r\n'],
    ['Host: y\r\n', ''],
  ];
  for (const [fields, body] of ways) {
    const got = await e.talk(Buffer.from(`POST /whole HTTP/1.1\r\nHost: x\r\n${fields}\r\n${body}${inner}`, 'latin1'));
    const [status, ...more] = statuses(got);
    assert.ok(status === 400 || status === 501, `${JSON.stringify(fields + body)} got ${got}`);
    assert.deepEqual(more, [], `${JSON.stringify(fields + body)} answered twice: ${got}`);
    assert.match(got, /\r\nConnection: close\r\n/);
  }
});

test('any path echoes the body of a request, whole and with its length', async () => {
  const hello = 'Host: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello';
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const got = await e.talk(`${method} /any/%20path?x HTTP/1.1\r\n${hello}`);
    assert.match(got, /^HTTP\/1\.1 200 OK\r\n[^]*\r\nContent-Length: 5\r\n\r\nhello$/);
  }
  for (const method of ['PROPFIND', 'x!$%'])
    assert.match(await e.talk(`${method} / HTTP/1.1\r\n${hello}`), /^HTTP\/1\.1 501 /);
  assert.match(
    await e.talk(`POST /asset HTTP/1.1\r\n${hello}`),
    /^HTTP\/1\.1 405 [^]*\r\nAllow: GET, HEAD, OPTIONS\r\n/,
  );
  assert.match(await e.talk(`OPTIONS / HTTP/1.1\r\n${hello}`), /^HTTP\/1\.1 204 [^]*\r\nAllow: GET, [^]*\r\n\r\n$/);
  assert.doesNotMatch(await e.talk(`GET /empty HTTP/1.1\r\n${hello}`), /Content-Length|Transfer-Encoding|hello/);
  const head = await e.talk('HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello');
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  assert.doesNotMatch(head, /hello/);
  const old = await e.talk('POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello');
  assert.match(old, /\r\n\r\nhello$/);
});

test('a body is answered when it is whole, up to 16 KiB; a longer one while it is sent', async () => {
  const c = e.connect();
  c.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
  c.write('5;a@=b\r\nhello\r\n0\r\n\r\n');
  assert.match((await received(c, (got) => got.includes('\r\n\r\n'))).toString(), /^HTTP\/1\.1 400 /);
  await c.gone;
  for (const size of [16383, 16384, 16385, 40000]) {
    const body = `${'x'.repeat(size - 1)}y`;
    const got = await e.talk(
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n${body}`,
    );
    assert.equal(got.includes(`Content-Length: ${size}`), size <= 16384, `${size} bytes`);
    const sent = got.slice(got.indexOf('\r\n\r\n') + 4);
    assert.equal(sent.replace(/[0-9a-f]+\r\n|\r\n/g, ''), body);
  }
});

test('a body of 32 MB is echoed completely while it is still being sent', async () => {
  const body = randomBytes(32 << 20);
  const c = e.connect();
  c.write(`PUT / HTTP/1.0\r\nContent-Length: ${body.length}\r\n\r\n`);
  const parts = [];
  c.removeAllListeners('data');
  c.on('data', (d) => parts.push(d));
  c.write(body);
  await c.gone;
  const got = Buffer.concat(parts);
  assert.ok(got.subarray(got.indexOf('\r\n\r\n') + 4).equals(body));
});

test('a hundred requests in one segment are answered in order', async () => {
  let all = '';
  for (let i = 0; i < 100; i++)
    all += `POST /${i} HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(i).length}\r\n\r\n${i}`;
  const got = await e.talk(all + get('/', 'Connection: close\r\n'));
  assert.equal(statuses(got).length, 101);
  const bodies = [...got.matchAll(/\r\n\r\n(\d+)H?/g)].map((m) => Number(m[1]));
  assert.deepEqual(bodies, [...Array(100).keys()]);
});

test('a half-closed client gets all of its answers', async () => {
  const got = await e.talk(get('/asset') + get('/asset'), (c) => c.end());
  assert.deepEqual(statuses(got), [200, 200]);
  assert.ok(got.length > 20480);
});

test('a request that is too large is refused while it is being sent, and the client can read the answer', async () => {
  const big = 'x'.repeat(1 << 20);
  assert.deepEqual(statuses(await e.talk(`GET /${big} HTTP/1.1\r\nHost: x\r\n\r\n`)), [414]);
  assert.deepEqual(statuses(await e.talk(`GET / HTTP/1.1\r\nHost: x\r\nX: ${big}\r\n\r\n`)), [431]);
  assert.deepEqual(statuses(await e.talk(`GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(64)}\r\n`)), [431]);
  assert.deepEqual(
    statuses(await e.talk(`POST /whole HTTP/1.1\r\nHost: x\r\nContent-Length: ${big.length}\r\n\r\n${big}`)),
    [413],
  );
  assert.deepEqual(
    statuses(
      await e.talk(
        `POST /whole HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n${big}\r\n0\r\n\r\n`,
      ),
    ),
    [413],
  );
  assert.match(
    await e.talk(
      `POST /whole HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 16384\r\n\r\n${'x'.repeat(16384)}`,
    ),
    /\r\n\r\n16384$/,
  );
});

test('each deadline ends its state', async () => {
  const s = await Echo.start('--header-ms', 400, '--idle-ms', 300, '--stall-ms', 500);
  const timed = async (bytes, then) => {
    const begun = Date.now();
    const got = await s.talk(bytes, then);
    return [got, Date.now() - begun];
  };
  const trickle = (text) => (c) => {
    const timer = setInterval(() => c.writable && !c.isOver && c.write(text), 20);
    c.gone.then(() => clearInterval(timer));
  };
  const edges = [
    ['a head that stops', 'GET / HTTP/1.1\r\nHo', null, [408], 350],
    ['a head of a byte at a time', 'GET / HTTP/1.1\r\nX: ', trickle('y'), [408], 350],
    ['a whole body that stops', 'POST /whole HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe', null, [408], 350],
    [
      'a whole body of a byte at a time',
      'POST /whole HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n',
      trickle('y'),
      [408],
      350,
    ],
    ['a streamed body that never starts', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n', null, [408], 350],
    ['a connection between requests', get('/asset'), null, [200], 250],
    ['a connection that says nothing', '', null, [], 350],
  ];
  await Promise.all(
    edges.map(async ([what, bytes, then, expected, least]) => {
      const [got, ms] = await timed(bytes, then);
      assert.deepEqual(statuses(got), expected, what);
      assert.ok(ms >= least && ms < 3000, `${what}: ${ms} ms`);
    }),
  );
  // A reader that stops: its connection is closed, however much is still to be sent.
  const c = net.connect(s.port, '127.0.0.1');
  c.pause();
  c.on('error', () => {});
  const gone = new Promise((done) => c.on('close', done));
  c.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${1 << 30}\r\n\r\n`);
  const block = Buffer.alloc(1 << 20);
  const push = () => {
    while (!c.destroyed && c.write(block));
  };
  c.on('drain', push);
  push();
  await gone;
  await s.stop();
});

test('when every slot is busy, a new connection reads a complete 503', async () => {
  const s = await Echo.start();
  const held = [];
  for (let i = 0; i < 600; i++) {
    const c = s.connect();
    c.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n');
    await received(c, (got) => got.includes('100 Continue') || got.includes('503'));
    if (c.got.includes('503')) {
      await c.gone;
      assert.equal(c.failed, undefined);
      assert.match(
        c.got.toString(),
        /^HTTP\/1\.1 503 [^]*\r\nRetry-After: \d+\r\n[^]*Connection: close\r\n[^]*\r\n\r\n\{"error": "[^]*"\}\n$/,
      );
      break;
    }
    held.push(c);
  }
  assert.ok(held.length >= 16 && held.length < 600, `${held.length} were accepted`);
  held[0].destroy();
  const c = s.connect();
  for (;;) {
    const again = s.connect();
    again.write(get('/asset', 'Connection: close\r\n'));
    await again.gone;
    if (statuses(again.got.toString('latin1'))[0] === 200) break;
  }
  c.destroy();
  for (const h of held) h.destroy();
  await s.stop();
});

test('five hundred unfinished heads keep nobody out', async () => {
  const s = await Echo.start();
  const slow = [];
  for (let i = 0; i < 500; i++) {
    const c = s.connect();
    c.write('GET / HTTP/1.1\r\nX: ');
    slow.push(c);
  }
  const timer = setInterval(() => slow.forEach((c) => c.writable && !c.isOver && c.write('y')), 100);
  const times = [];
  for (let i = 0; i < 50; i++) {
    const begun = performance.now();
    const got = await s.talk(get('/asset', 'Connection: close\r\n'));
    times.push(performance.now() - begun);
    assert.deepEqual(statuses(got), [200]);
  }
  clearInterval(timer);
  for (const c of slow) c.destroy();
  times.sort((a, b) => a - b);
  assert.ok(times.at(-2) < 200, `the slowest took ${times.at(-1)} ms`);
  await s.stop();
});

test('one address gets its share of connections and no more', async () => {
  const s = await Echo.start('--share', 3);
  const held = [];
  for (let i = 0; i < 3; i++) {
    held.push(s.connect());
    held[i].write(get('/asset'));
    await received(held[i], (got) => got.length > 10240);
  }
  assert.deepEqual(statuses(await s.talk(get('/asset'))), [503]);
  for (const h of held) h.destroy();
  await s.stop();
});

test('a thousand connections dropped at every stage leave room for one more', async () => {
  const stages = [
    '',
    'GET',
    get('/asset').slice(0, -2),
    get('/asset'),
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf',
    upgrade(),
    'GARBAGE\r\n\r\n',
  ];
  for (let i = 0; i < 1000; i += 20) {
    await Promise.all(
      [...Array(20).keys()].map(
        (j) =>
          new Promise((done) => {
            const c = net.connect(e.port, '127.0.0.1', () => {
              c.write(stages[(i + j) % stages.length], () =>
                j % 2 ? c.destroy() : (c.resetAndDestroy?.() ?? c.destroy()),
              );
            });
            c.on('error', () => {});
            c.on('close', done);
          }),
      ),
    );
  }
  assert.deepEqual(statuses(await e.talk(get('/asset', 'Connection: close\r\n'))), [200]);
  const fds = `/proc/${e.child.pid}/fd`;
  await until('no descriptor of a connection is left', () => readdirSync(fds).length <= 8);
});

// WebSocket.

function upgrade(fields = '') {
  return get(
    '/ws',
    `Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${fields}`,
  );
}

function frame(first, payload = '', { masked = true, length } = {}) {
  const data = Buffer.isBuffer(payload) ? Buffer.from(payload) : Buffer.from(payload, 'utf8');
  const len = length ?? data.length;
  const head =
    len < 126
      ? Buffer.from([first, len])
      : len < 65536
        ? Buffer.from([first, 126, len >> 8, len & 255])
        : Buffer.alloc(10);
  if (len >= 65536) {
    head[0] = first;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(len), 2);
  }
  if (!masked) return Buffer.concat([head, data]);
  head[1] |= 0x80;
  const mask = randomBytes(4);
  for (let i = 0; i < data.length; i++) data[i] ^= mask[i & 3];
  return Buffer.concat([head, mask, data]);
}

// Parses the server's frames so far, with fragmented messages joined.
function frames(bytes) {
  const seen = [];
  let message = null;
  for (let at = 0; at + 2 <= bytes.length;) {
    const opcode = bytes[at] & 15,
      fin = bytes[at] >> 7;
    let len = bytes[at + 1],
      head = 2;
    assert.ok(len < 128, 'a server does not mask');
    if (len === 126) {
      if (at + 4 > bytes.length) break;
      len = bytes.readUInt16BE(at + 2);
      head = 4;
      assert.ok(len > 125);
    }
    if (at + head + len > bytes.length) break;
    const payload = bytes.subarray(at + head, at + head + len);
    at += head + len;
    if (opcode >= 8) {
      assert.ok(fin);
      seen.push([
        { 8: 'close', 9: 'ping', 10: 'pong' }[opcode],
        opcode === 8 && len ? payload.readUInt16BE(0) : payload.toString(),
      ]);
      continue;
    }
    if (opcode) message = { opcode, parts: [] };
    message.parts.push(payload);
    if (fin) {
      seen.push([message.opcode === 1 ? 'text' : 'binary', Buffer.concat(message.parts)]);
      message = null;
    }
  }
  return seen;
}

async function websocket(s = e) {
  const c = s.connect();
  c.write(upgrade());
  const got = await received(c, (b) => b.includes('\r\n\r\n'));
  assert.match(got.toString(), /^HTTP\/1\.1 101 [^]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
  c.got = c.got.subarray(c.got.indexOf('\r\n\r\n') + 4);
  return c;
}

const shown = (list) => list.map(([what, value]) => `${what} ${value.length > 60 ? value.length : value}`).join(', ');
const bye = frame(0x88, Buffer.from([3, 232]));

const code = (n, reason = '') => Buffer.concat([Buffer.from([n >> 8, n & 255]), Buffer.from(reason)]);
const ok = 'close 1000';
const wrong = 'close 1002';
const bad = 'close 1007';
const frameCases = [
  ['text', [frame(0x81, 'hello'), bye], `text hello, ${ok}`],
  ['empty messages', [frame(0x81), frame(0x82), bye], `text , binary , ${ok}`],
  ...[125, 126, 127, 128, 65535, 65536, 1 << 20].map((n) => [
    `${n} bytes`,
    [frame(0x82, Buffer.alloc(n, 65)), bye],
    `binary ${n}, ${ok}`,
  ]),
  ['a ping', [frame(0x89, 'p'), bye], `pong p, ${ok}`],
  ['a ping of 125', [frame(0x89, 'p'.repeat(125)), bye], `pong 125, ${ok}`],
  ['a ping of 126', [frame(0x89, 'p'.repeat(126))], wrong],
  [
    'ten pings',
    [...Array(10).keys()].map((i) => frame(0x89, String(i))).concat(bye),
    `${[...Array(10).keys()].map((i) => `pong ${i}`).join(', ')}, ${ok}`,
  ],
  ['a pong that nobody asked for', [frame(0x8a, 'x'), bye], ok],
  ['RSV1', [frame(0xc1, 'x')], wrong],
  ['RSV2 after a message', [frame(0x81, 'a'), frame(0xa1, 'x')], `text a, ${wrong}`],
  ['RSV3 on a ping', [frame(0x99, 'x')], wrong],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((n) => [`opcode ${n}`, [frame(0x80 | n, 'x')], wrong]),
  ['fragments', [frame(0x01, 'he'), frame(0x00, 'l'), frame(0x80, 'lo'), bye], `text hello, ${ok}`],
  ['a ping within', [frame(0x01, 'he'), frame(0x89, 'p'), frame(0x80, 'llo'), bye], null],
  ['a fragmented ping', [frame(0x09, 'a'), frame(0x80, 'b')], wrong],
  ['a continuation of nothing', [frame(0x80, 'x')], wrong],
  ['a message within a message', [frame(0x01, 'a'), frame(0x81, 'b')], null],
  ['an unmasked frame', [frame(0x81, 'x', { masked: false })], wrong],
  ['a cut character', [frame(0x01, Buffer.from([0xce])), frame(0x80, Buffer.from([0xba])), bye], `text \u03ba, ${ok}`],
  ['a surrogate', [frame(0x81, Buffer.from([0xed, 0xa0, 0x80]))], bad],
  ['an overlong form', [frame(0x81, Buffer.from([0xc0, 0xaf]))], bad],
  ['a character that ends too early', [frame(0x81, Buffer.from([0x61, 0xce]))], bad],
  ['a close without a code', [frame(0x88)], 'close '],
  ['a close with a reason', [frame(0x88, code(1000, 'r'.repeat(123)))], ok],
  ['a close of one byte', [frame(0x88, 'x')], wrong],
  ['a close whose reason is not UTF-8', [frame(0x88, Buffer.from([3, 232, 0xff]))], bad],
  ...[1001, 1002, 1003, 1007, 1011, 3000, 4999].map((n) => [`close ${n}`, [frame(0x88, code(n))], `close ${n}`]),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].map((n) => [
    `close ${n}`,
    [frame(0x88, code(n))],
    wrong,
  ]),
  ['nothing after a close', [bye, frame(0x81, 'x')], ok],
  ['2^63 bytes', [Buffer.concat([Buffer.from([0x82, 0xff, 0x80]), Buffer.alloc(11)])], wrong],
];

test('frames are answered as RFC 6455 requires', async () => {
  for (const cut of [Infinity, 1]) {
    for (const [what, sent, expected] of frameCases) {
      const bytes = Buffer.concat(sent);
      if (cut === 1 && bytes.length > 1000) continue;
      const c = await websocket();
      c.setNoDelay(true);
      for (let at = 0; at < bytes.length; at += Math.min(cut, bytes.length)) {
        if (!c.isOver) c.write(bytes.subarray(at, at + Math.min(cut, bytes.length)));
        if (cut === 1 && at % 8 === 0) await new Promise((r) => setImmediate(r));
      }
      await c.gone;
      const got = shown(frames(c.got));
      if (expected !== null) assert.equal(got, expected, what);
      else if (what === 'a ping within')
        assert.equal(
          frames(c.got)
            .map(([w]) => w)
            .sort()
            .join(),
          'close,pong,text',
          what,
        );
      else assert.match(got, /close 1002$/, what);
    }
  }
});

test('the first invalid byte of a text closes the connection before the rest of the frame has arrived', async () => {
  const c = await websocket();
  c.write(frame(0x81, Buffer.from([0x61, 0xf4, 0x90]), { length: 1000 }));
  await received(c, (b) => frames(b).length === 1);
  assert.equal(shown(frames(c.got)), 'close 1007');
});

test('endless messages are refused at the size limit and cost nothing', async () => {
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${e.child.pid}/status`, 'utf8'))[1]);
  const c = await websocket();
  c.on('data', () => {
    c.got = c.got.subarray(-64);
  });
  const before = memory();
  const part = frame(0x02, Buffer.alloc(65000));
  const next = Buffer.from(part);
  next[0] = 0;
  c.write(part);
  for (let i = 0; i < 8000 && !c.isOver; i++) if (!c.write(next)) await Promise.race([once(c, 'drain'), c.gone]);
  await c.gone;
  if (!c.failed) assert.deepEqual([...c.got.subarray(-4)], [0x88, 2, 1009 >> 8, 1009 & 255]);
  assert.ok(memory() - before < 512, `${memory() - before} KiB more`);
});

test('a WebSocket client that does not read is not read from, and memory does not grow', async () => {
  const c = await websocket();
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${e.child.pid}/status`, 'utf8'))[1]);
  const before = memory();
  c.pause();
  let sent = 0;
  const block = frame(0x82, Buffer.alloc(65000, 7));
  while (c.writableLength < 8 << 20) {
    c.write(block);
    sent += 65000;
    await new Promise((r) => setImmediate(r));
  }
  assert.ok(memory() - before < 512);
  // When it reads again, everything arrives.
  let got = 0;
  c.removeAllListeners('data');
  c.on('data', (d) => {
    got += d.length;
  });
  c.resume();
  while (got < sent) await once(c, 'data');
  c.write(bye);
  await c.gone;
});

test('a client that answers no ping is disconnected after two; one that does stays', async () => {
  const s = await Echo.start('--ping-ms', 200);
  const silent = await websocket(s),
    alive = await websocket(s);
  let answered = 0;
  alive.on('more', () => {
    const pings = frames(alive.got).filter(([what]) => what === 'ping').length;
    for (; answered < pings; answered++) alive.write(frame(0x8a));
  });
  const begun = Date.now();
  await silent.gone;
  const ms = Date.now() - begun;
  assert.equal(shown(frames(silent.got)), 'ping , ping ');
  assert.ok(ms >= 550 && ms < 3000, `${ms} ms`);
  await until('the other one has answered more pings than it took', () => answered >= 4 || alive.isOver);
  assert.ok(!alive.isOver);
  alive.destroy();
  await s.stop();
});

test('a shutdown closes WebSockets with 1001', async () => {
  const s = await Echo.start();
  const c = await websocket(s);
  s.child.kill('SIGTERM');
  await received(c, (b) => frames(b).length === 1);
  assert.equal(shown(frames(c.got)), 'close 1001');
  c.write(frame(0x88, Buffer.from([3, 233])));
  await c.gone;
  await s.ended;
});
