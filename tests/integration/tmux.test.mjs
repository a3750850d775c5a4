// The sessions of the machine's tmux: listed with any names, created, renamed, ended, and viewed by several at once.
// boundtty leaves nothing behind in tmux, and a tmux that is absent, another user's, or hanging is reported as such.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, missing, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const skip = missing('tmux', '-V');
const root = process.getuid() === 0;
let folder, s;

// A tmux server for this test only, in its folder, with the name of its socket.
class Tmux {
  constructor(name) {
    this.name = `boundtty-test-${process.pid}-${name}`;
  }

  run(...words) {
    const { stdout, stderr, status } = spawnSync('tmux', ['-u', '-L', this.name, '-f', '/dev/null', ...words], {
      env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', SHELL: '/bin/sh', TMUX_TMPDIR: folder },
      encoding: 'utf8',
      timeout: 10000,
    });
    assert.equal(status, 0, `tmux ${words.join(' ')}: ${stderr}`);
    return stdout;
  }

  sessions(format = '#{session_name}') {
    return this.run('list-sessions', '-F', format).split('\n').slice(0, -1);
  }

  get pid() {
    return Number(this.run('display-message', '-p', '#{pid}'));
  }

  end() {
    spawnSync('tmux', ['-L', this.name, 'kill-server'], { env: { PATH: process.env.PATH, TMUX_TMPDIR: folder } });
  }
}

function configured(settings) {
  const file = join(mkdtempSync(join(folder, 'c')), 'config');
  writeFileSync(
    file,
    `[server]\n${Object.entries(settings)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join('')}`,
  );
  return ['-c', file];
}

// A tmux started by it runs a plain shell, without startup files.
const started = (tmux, env = {}) =>
  Server.start({
    args: configured({ 'tmux-socket': tmux.name ?? tmux }),
    env: { SHELL: '/bin/sh', TMUX_TMPDIR: folder, ...env },
  });
const ask = async (method, path = '', body = undefined, on = s) => on.json(method, `/api/tmux${path}`, { body });
const list = async (on = s) => (await ask('GET', '', undefined, on)).json;
const named = async (name) => (await list()).sessions.find((session) => session.name === name);
const look = async (target, on = s) => {
  const { status, json } = await on.json('POST', '/api/sessions/main/windows', { body: { source: 'tmux', target } });
  assert.equal(status, 201, JSON.stringify(json));
  return json.index;
};
const window = async (index, on = s) =>
  (await on.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === index);
const close = (index) => s.request('DELETE', `/api/sessions/main/windows/${index}`);

const tmux = new Tmux('main');
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'boundtty-tmux-'));
  if (!skip) s = await started(tmux);
});
after(async () => {
  await s?.stop();
  tmux.end();
  rmSync(folder, { recursive: true, force: true });
});

// A name as tmux stores it: ':' and '.' become '_', backslashes are doubled.
const inTmux = (name) => name.replace(/[:.]/g, '_').replace(/\\/g, '\\\\');
const hostile = (flag) => [
  'plain',
  'with spaces  two',
  'co:lon and d.ot',
  `"double" 'single' \`back\``,
  '$1',
  '@1',
  '=one',
  '-x',
  '--',
  '%1',
  '~',
  '*',
  '{x}',
  'S$1 1 0 1 1 0 3:abc',
  'W$0 @0 0 1 2:sh',
  'é漢字かな',
  '🧑‍🚀 astronaut',
  'עברית',
  'a;',
  ';',
  '\\;',
  'back\\slash',
  `#(touch ${flag})`,
  `$(touch ${flag})`,
  '#{pid}',
  '##{pid}',
  '#',
  '##',
  '#[fg=red]red',
  '###[x',
  '%H %M',
  '/slash/',
  '<b>&amp;',
  '{"json": 1}',
  '!',
  '?',
  '|',
  '&',
  '> x',
  '\u00a0nbsp',
  'x'.repeat(63),
  '漢'.repeat(21),
];

test("without tmux-socket and socket-name the user's own server is listed and shown", { skip }, async () => {
  const own = new Tmux('default');
  own.name = 'default'; // the name that tmux itself uses, in this test's TMUX_TMPDIR
  own.run('new-session', '-d', '-s', 'own', 'echo from-the-own-server; exec cat');
  const t = await Server.start({ args: configured({}), env: { SHELL: '/bin/sh', TMUX_TMPDIR: folder } });
  try {
    const { id } = (await list(t)).sessions.find((session) => session.name === 'own');
    const index = await look(id, t);
    await until('the session is shown', async () =>
      (await t.request('GET', `/api/sessions/main/windows/${index}/screen`)).body
        .toString()
        .includes('from-the-own-server'),
    );
    const sockets = readdirSync(join(folder, `tmux-${process.getuid()}`));
    assert.deepEqual(
      sockets.filter((socket) => socket.includes('$')),
      [],
    );
  } finally {
    await t.stop();
    own.end();
  }
});

