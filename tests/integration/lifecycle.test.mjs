// The life of a connection at each of its bounds, against the real server. After each test nothing is left: the
// descriptors and the tables are as before.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import { Ledger } from '../lib/ledger.mjs';
import { Server, parseResponse, root, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

// A program that shows what makes a big answer, and reads nothing of what is typed.
const PROGRAM = ['/bin/sh', '-c', 'stty raw opost -echo; seq -f "%0200g" 3000; echo shown; sleep 1000'];
const BIG = '/api/sessions/main/windows/0/screen?history=100000';

let s, ledger;
before(async () => {
  s = await Server.start({ command: PROGRAM, settings: { 'header-timeout': 1, 'idle-timeout': 2, 'stall-timeout': 2, 'ping-interval': 1 } });
  ledger = await Ledger.open(s);
  await until('the program has shown all', async () => (await s.screen()).includes('shown'));
});
after(() => s.stop());

// A connection that keeps what it hears; gone resolves with all of it, when the server has ended it.
function open(bytes = '', { port = s.port, address = '127.0.0.1' } = {}) {
  const c = net.connect({ port, host: address, allowHalfOpen: true });
  c.begun = Date.now();
  c.heard = Buffer.alloc(0);
  c.on('data', (d) => (c.heard = Buffer.concat([c.heard, d])));
  c.gone = new Promise((done) => {
    const over = (e) => { c.failed ??= e; c.end(); done({ text: c.heard.toString('latin1'), ms: Date.now() - c.begun, failed: c.failed }); };
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
// So much later than it is due may something be seen on a busy machine.
const BUSY = 3000;

test('a request that does not come to its end, at each place where it can stop, gets 408 and no more time', async () => {
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
  // Each once as it stands, and once with a byte now and then, which is no progress.
  const all = stops.flatMap(([where, bytes]) => [false, true].map(async (drips) => {
    const c = open(bytes);
    const byte = where.startsWith('in the size') ? '0' : 'x';
    if (drips) timers.push(setInterval(() => c.writable && c.write(byte), 150));
    const { text, ms, failed } = await c.gone;
    assert.equal(failed, undefined, where);
    // What drips behind the empty line that is missing, or as a chunk's size, is no longer HTTP.
    assert.ok(statuses(text).join() === '408' || (drips && statuses(text).join() === '400'), `${where}: ${text.slice(0, 60)}`);
    assert.match(text, /^Connection: close\r$/m);
    assert.ok(statuses(text)[0] === 400 || (ms >= 900 && ms < 1000 + BUSY), `${where}: ${ms} ms`);
  }));
  await Promise.all(all);
  timers.forEach(clearInterval);
  await ledger.settles('after requests that stopped');
});

test('who says nothing, and who has nothing more to say, is closed without a word', async () => {
  const silent = open(), idle = open(get('/health')), pipelined = open(get('/health').repeat(3));
  const [a, b, c] = await Promise.all([silent.gone, idle.gone, pipelined.gone]);
  assert.equal(a.text, '');
  assert.ok(a.ms >= 900 && a.ms < 1000 + BUSY, `${a.ms} ms`);
  assert.deepEqual(statuses(b.text), [200]);
  assert.deepEqual(statuses(c.text), [200, 200, 200]);
  for (const { ms } of [b, c]) assert.ok(ms >= 1900 && ms < 2000 + BUSY, `${ms} ms`);
  await ledger.settles('after idle connections');
});

// How long others wait for an answer, at the worst, until something is over.
async function othersWait(over) {
  let worst = 0, ends = false;
  over.then(() => (ends = true));
  while (!ends) {
    const begun = performance.now();
    assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
    worst = Math.max(worst, performance.now() - begun);
    await rest(20);
  }
  return worst;
}

test('who does not take its answers blocks nobody, and is dropped when it has taken nothing for a while', async (t) => {
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

test('who takes its answers slowly, but takes them, gets all of them', async (t) => {
  const one = (await s.request('GET', BIG)).body.length, times = Math.ceil(8e6 / one);
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
  t.diagnostic(`${times} answers of ${one} bytes in ${Date.now() - c.begun} ms; others waited ${worst.toFixed(1)} ms at most`);
  assert.ok(heard >= times * one, `${heard} of ${times * one}`);
  assert.ok(Date.now() - c.begun > 3000);
  await ledger.settles('after who read slowly');
});

// An empty line takes the least room there is: as many as fit, which once were sought one by one.
test('the longest history blocks nobody', async (t) => {
  const { json } = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/bin/sh', '-c', 'yes "" | head -n 70000; echo shown; exec sleep 1000'] } });
  await until('it has shown all', async () => (await s.screen('main', json.index)).includes('shown'));
  const c = open(get(`/api/sessions/main/windows/${json.index}/screen?history=100000`, 'Connection: close\r\n'));
  const worst = await othersWait(c.gone);
  t.diagnostic(`an answer of ${c.heard.length} bytes in ${Date.now() - c.begun} ms; others waited ${worst.toFixed(1)} ms at most`);
  assert.ok(c.heard.length > 65536);
  assert.ok(worst < 1000, `others waited ${worst} ms`);
  await s.request('DELETE', `/api/sessions/main/windows/${json.index}`);
  await ledger.settles('after the longest history');
});
