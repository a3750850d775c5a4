import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, sanitized, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s, base;

async function counters() {
  const { json } = await s.json('GET', '/api/status');
  return {
    children: s.children().map((p) => `${p.name} ${p.state}`).sort().join(', '),
    keeper: s.fds(s.pid),
    server: s.fds(),
    masters: s.ptys(),
    windows: json.tables.windows.used,
    sessions: json.tables.sessions.used,
    connections: json.tables.connections.used,
  };
}

// The counters are where they were before; it is the request for them that has one connection.
async function settles(what) {
  let now;
  await until(`${what}: ${JSON.stringify(base)} again`, async () => JSON.stringify((now = await counters())) === JSON.stringify(base), 15000).catch((e) => {
    throw new Error(`${e.message}, but ${JSON.stringify(now)}`);
  });
}

before(async () => {
  const config = join(mkdtempSync(join(tmpdir(), 'boundtty-config-')), 'boundtty.conf');
  writeFileSync(config, '[server]\nkill-timeout = 1\n');
  s = await Server.start({ args: ['-c', config], command: ['/bin/cat'] });
  await until('the first window runs', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].phase === 'running');
  base = await counters();
  watch = setInterval(lookForZombies, 100);
});
after(async () => {
  clearInterval(watch);
  await s.stop();
  assert.ok(oldest < 1000, `a zombie stood for ${oldest} ms`);
});

// Since when each zombie among the keeper's children stands, and how long the oldest ever did.
let watch, zombies = new Map(), oldest = 0;
function lookForZombies() {
  const now = Date.now();
  const seen = s.children().filter((p) => p.state === 'Z').map((p) => p.pid);
  zombies = new Map(seen.map((pid) => [pid, zombies.get(pid) ?? now]));
  for (const since of zombies.values()) oldest = Math.max(oldest, now - since);
}

const bare = (bytes) => new Promise((done) => {
  const c = net.connect(s.port, '127.0.0.1', () => {
    if (bytes) c.write(bytes);
    setImmediate(() => c.destroy());
  });
  c.on('error', () => {});
  c.on('close', done);
});

async function connections() {
  const kinds = [
    () => bare(),
    () => bare('GET / HT'),
    () => bare('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n'),
    () => bare('POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'),
    () => bare('\x00\x01\x02\r\n\r\n'),
    () => s.request('GET', '/api/sessions').catch(() => {}),
    async () => (await Socket.connect(s, '/api/sessions/main/windows/0/attach').catch(() => null))?.cut?.(),
    async () => (await Viewer.attach(s).catch(() => null))?.socket?.cut?.(),
    async () => (await Socket.connect(s, '/ws', { protocol: 'tty', token: null }).catch(() => null))?.cut?.(),
    () => bare(`GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${s.token}\r\n\r\n`),
    () => s.request('GET', '/metrics').catch(() => {}),
  ];
  for (let i = 0; i < 1000; i += 20) await Promise.all(Array.from({ length: 20 }, (_, k) => kinds[(i + k) % kinds.length]()));
  await settles('after 1,000 connections');
}

test('connections by the thousand, dropped at each stage of their life, and the memory is what it was', async (t) => {
  // The journal, and every place of the tables, is touched for the first time by the first two.
  await connections();
  await connections();
  const before = s.privateDirty();
  await connections();
  const grown = s.privateDirty() - before;
  if (sanitized) t.diagnostic('not checked with the sanitizers, whose shadow moves: the bound on memory');
  else assert.ok(grown <= 16 * 1024, `memory grew by ${grown}`);
});

async function windows(count, body) {
  for (let made = 0; made < count; ) {
    const batch = await Promise.all(Array.from({ length: 15 }, () => s.json('POST', '/api/sessions/main/windows', { body })));
    for (const r of batch) assert.equal(r.status, 201, r.body?.toString());
    await Promise.all(batch.map((r) => s.request('DELETE', `/api/sessions/main/windows/${r.json.index}`)));
    await until('the batch is gone', async () => (await s.json('GET', '/api/status')).json.tables.windows.used === 1);
    made += batch.length;
  }
}

test('1,000 windows are opened and closed', async () => {
  await windows(1000, { command: ['/bin/cat'] });
  await settles('after 1,000 windows');
});

test('1,000 commands that are not there fail, and leave nothing', async () => {
  await windows(1000, { command: ['/nonexistent/program'] });
  await settles('after 1,000 failures');
});

test('commands that end at once, and children that they leave behind', async () => {
  await windows(150, { command: ['/bin/true'] });
  await windows(60, { command: ['/bin/sh', '-c', 'sleep 300 & exit'] });
  await settles('after those');
});

test('programs that do not want to end are ended, with what they started', async () => {
  await windows(30, { command: ['/bin/sh', '-c', 'trap "" TERM HUP INT; while :; do sleep 1; done'] });
  await windows(30, { command: ['/bin/sh', '-c', '(trap "" TERM HUP; sleep 300) & wait'] });
  await settles('after those');
});
