import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { spawnSync } from 'node:child_process';
import { Server, missing, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

// The environment of a program in a window: what the manual lists (PROGRAMS), and nothing else of the keeper's.
let s;
before(async () => {
  s = await Server.start({
    env: {
      LC_TIME: 'C',
      TZ: 'UTC',
      PAGER: 'less',
      SECRET_TOKEN: 'not for programs',
      LD_LIBRARY_PATH: '',
      BASH_ENV: '/dev/null',
    },
  });
});
after(() => s.stop());

// The lines that a script prints in a window of its own; none is longer than a row.
async function says(...command) {
  const made = await s.json('POST', '/api/sessions/main/windows', { body: { command } });
  assert.equal(made.status, 201);
  const { index } = made.json;
  await until(
    `${command.join(' ')} ends`,
    async () =>
      (await s.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === index).phase === 'ended',
  );
  const text = await s.screen('main', index);
  await s.request('DELETE', `/api/sessions/main/windows/${index}`);
  return text
    .split('\n')
    .map((l) => l.trimEnd())
    .filter((l) => l && !/^\[.*\]$/.test(l));
}

test("a program's environment has the account, the terminal, and the variables passed on", async () => {
  const lines = await says('/bin/sh', '-c', 'env | cut -c 1-60');
  const found = Object.fromEntries(lines.map((l) => [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)]));
  const { username, homedir } = userInfo();
  assert.equal(found.TERM, 'xterm-256color');
  assert.equal(found.COLORTERM, 'truecolor');
  assert.equal(found.USER, username);
  assert.equal(found.LOGNAME, username);
  assert.equal(found.HOME, homedir);
  assert.match(found.SHELL, /^\//);
  assert.equal(found.PATH, process.env.PATH.slice(0, 55));
  assert.equal(found.LANG, 'C.UTF-8');
  assert.equal(found.LC_TIME, 'C');
  assert.equal(found.PAGER, 'less');
  for (const name of Object.keys(found))
    assert.match(name, /^(TERM|COLORTERM|HOME|USER|LOGNAME|SHELL|PATH|LANG|LC_TIME|TZ|PAGER|PWD|OLDPWD|SHLVL|_)$/);
});

test("a program's folder is the home, its umask is 022", async () => {
  assert.deepEqual(await says('/bin/sh', '-c', 'pwd; umask'), [userInfo().homedir, '0022']);
});

test('no signal is blocked or ignored', async () => {
  const lines = await says('/bin/grep', '-E', 'Sig(Blk|Ign)|ShdPnd', '/proc/self/status');
  assert.deepEqual(
    lines.map((l) => l.split(/\s+/)),
    [
      ['ShdPnd:', '0'.repeat(16)],
      ['SigBlk:', '0'.repeat(16)],
      ['SigIgn:', '0'.repeat(16)],
    ],
  );
});

test("a program's only descriptors are its terminal, as 0, 1 and 2", async () => {
  const lines = await says(
    '/bin/sh',
    '-c',
    'for f in /proc/$$/fd/*; do readlink $f; done | sort -u; ls /proc/$$/fd | tr "\\n" " "',
  );
  assert.ok(
    lines.filter((l) => l.startsWith('/')).every((l) => /^\/dev\/(pts\/\d+|tty)$/.test(l)),
    lines.join(', '),
  );
  assert.match(lines.at(-1), /^0 1 2( 10)?$/); // some shells open their terminal once more
});

test("a program's resource limits are those that boundtty was started with", async () => {
  const wanted = spawnSync('/bin/sh', ['-c', 'ulimit -n; ulimit -c; ulimit -s']).stdout.toString().trim().split('\n');
  assert.deepEqual(await says('/bin/sh', '-c', 'ulimit -n; ulimit -c; ulimit -s'), wanted);
});

test('a program that closes its terminal and opens it again is connected again', async () => {
  const script =
    'echo before; exec </dev/null >/dev/null 2>&1; sleep 0.3; exec </dev/tty >/dev/tty; ' +
    'echo again; read x; echo "heard-$x"; read y';
  const { index } = (
    await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/bin/sh', '-c', script] } })
  ).json;
  const v = await Viewer.attach(s, { index });
  await v.sees('again');
  v.type('word\n');
  await v.sees('heard-word');
  v.socket.cut();
  await s.request('DELETE', `/api/sessions/main/windows/${index}`);
});

test('bash has its prompt once after changes of size', { skip: missing('bash') }, async () => {
  const command = ['/usr/bin/env', 'PS1=P> ', 'bash', '--norc', '-i'];
  assert.equal((await s.json('POST', '/api/sessions', { body: { name: 'bash', command } })).status, 201);
  const v = await Viewer.attach(s, { session: 'bash', cols: 60, rows: 12 });
  const screen = async () => (await s.screen('bash')).trim();
  const word = 'abcdefghij'.repeat(8);
  await until('the prompt', async () => (await screen()) === 'P>');
  v.type(`echo ${word}`);
  await until('the command', async () => (await screen()) === `P> echo ${word}`);
  for (const [columns, rows] of [
    [30, 12],
    [45, 12],
    [100, 12],
    [25, 10],
    [60, 12],
  ]) {
    v.json({ columns, rows }, '1');
    await until(`the size ${columns}x${rows}`, () => v.states.some((w) => w.columns === columns && w.rows === rows));
    await until('the line once, drawn again', async () => (await screen()) === `P> echo ${word}`);
  }
  v.type('\r');
  await until('the output', async () => (await screen()) === `P> echo ${word}\n${word}\nP>`);
  v.socket.cut();
});
