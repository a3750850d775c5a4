import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, root, sanitized, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 100);
// The keeper restarts a server at once if it ran for at least a second; otherwise it waits.
const SERVED = 1050;

// Coloured log lines of many lengths with wide characters, some longer than a row of the screen.
function flood() {
  let text = '';
  for (let i = 0; i < 24000; i++)
    text +=
      `\x1b[${31 + (i % 7)}m[${i}]\x1b[0m ${'lorem 日本 ipsum é '.repeat(1 + (i % 9))}` +
      `\x1b[1;38;5;${i % 256}mdolor\x1b[m\n`;
  return text;
}

function drawn(bytes) {
  return spawnSync(join(root, 'build/tests/term-dump'), ['80', '24'], {
    input: bytes,
    maxBuffer: 1 << 24,
  }).stdout.toString();
}

const lines = (text) =>
  text
    .split('\n')
    .map((l) => l.trimEnd())
    .join('\n')
    .trimEnd();

test(`${ROUNDS} kills of the server in the middle of a flood lose nothing`, async () => {
  const flooded = join(mkdtempSync(join(tmpdir(), 'boundtty-flood-')), 'flood');
  const s = await Server.start({
    command: [
      '/bin/sh',
      '-c',
      'stty -echo; while read n; do cat "$FLOOD"; echo "round-$n-end"; done'.replace('$FLOOD', flooded),
    ],
  });
  const text = flood();
  writeFileSync(flooded, text);
  const expected = (n) => lines(drawn(Buffer.from(`${text}round-${n}-end\n`.replaceAll('\n', '\r\n'))));
  const client = '00000000000000c1';
  let v = await Viewer.attach(s, { client });
  const shell = (await s.json('GET', '/api/sessions/main/windows')).json[0].pid;
  let slowest = 0,
    served = Date.now();
  for (let n = 1; n <= ROUNDS; n++) {
    await until('the server has served for a second', () => Date.now() - served > SERVED);
    const typed = v.offset;
    v.type(`${n}\n`);
    await new Promise((next) => setTimeout(next, Math.random() * 60));
    const old = s.serverPid();
    process.kill(old, 'SIGKILL');
    const killed = Date.now();
    await v.socket.closed;
    v = await until('the viewer is back', () => Viewer.attach(s, { client }).catch(() => null), 5000);
    slowest = Math.max(slowest, Date.now() - killed);
    served = Date.now();
    assert.notEqual(s.serverPid(), old);
    // Unconfirmed input is sent again; input that was applied is not typed twice.
    const len = `${n}\n`.length;
    assert.ok(
      [typed, typed + len].includes(v.welcome.input),
      `typed ${typed}, ${len} more, confirmed ${v.welcome.input}`,
    );
    v.type(`${n}\n`.slice(v.welcome.input - typed), v.welcome.input);
    await until(
      `round ${n} ends\n${await s.screen()}\n${s.log.slice(-2000)}`,
      async () => (await s.screen()).includes(`round-${n}-end`),
      20000,
    );
    assert.equal(lines(await s.screen('main', 0, '?rows=apart')), expected(n), `the screen after kill ${n}`);
    assert.equal((await s.json('GET', '/api/sessions/main/windows')).json[0].pid, shell);
  }
  assert.ok(slowest < 1000, `a viewer was back after ${slowest} ms`);
  const { json } = await s.json('GET', '/api/status');
  assert.equal(json.restarts, ROUNDS);
  assert.equal(json.redrawn, 0);
  console.log(`viewers were back within ${slowest} ms`);
  v.socket.cut();
  await s.stop();
});

for (const index of [0, 1]) {
  test(
    `bytes that crash the server are lost, and nothing else: in window ${index}`,
    { skip: sanitized && 'not with sanitizers: a binary of its own' },
    async () => {
      const s = await Server.start({
        binary: 'build/crash-board/boundtty',
        command: ['/bin/sh', '-c', 'stty -echo; while read -r x; do eval "$x"; done'],
      });
      const window = async () => (await s.json('GET', '/api/sessions/main/windows').catch(() => null))?.json?.[index];
      if (index > 0) await s.json('POST', '/api/sessions/main/windows', { body: {} });
      const client = '00000000000000c2';
      let v = await Viewer.attach(s, { client, index });
      v.type("echo before; printf '\\033_boundtty-test-crash\\033\\\\'; echo after\n");
      await until('the chunk is given up', async () => (await window())?.skipped > 0, 15000);
      v = await Viewer.attach(s, { client, index });
      v.type('echo still-here\n');
      await v.sees('still-here');
      const { json } = await s.json('GET', '/api/status');
      assert.ok(json.restarts >= 2);
      const log = (await s.json('GET', '/api/log?format=json')).json;
      const bug = log.findIndex((line) => line.event === 'bug');
      assert.match(log[bug].at, /^src\/app\/io\/output\.c:\d+$/);
      assert.equal(log[bug].what, 'the bytes of a test');
      assert.equal(log.slice(bug).find((line) => line.event === 'server-ended').signal, 6);
      v.socket.cut();
      await s.stop();
    },
  );
}

test('SIGTERM closes viewers with 1001, ends the programs, and leaves nothing behind', async () => {
  const s = await Server.start({ command: ['/bin/sh', '-c', 'trap "" TERM HUP; while :; do sleep 1; done'], args: [] });
  const v = await Viewer.attach(s);
  const program = await until('its pid', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].pid);
  const begun = Date.now();
  s.child.kill('SIGTERM');
  await v.socket.closed;
  assert.equal(v.socket.code, 1001);
  assert.deepEqual(await s.ended, { code: 0, signal: null });
  assert.ok(Date.now() - begun < 30000);
  assert.throws(() => process.kill(program, 0), 'the program that ignored SIGTERM is gone');
  await s.stop();
});

test('a second boundtty on the same port names it and says how to choose another', async () => {
  const s = await Server.start();
  const r = spawnSync(join(root, 'build/boundtty'), ['-l', `127.0.0.1:${s.port}`, '-s', s.state]);
  assert.equal(r.status, 2);
  assert.match(r.stderr.toString(), new RegExp(`127.0.0.1:${s.port} is in use; choose another with -l`));
  await s.stop();
});
