// Many connections at once: slow ones, and a single address that opens as many as it can.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Server, freePort, sanitized, until } from '../lib/server.mjs';

const status = async (s) => (await s.json('GET', '/api/status')).json;

// Runs in a thread of its own; otherwise the test's own work would be measured too. Displaced clients reconnect, a
// hundred each second, and all send a byte now and then.
const CROWD = `
const net = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const come = () => {
  const c = net.connect(workerData, '127.0.0.1', () => c.write('GET / HTTP/1.1\\r\\nX: '));
  c.on('error', () => {});
  c.on('close', () => (c.isOver = true));
  c.resume();
  return c;
};
const slow = Array.from({ length: 500 }, come);
setInterval(() => {
  let again = 10;
  for (let i = 0; i < slow.length; i++) {
    if (slow[i].isOver && again-- > 0) slow[i] = come();
    else if (slow[i].writable) slow[i].write('y');
  }
}, 100);
setTimeout(() => parentPort.postMessage('here'), 300);
`;

test('500 clients that never complete their heads do not delay another client', async (t) => {
  const s = await Server.start();
  const crowd = new Worker(CROWD, { eval: true, workerData: s.port });
  await new Promise((ready) => crowd.once('message', ready));
  try {
    const times = [];
    for (let i = 0; i < 200; i++) {
      const begun = performance.now();
      assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
      times.push(performance.now() - begun);
      await new Promise((next) => setTimeout(next, 10));
    }
    times.sort((a, b) => a - b);
    t.diagnostic(`served within ${times.at(-1).toFixed(1)} ms, half of the time ${times[100].toFixed(1)} ms`);
    assert.ok(times.at(-1) < (sanitized ? 500 : 50), `${times.at(-1)} ms`);
  } finally {
    await crowd.terminate();
    await until('they have gone', async () => (await status(s)).tables.connections.used === 1);
    await s.stop();
  }
});

test('one address may hold its share of the connections and is refused more', async (t) => {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((a) => !a.internal && a.family === 'IPv4')?.address;
  if (!own) return t.skip('this machine has no address but loopback');
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-config-')),
    port = await freePort();
  writeFileSync(join(folder, 'conf'), `[server]\nconnections-per-address = 3\nhost = ${own}\n`);
  const s = await Server.start({ args: ['-c', join(folder, 'conf'), '-l', `${own}:${port}`] });
  const held = [];
  const connect = () =>
    new Promise((done) => {
      const c = net.connect(port, own, () => done(c));
      c.on('error', () => {});
      held.push(c);
    });
  try {
    for (let i = 0; i < 3; i++) (await connect()).write('GET / HTTP/1.1\r\nX: ');
    await until('all three are there', async () => (await status(s)).tables.connections.used === 4);
    let answer = '';
    const fourth = await connect();
    fourth.on('data', (d) => (answer += d));
    fourth.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((done) => fourth.on('close', done));
    assert.match(answer, /^HTTP\/1.1 503 /);
    assert.match(answer, /Retry-After: \d+/);
    assert.match(answer, /Connection: close/);
    // Connections from loopback are not counted, as they may be a proxy's.
    const many = await Promise.all(Array.from({ length: 10 }, () => s.request('GET', '/health', { token: null })));
    assert.ok(many.every((r) => r.status === 200));
    held[0].destroy();
    await until('there is room again', async () => (await status(s)).tables.connections.used === 3);
  } finally {
    for (const c of held) c.destroy();
    await s.stop();
  }
});
