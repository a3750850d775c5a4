// The effect of a flood on other clients.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { Server, sanitized, until } from '../lib/server.mjs';

const MOST = sanitized ? 50 : 5; // ms
const REQUESTS = 400;

// Measures latencies of requests for /health on one connection, a few ms apart.
async function healthTimes(s) {
  const c = net.connect(s.port, '127.0.0.1').setNoDelay(true);
  const times = [];
  let got = '',
    answered;
  c.on('data', (d) => {
    got += d;
    const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(got) ?? [];
    if (!got.includes('\r\n\r\n') || got.length < got.indexOf('\r\n\r\n') + 4 + Number(length)) return;
    assert.match(got, /^HTTP\/1.1 200 /);
    got = '';
    answered();
  });
  c.on('close', () => answered(new Error('closed')));
  for (let i = 0; i < REQUESTS; i++) {
    const begun = performance.now();
    const answer = new Promise((done, failed) => (answered = (e) => (e ? failed(e) : done())));
    c.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await answer;
    times.push(performance.now() - begun);
    await new Promise((next) => setTimeout(next, 2));
  }
  c.removeAllListeners('close').destroy();
  times.sort((a, b) => a - b);
  return { p50: times[REQUESTS / 2], p99: times[Math.floor(REQUESTS * 0.99)] };
}
const percentiles = ({ p50, p99 }) => `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;

const percent = (part) => `${(part * 100).toFixed(0)} %`;

// The share of time during which this process waited for a processor. On a busy machine, this is not boundtty's fault.
function waits(pid) {
  if (!existsSync(`/proc/${pid}/schedstat`)) return () => 0;
  const now = () => readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
  const [ran, waited] = now();
  return () => {
    const [ranNow, waitedNow] = now();
    return (waitedNow - waited) / (ranNow - ran + waitedNow - waited);
  };
}

test(
  'requests are answered within 5 ms while four windows flood 20 viewers, of which five stall',
  { timeout: 120000 },
  async (t) => {
    const s = await Server.start({
      command: ['/usr/bin/yes', 'a flood of lines, one like the other, and no end to them'],
    });
    const names = ['main', 'two', 'three', 'four'];
    let crowd;
    try {
      for (const name of names.slice(1))
        assert.equal((await s.request('POST', '/api/sessions', { body: { name } })).status, 201);
      t.diagnostic(`no viewers: ${percentiles(await healthTimes(s))}`);
      crowd = new Worker(new URL('../lib/viewers.mjs', import.meta.url), {
        workerData: { server: { port: s.port, token: s.token }, names, stalled: 5 },
      });
      const says = () => new Promise((done, failed) => crowd.once('message', done).once('error', failed));
      await says();
      const frames = () => (crowd.postMessage('frames'), says());
      assert.equal((await s.json('GET', '/api/status')).json.viewers, 20);
      let took,
        rounds = 0;
      do {
        const before = await frames();
        const waited = [s.serverPid(), process.pid].map(waits);
        const round = await healthTimes(s),
          [server, client] = waited.map((part) => part());
        took = round.p99 * (1 - server) * (1 - client);
        t.diagnostic(
          `during the flood: ${percentiles(round)}; the server waited ${percent(server)} of its time for a processor, the client ${percent(client)}`,
        );
        const after = await frames();
        after.forEach((n, i) =>
          assert.ok(i < 5 ? n === before[i] : n > before[i] + 5, `viewer ${i}: ${n - before[i]} frames`),
        );
      } while (took >= MOST && ++rounds < 5);
      assert.ok(took < MOST, `${took.toFixed(2)} ms of their own time`);
    } finally {
      await crowd?.terminate();
      await until('they have gone', async () => (await s.json('GET', '/api/status')).json.viewers === 0);
      await s.stop();
    }
  },
);
