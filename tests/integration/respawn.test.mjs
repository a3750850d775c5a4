// A program that ended is started again according to its window's policy, after growing pauses, and not for a while if
// it keeps ending.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, until } from '../lib/server.mjs';

const TIMES = { 'respawn-delay': 100, 'respawn-max': 400, 'breaker-cooldown': 1500, 'min-uptime': 1000 };
// The most by which a pause may appear longer: the program's own start and end, on a busy machine.
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
// Creates a window whose program records the time of each start and then runs the script.
async function opened(script, respawn, on = s) {
  const notes = join(folder, `starts-${made++}`);
  const body = { command: ['/bin/sh', '-c', `date +%s%3N >>${notes}; ${script}`], respawn };
  const { status, json } = await on.json('POST', '/api/sessions/main/windows', { body });
  assert.equal(status, 201);
  const path = `/api/sessions/main/windows/${json.index}`;
  const moments = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n').map(Number) : []);
  const is = async () =>
    (await on.json('GET', '/api/sessions/main/windows').catch(() => null))?.json?.find((w) => w.index === json.index);
  const becomes = (what, ask) =>
    until(`${what}\n${on.log.slice(-1500)}`, async () => {
      const w = await is();
      return w && ask(w) && w;
    });
  return { path, json, moments, is, becomes, index: json.index, close: () => on.request('DELETE', path) };
}

const change = (w, body) => s.json('PATCH', w.path, { body });
const gauge = async (index) =>
  Number(
    new RegExp(`^boundtty_breaker_state{session="main",window="${index}"} (\\d)$`, 'm').exec(
      (await s.request('GET', '/metrics')).body,
    )?.[1],
  );
const logged = (event, index) =>
  s.log.split('\n').filter((line) => line.includes(` event=${event} session=main window=${index} `));
const rest = (ms) => new Promise((next) => setTimeout(next, ms));

test('a program that fails at once is retried with growing pauses until the breaker opens, and once after the cooldown', async () => {
  const w = await opened('exit 1', 'failure');
  assert.deepEqual(
    [w.json.respawn, w.json.breaker, w.json.starts, w.json.failures, w.json.retry, w.json.min_uptime],
    ['failure', 'closed', 1, 0, 0, 1],
  );
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
  await until(
    'the log says so',
    () => logged('breaker-opened', w.index).length === 2 && logged('window-respawned', w.index).length === 5,
  );
  assert.match(logged('breaker-opened', w.index)[0], /level=warning .* starts=5 failures=5 cooldown_ms=1500$/);
  await w.close();
});

