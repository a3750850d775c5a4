// A window's program that ended is started again as its policy says, ever later, and is left alone for a
// while where it keeps ending.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, until } from '../lib/server.mjs';

const TIMES = { 'respawn-delay': 100, 'respawn-most': 400, 'breaker-rest': 1500, 'good-start': 1000 };
// The program has this long less of its pause: its own start and end, on a busy machine.
const BUSY = 1000;

let folder, s;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'boundtty-respawn-'));
  s = await started(TIMES);
});
after(async () => {
  await s.stop();
  rmSync(folder, { recursive: true, force: true });
});

function started(times) {
  const file = join(mkdtempSync(join(folder, 'c')), 'config');
  writeFileSync(file, ['[server]', ...Object.entries(times).map(([key, value]) => `${key} = ${value}`), ''].join('\n'));
  return Server.start({ args: ['-c', file] });
}

let made = 0;
// A window whose program notes the moment of each start, and then runs the script.
async function opened(script, respawn, on = s) {
  const notes = join(folder, `starts-${made++}`);
  const body = { command: ['/bin/sh', '-c', `date +%s%3N >>${notes}; ${script}`], respawn };
  const { status, json } = await on.json('POST', '/api/sessions/main/windows', { body });
  assert.equal(status, 201);
  const path = `/api/sessions/main/windows/${json.index}`;
  const moments = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n').map(Number) : []);
  const is = async () => (await on.json('GET', '/api/sessions/main/windows').catch(() => null))?.json?.find((w) => w.index === json.index);
  const becomes = (what, ask) => until(`${what}\n${on.log.slice(-1500)}`, async () => { const w = await is(); return w && ask(w) && w; });
  return { path, json, moments, is, becomes, index: json.index, close: () => on.request('DELETE', path) };
}

const change = (w, body) => s.json('PATCH', w.path, { body });
const gauge = async (index) => Number(new RegExp(`^boundtty_breaker_state{session="main",window="${index}"} (\\d)$`, 'm').exec((await s.request('GET', '/metrics')).body)?.[1]);
const logged = (event, index) => s.log.split('\n').filter((line) => line.includes(` event=${event} session=main window=${index} `));
const rest = (ms) => new Promise((next) => setTimeout(next, ms));

test('one that fails at once is tried with growing pauses, opens the breaker, and is tried once after its rest', async () => {
  const w = await opened('exit 1', 'failure');
  assert.deepEqual([w.json.respawn, w.json.breaker, w.json.starts, w.json.failures, w.json.retry, w.json.good_start], ['failure', 'closed', 1, 0, 0, 1]);
  const open = await w.becomes('the breaker is open', (now) => now.breaker === 'open');
  assert.deepEqual([open.phase, open.starts, open.failures, open.ending], ['ended', 5, 5, 'exit status 1']);
  assert.ok(open.retry === 1 || open.retry === 2, `${open.retry} s`);
  assert.equal(await gauge(w.index), 2);
  const moments = w.moments();
  assert.equal(moments.length, 5);
  [100, 200, 400, 400].forEach((pause, i) => {
    const took = moments[i + 1] - moments[i];
    assert.ok(took >= pause - 1 && took < pause + BUSY, `pause ${i}: ${took} ms, not ${pause}`);
  });
  await w.becomes('a try', (now) => now.starts === 6 && now.breaker === 'open' && now.failures === 6);
  const took = w.moments()[5] - w.moments()[4];
  assert.ok(took >= 1500 && took < 1500 + BUSY, `rested ${took} ms`);
  await until('the log says so', () => logged('breaker-opened', w.index).length === 2 && logged('window-respawned', w.index).length === 5);
  assert.match(logged('breaker-opened', w.index)[0], /level=warning .* starts=5 failures=5 rest_ms=1500$/);
  await w.close();
});

test('one that lives closes the breaker, and what it did before is forgotten', async () => {
  const flag = join(folder, 'mended');
  const w = await opened(`[ -e ${flag} ] || exit 1; exec sleep 600`, 'failure');
  await w.becomes('the breaker is open', (now) => now.breaker === 'open');
  writeFileSync(flag, '');
  await w.becomes('the try', (now) => now.breaker === 'half-open' && now.phase === 'running');
  assert.equal(await gauge(w.index), 1);
  const closed = await w.becomes('the breaker is closed', (now) => now.breaker === 'closed');
  assert.deepEqual([closed.phase, closed.failures, closed.retry, closed.starts], ['running', 0, 0, 6]);
  assert.equal(await gauge(w.index), 0);
  await until('the log says so', () => logged('breaker-closed', w.index).length === 1);
  process.kill(closed.pid, 'SIGKILL');
  const again = await w.becomes('it runs again', (now) => now.phase === 'running' && now.pid !== closed.pid);
  assert.deepEqual([again.breaker, again.starts], ['closed', 7]);
  await w.close();
});

test('never, failure, always: each starts again what it is to start again', async () => {
  const never = await opened('exit 1', 'never');
  const unasked = await opened('exit 1');
  const success = await opened('exit 0', 'failure');
  const killed = await opened('[ $(wc -l <$0) -gt 1 ] || kill -9 $$; exec sleep 600'.replaceAll('$0', join(folder, `starts-${made}`)), 'failure');
  const always = await opened('exit 0', 'always');
  await always.becomes('it was started three times', (w) => w.starts === 3);
  await killed.becomes('a killed one runs again', (w) => w.starts === 2 && w.phase === 'running');
  for (const w of [never, unasked, success]) {
    const now = await w.becomes('it is over', (x) => x.phase === 'ended');
    assert.deepEqual([now.starts, now.retry, now.failures, now.breaker, w.moments().length], [1, 0, 0, 'closed', 1]);
  }
  assert.equal(unasked.json.respawn, 'never');
  for (const w of [never, unasked, success, killed, always]) await w.close();
});

test('one that cannot be started has failed', async () => {
  const { json } = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/nosuch'], respawn: 'failure' } });
  const w = await until('it was tried again', async () => (await s.json('GET', '/api/sessions/main/windows')).json.find((x) => x.index === json.index && x.starts >= 2 && x.phase === 'failed'));
  assert.ok(w.failures >= 1 && w.ending.includes('/nosuch'));
  await s.request('DELETE', `/api/sessions/main/windows/${json.index}`);
});