test('a tmux that is not running has no sessions, and creating one starts it', { skip }, async () => {
  assert.deepEqual((({ state, sessions, windows }) => ({ state, sessions, windows }))(await list()), {
    state: 'no server',
    sessions: [],
    windows: [],
  });
  assert.equal((await ask('DELETE', '/$0')).status, 404);
  const made = await ask('POST', '', { name: 'first' });
  assert.equal(made.status, 201);
  assert.equal(made.json.name, 'first');
  assert.match(made.json.id, /^\$\d+$/);
  assert.ok(Math.abs(Date.parse(made.json.created) - Date.now()) < 60000, made.json.created);
  assert.equal((await list()).state, 'ok');
});

test(
  '50 sessions with hostile names are created, listed, renamed and ended, and no name is executed',
  { skip },
  async () => {
    const flag = join(folder, 'was-run');
    const names = hostile(flag);
    while (names.length < 50) names.push(`number ${names.length}`);
    const ids = [];
    for (const name of names) {
      const { status, json } = await ask('POST', '', { name });
      assert.equal(status, 201, `${name}: ${JSON.stringify(json)}`);
      assert.equal(json.name, inTmux(name));
      ids.push(json.id);
    }
    const answer = await list();
    assert.equal(answer.sessions.length, 51);
    names.forEach((name, i) => assert.equal(answer.sessions.find((x) => x.id === ids[i]).name, inTmux(name)));
    assert.deepEqual(answer.sessions.map((x) => x.name).sort(), tmux.sessions().sort());
    assert.deepEqual([answer.windows.length + answer.windows_over, answer.sessions_over, answer.whole], [51, 0, true]);
    const more = names.map((name) => `${name.slice(1, 20)}-`.replace(/^[\ud800-\udfff]/, ''));
    for (const [i, id] of ids.entries())
      assert.equal((await ask('PATCH', `/${id}`, { name: `${i}${more[i]}` })).status, 204, more[i]);
    const renamed = await list();
    ids.forEach((id, i) => assert.equal(renamed.sessions.find((x) => x.id === id).name, inTmux(`${i}${more[i]}`)));
    for (const id of ids) assert.equal((await ask('DELETE', `/${encodeURIComponent(id)}`)).status, 204);
    assert.deepEqual(
      (await list()).sessions.map((x) => x.name),
      ['first'],
    );
    assert.ok(!existsSync(flag), 'a name was run by a shell');
  },
);

test('windows are created, renamed and ended by their ids', { skip }, async () => {
  const { id } = await named('first');
  const made = await ask('POST', '', { name: 'second #(x) window;', session: id });
  assert.deepEqual([made.status, made.json.name, made.json.session], [201, 'second #(x) window;', id]);
  assert.equal((await ask('PATCH', `/${made.json.id}`, { name: '-renamed' })).status, 204);
  const { windows } = await list();
  assert.deepEqual(windows.map((w) => [w.session, w.name, w.active]).slice(1), [[id, '-renamed', false]]);
  assert.equal((await ask('DELETE', `/${made.json.id}`)).status, 204);
  assert.equal((await list()).windows.length, 1);
});

test('a request that fails says why', { skip }, async () => {
  const { id } = await named('first');
  for (const [method, path, body, status, sentence] of [
    ['POST', '', { name: 'first' }, 409, 'tmux has a session of this name'],
    ['PATCH', '/$999', { name: 'x' }, 404, 'tmux has no such session or window any more'],
    ['DELETE', '/@999', undefined, 404, 'tmux has no such session or window any more'],
    ['PATCH', `/${id}`, {}, 400, 'a name has 1 to 63 bytes and no control characters'],
    ['PATCH', `/${id}`, { name: 'a\nb' }, 400, 'a name has 1 to 63 bytes and no control characters'],
    ['PATCH', `/${id}`, { name: 'x'.repeat(64) }, 400, 'a name has 1 to 63 bytes and no control characters'],
    ['POST', '', { session: '@1' }, 400, 'session is the id of a session of tmux, such as $1'],
    ['DELETE', '/first', undefined, 404, 'not found'],
  ]) {
    const answer = await ask(method, path, body);
    assert.deepEqual(
      [answer.status, answer.json.error],
      [status, sentence],
      `${method} ${path} ${JSON.stringify(body)}`,
    );
  }
  assert.equal((await s.request('GET', '/api/tmux', { token: s.viewerToken })).status, 200);
  assert.equal((await s.request('POST', '/api/tmux', { token: s.viewerToken, body: {} })).status, 403);
  assert.equal((await s.request('GET', '/api/tmux', { token: null })).status, 401);
  const bad = await s.json('POST', '/api/sessions/main/windows', { body: { source: 'tmux', target: '$1:2' } });
  assert.equal(bad.status, 400);
  assert.match(bad.json.error, /write its id \(\$1\)/);
});