test('a program that keeps running closes the breaker and resets its failures', async () => {
  const flag = join(folder, 'repaired');
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

test('the policies never, failure and always restart the right programs', async () => {
  const never = await opened('exit 1', 'never');
  const unasked = await opened('exit 1');
  const success = await opened('exit 0', 'failure');
  const killed = await opened(
    '[ $(wc -l <$0) -gt 1 ] || kill -9 $$; exec sleep 600'.replaceAll('$0', join(folder, `starts-${made}`)),
    'failure',
  );
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

test('a program that cannot be started has failed', async () => {
  const { json } = await s.json('POST', '/api/sessions/main/windows', {
    body: { command: ['/nosuch'], respawn: 'failure' },
  });
  const w = await until('it was tried again', async () =>
    (await s.json('GET', '/api/sessions/main/windows')).json.find(
      (x) => x.index === json.index && x.starts >= 2 && x.phase === 'failed',
    ),
  );
  assert.ok(w.failures >= 1 && w.ending.includes('/nosuch'));
  await s.request('DELETE', `/api/sessions/main/windows/${json.index}`);
});

test('a policy can be changed, even of a window that has ended; a malformed one is refused', async () => {
  const w = await opened('exit 1', 'never');
  await w.becomes('it is over', (now) => now.phase === 'ended');
  const asked = await change(w, { respawn: 'always' });
  assert.deepEqual([asked.status, asked.json.respawn, asked.json.retry], [200, 'always', 1]);
  await w.becomes('the breaker is open', (now) => now.breaker === 'open');
  const never = await change(w, { respawn: 'never', name: 'quiet' });
  assert.deepEqual(
    [never.json.respawn, never.json.breaker, never.json.retry, never.json.name],
    ['never', 'closed', 0, 'quiet'],
  );
  await until('the log says so', () => logged('breaker-closed', w.index).length === 1);
  for (const [method, path] of [
    ['POST', '/api/sessions'],
    ['POST', '/api/sessions/main/windows'],
    ['PATCH', w.path],
  ])
    for (const respawn of ['sometimes', '', 1, true, ['always'], 'x'.repeat(300)]) {
      const r = await s.json(method, path, { body: { respawn } });
      assert.equal(r.status, 400, `${method} ${path} ${JSON.stringify(respawn)}`);
      assert.match(r.json.error, /"never", "failure" or "always"/);
    }
  assert.equal((await change(w, {})).status, 400);
  assert.equal((await change(w, { respawn: null })).status, 400);
  assert.equal((await change(w, { name: 'a/b', respawn: 'always' })).status, 400);
  const still = await w.is();
  assert.deepEqual([still.respawn, still.name, still.starts], ['never', 'quiet', 6]);
  assert.equal((await s.json('GET', '/api/sessions')).json.length, 1);
  await w.close();
});

test("a session's first window has the requested policy, and its name is escaped in the metrics", async () => {
  const name = 'a "b" \\c';
  const { status } = await s.json('POST', '/api/sessions', {
    body: { name, command: ['/bin/sleep', '600'], respawn: 'always' },
  });
  assert.equal(status, 201);
  const path = `/api/sessions/${encodeURIComponent(name)}`;
  assert.equal((await s.json('GET', `${path}/windows`)).json[0].respawn, 'always');
  const metrics = (await s.request('GET', '/metrics')).body.toString();
  assert.ok(
    metrics.includes('boundtty_breaker_state{session="a \\"b\\" \\\\c",window="0"} 0\n'),
    metrics.match(/^.*breaker.*$/gm).join('\n'),
  );
  assert.equal(metrics.match(/^# TYPE boundtty_breaker_state gauge$/gm).length, 1);
  await s.request('DELETE', path);
});

test('a start by hand does not wait, and an open breaker allows one attempt', async () => {
  const flag = join(folder, 'now');
  const slow = await started({ ...TIMES, 'respawn-delay': 60000, 'respawn-max': 60000, 'breaker-cooldown': 60000 });
  const w = await opened(`[ -e ${flag} ] || exit 1; exec sleep 600`, 'failure', slow);
  const restart = () => slow.json('POST', `${w.path}/restart`);
  for (let starts = 1; starts < 5; starts++) {
    const now = await w.becomes(
      `start ${starts} has failed`,
      (x) => x.starts === starts && x.failures === starts && x.breaker === 'closed',
    );
    assert.ok(now.retry >= 58 && now.retry <= 60, `${now.retry} s`);
    assert.equal((await restart()).status, 200);
  }
  const open = await w.becomes('the breaker is open', (now) => now.breaker === 'open');
  assert.ok(open.retry >= 58 && open.retry <= 60, `${open.retry} s`);
  writeFileSync(flag, '');
  const asked = await restart();
  assert.deepEqual([asked.status, asked.json.breaker, asked.json.retry], [200, 'half-open', 0]);
  assert.equal((await restart()).status, 409);
  await w.becomes('the breaker is closed', (now) => now.breaker === 'closed' && now.phase === 'running');
  await slow.stop();
});

test('a start that is due after the server was killed happens at its time', async () => {
  const own = await started({ ...TIMES, 'respawn-delay': 2500, 'respawn-max': 2500 });
  const w = await opened('exit 1', 'failure', own);
  const first = await w.becomes('it is over', (now) => now.retry > 0);
  assert.equal(first.starts, 1);
  process.kill(own.serverPid(), 'SIGKILL');
  const after = await w.becomes('another serves', (now) => now.phase === 'ended');
  assert.deepEqual([after.starts, after.failures, after.respawn], [1, 1, 'failure']);
  await w.becomes('it was started again', (now) => now.starts === 2 && now.failures === 2);
  const [one, two] = w.moments();
  assert.ok(two - one >= 2490 && two - one < 2500 + BUSY, `${two - one} ms`);
  await own.stop();
});

test("a program's uptime continues when the server is killed, and it is restarted after its end", async () => {
  const flag = join(folder, 'later');
  const own = await started({ ...TIMES, 'min-uptime': 2000 });
  const w = await opened(`[ -e ${flag} ] || exit 1; exec sleep 600`, 'always', own);
  await w.becomes('the breaker is open', (now) => now.breaker === 'open');
  writeFileSync(flag, '');
  const alive = await w.becomes('the try', (now) => now.breaker === 'half-open' && now.phase === 'running');
  process.kill(own.serverPid(), 'SIGKILL');
  const after = await w.becomes('another serves', () => true);
  assert.deepEqual([after.breaker, after.starts, after.pid], ['half-open', 6, alive.pid]);
  const closed = await w.becomes('the breaker is closed', (now) => now.breaker === 'closed');
  assert.equal(closed.pid, alive.pid);
  // A program that ends while no server runs is started again by the next server.
  process.kill(own.serverPid(), 'SIGSTOP');
  process.kill(alive.pid, 'SIGKILL');
  process.kill(own.serverPid(), 'SIGKILL');
  await w.becomes('it runs again', (now) => now.starts === 7 && now.phase === 'running' && now.pid !== alive.pid);
  await own.stop();
});

test('a window that is closed is not started again, whether running or waiting', async () => {
  const running = await opened('exec sleep 600', 'always');
  const waiting = await opened('exit 1', 'failure');
  await running.becomes('it runs', (now) => now.phase === 'running');
  await waiting.becomes('the breaker is open', (now) => now.breaker === 'open');
  await Promise.all([running.close(), waiting.close()]);
  await until('both are gone', async () => !(await running.is()) && !(await waiting.is()));
  await rest(TIMES['breaker-cooldown'] + 200); // for longer than any pause
  assert.deepEqual([running.moments().length, waiting.moments().length], [1, 5]);
  const { json } = await s.json('GET', '/api/status');
  assert.equal(json.timers.filter((timer) => timer.name === 'respawn').length, 0);
  assert.equal(json.tables.windows.used, 1);
});

test('a program that resists its end is not started again while it is being ended', async () => {
  const deaf = join(folder, 'deaf');
  const w = await opened(`trap "" HUP TERM; echo >${deaf}; while :; do sleep 1; done`, 'always');
  await until('it is deaf', () => existsSync(deaf));
  await w.close();
  assert.equal((await w.is())?.phase, 'ending');
  assert.equal((await change(w, { respawn: 'always' })).status, 200);
  await until('it is gone', async () => !(await w.is()), 15000);
  assert.equal(w.moments().length, 1);
});
