// Waiting for output: each line is seen once, however it is left, and nothing that was there before.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Device, endAll } from '../lib/device.mjs';
import { Server, missing, root, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const ROUNDS = Number(process.env.WAIT_ROUNDS ?? 100);
const WAITS = 8; // of a window: LIMIT_WAITS of the profile board
const binary = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-wait-'));
let s, sessions;
before(async () => {
  s = await Server.start({ command: ['/bin/sh'], env: { PS1: '$ ' } });
  sessions = 0;
});
after(async () => {
  endAll();
  await s.stop();
  rmSync(folder, { recursive: true });
});

// Runs boundtty with these words. Resolves with its status, its output, and the milliseconds that it took.
function run(...words) {
  return new Promise((done) => {
    const start = Date.now();
    const child = spawn(binary, [words[0], '-S', s.state, ...words.slice(1)], { timeout: 60000 });
    const all = { out: '', err: '' };
    child.stdout.on('data', (d) => (all.out += d));
    child.stderr.on('data', (d) => (all.err += d));
    child.on('close', (code) => done({ code, ms: Date.now() - start, ...all }));
  });
}

// Runs boundtty, which must succeed. Resolves with its output.
async function ok(...words) {
  const r = await run(...words);
  assert.equal(r.code, 0, `${words.join(' ')}: ${r.err}`);
  return r.out.trim();
}

// Opens a session with a shell, which shows its prompt. Resolves with its name.
async function shell() {
  const name = `w${++sessions}`;
  const { status } = await s.json('POST', '/api/sessions', { body: { name, command: ['/bin/sh', '-i'] } });
  assert.equal(status, 201);
  await ok('send', name, '--keys', "PS1='$ '; stty -echoctl", 'Enter');
  await until('the prompt', async () => /\$ *$/m.test(await s.screen(name)));
  return name;
}

const wait = (name, query) => s.json('GET', `/api/sessions/${name}/windows/0/wait?${query}`);
const closing = (name) => s.request('DELETE', `/api/sessions/${name}`);

async function killServer() {
  const pid = s.serverPid();
  process.kill(pid, 'SIGKILL');
  await until('another server', () => s.serverPid() !== undefined && s.serverPid() !== pid);
}

test(`the example of the README, ${ROUNDS} times under load: no false success, and no miss`, async () => {
  const name = await shell();
  await s.json('POST', '/api/sessions', { body: { name: 'load', command: ['/bin/sh', '-c', 'yes | tr y z'] } });
  const check = join(folder, 'check');
  writeFileSync(
    check,
    `#!/bin/sh
i=0; while [ $i -lt $(($1 % 7 * 40)) ]; do i=$((i + 1)); echo "case $i of $1"; done
[ $(($1 % 3)) = 0 ] && printf '\\033[2J'
: >${folder}/done-$1
printf "$1 passed, 0 failed"; [ $(($1 % 5)) = 0 ] && printf '\\033[2J\\033[H'; echo
`,
    { mode: 0o755 },
  );
  for (let i = 1; i <= ROUNDS; i++) {
    const r = await run('send', name, '--keys', `${check} ${i}`, 'Enter', '--wait', '*passed, 0 failed', '-t', '20');
    assert.equal(r.code, 0, `round ${i}: ${r.err}\n${await s.screen(name)}`);
    assert.ok(existsSync(join(folder, `done-${i}`)), `round ${i} has not run yet`);
  }
  await closing('load');
  await closing(name);
});

test('a prompt matches with its blank, and not again when an answer is typed', async () => {
  const name = await shell();
  await ok('send', name, '--keys', "printf 'login: '; read a; sleep 0.2; printf 'board login: '; read b", 'Enter');
  await ok('wait', name, '-t', '10', 'login: ');
  const r = await run('send', name, '--keys', 'root', 'Enter', '--wait', 'login: ', '-t', '10');
  assert.equal(r.code, 0, r.err);
  assert.ok(r.ms >= 150, 'the second prompt, not the first one');
  assert.match(await s.screen(name), /board login:/);
  await closing(name);
});

test('a line that is cleared in the same write is seen', async () => {
  const name = await shell();
  for (const clear of ['\\033[2J', '\\033c', '\\r\\033[K', '\\033[2J\\033[3J\\033[H']) {
    const text = `sleep 0.1; printf 'Hit any key to stop autob''oot: 3${clear}'`;
    await ok('send', name, '--keys', text, 'Enter', '--wait', 'stop autoboot: 3', '-t', '10');
    assert.doesNotMatch(await s.screen(name), /stop autoboot/);
  }
  await closing(name);
});

test('the echo of what is sent does not match, even before the shell has its prompt again', async () => {
  const name = await shell();
  for (const first of ['true', 'sleep 0.2']) {
    await ok('send', name, '--keys', first, 'Enter');
    const r = await run('send', name, '--keys', 'sleep 0.4; echo done', 'Enter', '--wait', 'done', '-t', '10');
    assert.equal(r.code, 0, r.err);
    assert.ok(r.ms >= 350, 'its output, not its echo');
  }
  const r = await run('send', name, '--keys', 'true done', 'Enter', '--wait', 'done', '-t', '1');
  assert.equal(r.code, 124);
  assert.match(r.err, /the time is over: it did not come/);
  await closing(name);
});

test('a line that wraps is one line in screen and wait, whatever the width', async () => {
  const name = await shell();
  const long = 'x'.repeat(90) + 'y'.repeat(90);
  const viewer = await Viewer.attach(s, { session: name, cols: 40, rows: 20 });
  await ok(
    'send',
    name,
    '--keys',
    `printf '%090d' 0 | tr 0 x; printf '%090d\\n' 0 | tr 0 y`,
    'Enter',
    '--wait',
    `${'x'.repeat(9)}${'y'.repeat(90)}`,
    '-t',
    '10',
  );
  assert.ok((await ok('screen', name)).split('\n').includes(long));
  assert.ok((await ok('screen', name, '--rows')).split('\n').includes('x'.repeat(40)));
  assert.ok((await s.screen(name, 0, '?rows=apart')).split('\n').includes('y'.repeat(20)));
  await ok('wait', name, '-t', '10', 'x'.repeat(60) + 'y'.repeat(60));
  viewer.socket.cut();
  await closing(name);
});

test('the size changes in the middle of a line, which is seen whole', async () => {
  const name = await shell();
  const viewer = await Viewer.attach(s, { session: name, cols: 40, rows: 20 });
  const go = join(folder, 'go');
  const text = `printf '%030d' 0; until [ -e ${go} ]; do sleep 0.05; done; printf '%030d END\\n' 0`;
  const waiting = run('send', name, '--keys', text, 'Enter', '--wait', `${'0'.repeat(60)} E?D`, '-t', '20');
  await until('the first half', async () => (await s.screen(name)).includes('0'.repeat(30)));
  for (const cols of [25, 77, 33]) {
    viewer.json({ columns: cols, rows: 20 }, '1');
    await until(
      'the size',
      async () => (await s.json('GET', `/api/sessions/${name}/windows`)).json[0].columns === cols,
    );
  }
  writeFileSync(go, '');
  assert.equal((await waiting).code, 0);
  viewer.socket.cut();
  await closing(name);
});

test('a mark finds what has passed since; --new only what comes', async () => {
  const name = await shell();
  const mark = await ok('send', name, '--mark', '--keys', "echo o''ne; clear; echo t''wo", 'Enter');
  assert.match(mark, /^\d+:\d+$/);
  await ok('wait', name, '-t', '10', 'two');
  const after = await ok('wait', name, '--from', mark, '--mark', 'one');
  assert.notEqual(after, mark);
  await ok('wait', name, '--from', after, 'two');
  assert.equal((await run('wait', name, '--from', after, 'one', '-t', '0')).code, 124);
  assert.equal((await run('wait', name, '--new', 'two', '-t', '0')).code, 124, 'it is on the screen already');
  assert.equal((await run('wait', name, 'two', '-t', '0')).code, 0);
  const last = await ok(
    'send',
    name,
    '--mark',
    '--keys',
    'sleep 0.2; echo three-$((40 + 2))',
    'Enter',
    '--wait',
    'three-42',
  );
  assert.equal((await run('wait', name, '--from', last, 'three-42', '-t', '0')).code, 124);
  await ok('send', name, '--keys', 'seq 1 20000; echo th""en', 'Enter', '--wait', 'then', '-t', '20');
  const old = await run('wait', name, '--from', mark, 'one');
  assert.deepEqual([old.code, old.out], [1, '']);
  assert.match(old.err, /the output since this mark is no longer kept/);
  const other = await shell();
  assert.match((await run('wait', other, '--from', mark, 'one')).err, /this mark is another window's/);
  await closing(other);
  await closing(name);
});

test('the server is killed while several wait, and none misses its line in a flood of output', async () => {
  const name = await shell();
  await ok(
    'send',
    name,
    '--keys',
    'read go; i=0; while [ $i -lt 20 ]; do i=$((i + 1)); seq 1 3000; echo "row-$i"; done',
    'Enter',
  );
  const waiting = [3, 11, 20].map((n) => run('wait', name, '--new', `row-${n}`, '-t', '40'));
  await until('all wait', async () => (await s.json('GET', '/api/connections')).json.length >= 4);
  waiting.push(run('send', name, '--keys', 'Enter', '--wait', 'row-20', '-t', '40'));
  for (let i = 0; i < 3; i++) {
    await killServer();
    await until('a server', () =>
      s.request('GET', '/health').then(
        (r) => r.status === 200,
        () => false,
      ),
    );
  }
  for (const r of await Promise.all(waiting)) assert.equal(r.code, 0, r.err);
  await closing(name);
});

test(
  'a boot menu that is cleared, and a prompt after the device was away, are seen on a serial line',
  { skip: missing('socat', '-V') },
  async () => {
    let d = await Device.plug();
    const body = { name: 'console', source: 'serial', device: d.path, speed: 115200 };
    assert.equal((await s.json('POST', '/api/sessions', { body })).status, 201);
    const phase = async () => (await s.json('GET', '/api/sessions/console/windows')).json[0].phase;
    await until('the line', async () => (await phase()) === 'running');
    const menu = run('wait', 'console', 'stop autoboot: 0', '-t', '20');
    const login = run('wait', 'console', 'board login: ', '-t', '20');
    const waits = async () => (await s.json('GET', '/api/connections')).json.length;
    await until('both wait', async () => (await waits()) >= 3);
    d.say('U-Boot 2026.01\r\nHit any key to stop autoboot: 1\b0\x1b[2J\x1b[H');
    assert.equal((await menu).code, 0);
    await d.unplug();
    await until('it is away', async () => (await phase()) === 'away');
    d = await Device.plug(d.path);
    await until('it is back', async () => (await phase()) === 'running');
    d.say('\r\nboard lo');
    await until('the start', async () => (await s.screen('console')).includes('board lo'));
    d.say('gin: ');
    assert.equal((await login).code, 0);
    const sent = run('send', 'console', '--keys', 'root', 'Enter', '--wait', 'Password: ', '-t', '20');
    await until('the name', () => d.text.includes('root'));
    d.say('root\r\nPassword: ');
    assert.equal((await sent).code, 0);
    await closing('console');
    await d.unplug();
  },
);

test('a wait ends with the program, the window, or its time', async () => {
  const name = await shell();
  const waiting = [run('wait', name, 'never'), run('wait', name, '--exit')];
  assert.equal((await run('wait', name, 'never', '-t', '1')).code, 124);
  await ok('send', name, '--keys', 'exit 7', 'Enter');
  const [ended, exit] = await Promise.all(waiting);
  assert.equal(ended.code, 1);
  assert.match(ended.err, /the program has ended: it did not come/);
  assert.equal(exit.code, 7);
  assert.equal((await run('wait', name, '--exit')).code, 7);
  assert.equal((await run('wait', name, 'exit 7')).code, 0, 'the screen is still there');
  const closed = await shell();
  const both = [run('wait', closed, 'never'), run('wait', closed, '--exit')];
  await until('both wait', async () => (await s.json('GET', '/api/connections')).json.length >= 3);
  await closing(closed);
  for (const r of await Promise.all(both)) assert.equal(r.code, 1, r.err);
  await closing(name);
});

test('a pattern, a mark or a number that is malformed is refused, and nothing is sent', async () => {
  const name = await shell();
  for (const words of [
    ['wait', name, 'a\\'],
    ['wait', name, ''],
    ['wait', name, 'a\\nb'],
    ['wait', name, 'x', '--from', ''],
    ['wait', name, 'x', '--from', '1:1', '--new'],
    ['wait', name, 'x', '-t', '1s'],
    ['wait', name, '--exit', '--mark'],
    ['send', name, 'x', '--wait', 'y'.repeat(128)],
    ['send', name, 'x', '-t', '3'],
    ['send', name, 'x', '--wait', 'y', '-t', '-1'],
  ]) {
    const r = await run(...words);
    assert.equal(r.code, 2, `${words.join(' ')}: ${r.code} ${r.err}`);
    assert.match(r.err, /^boundtty (wait|send): /);
  }
  const bad = await run('wait', name, 'x', '--from', 'now and then');
  assert.deepEqual([bad.code, bad.err], [1, 'boundtty wait: this machine: from is a mark, or now\n']);
  for (const query of [
    'pattern=a%5C',
    'pattern=%zz',
    'pattern=x&from=1',
    'pattern=x&from=a:b',
    'pattern=x&timeout_ms=3600001',
    'pattern=x&id=-1',
    `pattern=${'x'.repeat(128)}`,
    'pattern=',
  ])
    assert.equal((await wait(name, query)).status, 400, query);
  assert.doesNotMatch(await s.screen(name), /x/);
  await ok('send', name, '--keys', 'echo "2 * 3" \\?', 'Enter', '--wait', '2 \\* 3 \\?', '-t', '10');
  await closing(name);
});

test('a window holds a bounded number of waits, and ends one of the viewer token for one of the token', async () => {
  const name = await shell();
  const never = (options) =>
    s.json('GET', `/api/sessions/${name}/windows/0/wait?pattern=never&timeout_ms=60000`, options);
  const looking = Array.from({ length: WAITS }, () => never({ token: s.viewerToken }).catch((e) => e));
  await until('all wait', async () => (await s.json('GET', '/api/connections')).json.length > WAITS);
  const full = await never({ token: s.viewerToken });
  assert.equal(full.status, 503);
  assert.ok(full.fields['retry-after'] > 0);
  assert.match(full.json.error, /as many waits as it can hold/);
  const found = await wait(name, 'pattern=$&timeout_ms=1');
  assert.deepEqual([found.status, found.json.result], [200, 'matched']);
  const refused = await Promise.race(looking);
  assert.equal(refused.status, 503, 'one has given way');
  await closing(name);
  const results = await Promise.all(looking);
  assert.equal(results.filter((r) => r.json?.result === 'closed').length, WAITS - 1);
});

test('input answers with a mark, and a wait is continued under its id', async () => {
  const name = await shell();
  const sent = await s.request('POST', `/api/sessions/${name}/windows/0/input`, {
    body: { data: "echo f''our; clear\r" },
  });
  assert.equal(sent.status, 204);
  assert.match(sent.fields.mark, /^\d+:\d+$/);
  const since = await wait(name, `pattern=four&from=${sent.fields.mark}&timeout_ms=8000`);
  assert.equal(since.json.result, 'matched');
  const begun = await wait(name, 'pattern=five&id=77&from=now&timeout_ms=0');
  assert.equal(begun.json.result, 'timeout');
  await ok('send', name, '--keys', "echo f''ive; clear", 'Enter');
  await ok('wait', name, '--from', begun.json.mark, 'five', '-t', '10');
  await killServer();
  await until('an answer', () => s.request('GET', '/health').catch(() => false));
  const again = await wait(name, 'pattern=five&id=77&from=now&timeout_ms=0');
  assert.equal(again.json.result, 'matched');
  assert.equal((await wait(name, 'pattern=six&id=77&from=now&timeout_ms=0')).json.result, 'timeout');
  await closing(name);
});