test(
  'two viewers see different windows of one session, each through a temporary session of its own',
  { skip },
  async () => {
    const { id } = await named('first');
    tmux.run('new-window', '-d', '-t', `${id}:`, '-n', 'other', 'echo the other; sleep 1000');
    const { windows } = await list();
    const other = windows.find((w) => w.name === 'other');
    const a = await look(`${id}:${windows[0].id}`),
      b = await look(`${id}:${other.id}`),
      c = await look('first');
    await until('all three are there', async () => (await named('first')).attached === 3);
    const [one, two] = [
      await Viewer.attach(s, { index: a, cols: 100, rows: 30 }),
      await Viewer.attach(s, { index: b }),
    ];
    await two.sees('the other');
    one.type('echo he"ll"o\r');
    await one.sees('hello');
    assert.ok(!two.text().includes('hello'), 'both see the same window');
    const size = (w) => tmux.run('display-message', '-p', '-t', w, '#{window_width}x#{window_height}').trim();
    await until(
      `the first window has its viewer's size, not ${size(windows[0].id)}`,
      () => size(windows[0].id) === '100x29',
    );
    const answer = await list();
    assert.deepEqual(
      answer.sessions.map((x) => [x.name, x.attached]),
      [['first', 3]],
    );
    assert.equal(answer.windows.length, 2);
    assert.equal(tmux.sessions().length, 4);
    for (const index of [a, b, c]) await close(index);
    await until('our sessions are gone', () => tmux.sessions().join() === 'first');
    assert.equal((await named('first')).attached, 0);
    one.socket.cut();
    two.socket.cut();
  },
);

test('with detach-on-destroy off a window ends with its session, and shows no other', { skip }, async () => {
  tmux.run('set-option', '-g', 'detach-on-destroy', 'off');
  const { json } = await ask('POST', '', { name: 'switching' });
  const index = await look(json.id);
  await until('it is looked at', async () => (await named('switching')).attached === 1);
  const viewer = await Viewer.attach(s, { index });
  viewer.type('exit\r');
  await until('its window has ended', async () => (await window(index)).phase === 'ended');
  viewer.socket.cut();
  await close(index);
  assert.deepEqual(tmux.sessions(), ['first']);
  tmux.run('set-option', '-g', 'detach-on-destroy', 'on');
});

