import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { Server, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s, base;
const ptys = () => Number(readFileSync('/proc/sys/kernel/pty/nr', 'utf8'));

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
  s = await Server.start({ command: ['/bin/cat'] });
  await until('the first window runs', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].phase === 'running');
  base = await counters();
});
after(() => s.stop());

const bare = (bytes) => new Promise((done) => {
  const c = net.connect(s.port, '127.0.0.1', () => {
    if (bytes) c.write(bytes);
    setImmediate(() => c.destroy());
  });
  c.on('error', () => {});
  c.on('close', done);
});

test('1,000 connections, dropped at each stage of their life', async () => {
  const kinds = [
    () => bare(),
    () => bare('GET / HT'),
    () => bare('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n'),
    () => bare('POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'),
    () => bare('\x00\x01\x02\r\n\r\n'),
    () => s.request('GET', '/api/sessions').catch(() => {}),
    async () => (await Socket.connect(s, '/api/sessions/main/windows/0/attach').catch(() => null))?.cut?.(),
    async () => (await Viewer.attach(s).catch(() => null))?.socket?.cut?.(),
  ];
  for (let i = 0; i < 1000; i += 20) await Promise.all(Array.from({ length: 20 }, (_, k) => kinds[(i + k) % kinds.length]()));
  await settles('after 1,000 connections');
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
  const before = ptys();
  await windows(1000, { command: ['/bin/cat'] });
  await settles('after 1,000 windows');
  assert.ok(ptys() <= before + 2);
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