test('a window that shows a tmux session ends with it', { skip }, async () => {
  const { json } = await ask('POST', '', { name: 'short' });
  const index = await look(json.id),
    another = await look('first');
  await until('it is looked at', async () => (await named('short')).attached === 1);
  assert.equal((await ask('DELETE', `/${json.id}`)).status, 204);
  await until('its window is closed', async () => !(await window(index)));
  assert.equal((await window(another)).phase, 'running');
  await close(another);
  await until('all is as it was', () => tmux.sessions().join() === 'first');
  const gone = await look(json.id);
  await until('a session that has ended is not created again', async () => (await window(gone)).phase === 'ended');
  assert.match(await s.screen('main', gone), /can't find session/);
  assert.deepEqual(tmux.sessions(), ['first']);
  await close(gone);
});

test(
  'a server that is killed loses no client of tmux; a keeper that is killed leaves none behind',
  { skip },
  async () => {
    const t = await started(tmux);
    const { id } = await named('first');
    const index = await look(id, t);
    await until('it is looked at', async () => (await named('first')).attached === 1);
    const pid = (await window(index, t)).pid;
    for (let i = 0; i < 5; i++) {
      const server = t.serverPid();
      process.kill(server, 'SIGKILL');
      await until('another server', () => ![undefined, server].includes(t.serverPid()));
      await until('it answers', () =>
        list(t).then(
          (answer) => answer.state === 'ok',
          () => false,
        ),
      );
    }
    const same = await window(index, t);
    assert.deepEqual([same.phase, same.pid], ['running', pid]);
    t.child.kill('SIGKILL');
    await t.ended;
    await until('our session is gone', () => tmux.sessions().join() === 'first');
    rmSync(t.state, { recursive: true, force: true });
  },
);

test('a client killed at any moment of an attach leaves nothing in tmux, which keeps running', { skip }, async () => {
  const { pid } = tmux;
  const { id } = await named('first');
  for (let i = 0; i < 20; i++) {
    const t = await started(tmux);
    await look(id, t);
    await new Promise((next) => setTimeout(next, i * 2));
    t.child.kill('SIGKILL');
    await t.ended;
    rmSync(t.state, { recursive: true, force: true });
  }
  await until(`our sessions are gone: ${tmux.sessions()}`, () => tmux.sessions().join() === 'first');
  assert.equal(tmux.pid, pid);
});

test('a declared window shows the tmux session of its name', { skip }, async () => {
  const [, file] = configured({ 'tmux-socket': tmux.name });
  writeFileSync(file, `[server]\ntmux-socket = ${tmux.name}\n[window work]\nsource = tmux\ntarget = first\n`);
  const t = await Server.start({ args: ['-c', file], env: { TMUX_TMPDIR: folder } });
  await until('it is looked at', async () => (await named('first')).attached === 1);
  assert.deepEqual(
    (await t.json('GET', '/api/sessions/main/windows')).json.map((w) => [w.name, w.describe]),
    [['work', 'tmux first']],
  );
  await t.stop();
  await until('it is gone with it', () => tmux.sessions().join() === 'first');
});

test('when tmux is killed while a window shows it, the window says so', { skip }, async () => {
  const other = new Tmux('killed');
  const t = await started(other);
  other.run('new-session', '-d', '-s', 'one');
  const index = await look('$0', t);
  await until('it is looked at', async () => (await list(t)).sessions[0].attached === 1);
  process.kill(other.pid, 'SIGKILL');
  await until('its window has ended', async () => (await window(index, t)).phase === 'ended');
  assert.match(await t.screen('main', index), /server exited unexpectedly/);
  assert.equal((await list(t)).state, 'no server');
  await until('nothing of it is left', () => t.children().length === 2 && t.ptys() === 1);
  await t.stop();
  other.end();
});

test('a tmux that hangs times out, and answers again when it continues', { skip }, async () => {
  const other = new Tmux('hangs');
  const t = await started(other);
  other.run('new-session', '-d', '-s', 'one');
  const { pid } = other;
  process.kill(pid, 'SIGSTOP');
  const before = Date.now();
  const many = await Promise.all([
    list(t),
    list(t),
    ask('POST', '', { name: 'x' }, t),
    ask('DELETE', '/$0', undefined, t),
  ]);
  const took = Date.now() - before;
  assert.deepEqual(
    many.map((m) => m.state ?? [m.status, m.json.error]),
    ['timeout', 'timeout', [503, 'tmux did not answer in time'], [503, 'tmux did not answer in time']],
  );
  assert.ok(took < 8000, `${took} ms`);
  await until('its clients are reaped', () => t.children().length === 2);
  process.kill(pid, 'SIGCONT');
  await until('it is there again', async () => (await list(t)).state === 'ok');
  await t.stop();
  other.end();
});

test('a machine without tmux says so', { skip }, async () => {
  const path = mkdtempSync(join(folder, 'bin'));
  symlinkSync('/bin/sh', join(path, 'sh'));
  const t = await started('none', { PATH: path });
  assert.equal((await list(t)).state, 'missing');
  const made = await ask('POST', '', {}, t);
  assert.deepEqual([made.status, made.json.error], [503, 'tmux is not installed on this machine']);
  const index = await look('$0', t);
  await until('its window has failed', async () => (await window(index, t)).phase === 'failed');
  assert.match((await window(index, t)).ending, /no such file or directory/);
  await t.stop();
});

test("another user's socket is refused", { skip }, async () => {
  const base = mkdtempSync(join(folder, 'd')),
    own = join(base, `tmux-${process.getuid()}`);
  mkdirSync(own);
  chmodSync(own, 0o700);
  if (root) chownSync(own, 65534, 65534);
  else chmodSync(own, 0o707);
  const t = await Server.start({ env: { TMUX_TMPDIR: base } });
  const answer = await list(t);
  assert.equal(answer.state, 'denied');
  assert.match(answer.said, /unsafe permissions/);
  assert.equal((await ask('DELETE', '/$0', undefined, t)).status, 503);
  await t.stop();
});

test('sessions beyond the size of the table are counted in the answer', { skip }, async () => {
  const other = new Tmux('many');
  const file = join(folder, 'many.conf');
  const many = 300;
  other.run('new-session', '-d', '-s', 'n0', 'sleep 1000');
  writeFileSync(
    file,
    Array.from({ length: many - 1 }, (_, i) => `new-session -d -s n${i + 1}-${'x'.repeat(50)} 'sleep 1000'\n`).join(''),
  );
  other.run('source-file', file);
  const t = await started(other);
  const answer = await list(t);
  assert.deepEqual([answer.state, answer.whole], ['ok', true]);
  assert.ok(
    answer.sessions.length > 4 && answer.sessions.length + answer.sessions_over === many,
    `${answer.sessions.length} and ${answer.sessions_over}`,
  );
  await t.stop();
  other.end();
});

test('afterwards no process, terminal or session of this test is left', { skip }, async () => {
  await until(
    'all has ended',
    () => s.children().filter((p) => !p.name.startsWith('tmux: server')).length === 2 && s.ptys() === 1,
  );
  assert.deepEqual(tmux.sessions('#{session_name}#{@boundtty}'), ['first']);
});
