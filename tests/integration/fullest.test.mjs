// All fields at their longest escaped form at once: each answer and each message is complete JSON. '<' takes six bytes
// in JSON.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import net from 'node:net';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const NAME = '<'.repeat(63),
  TITLE = '<'.repeat(256);
const session = encodeURIComponent(NAME),
  windows = `/api/sessions/${session}/windows`;
// A cell with a letter and six combining characters; a row of 1000 such cells is 13,000 bytes of text.
const CELL = `a${'\u0301'.repeat(6)}`;

let s, folder, viewer;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'boundtty-fullest-'));
  const program = join(folder, '<'.repeat(120));
  writeFileSync(join(folder, 'row'), CELL.repeat(1000));
  writeFileSync(
    program,
    `#!/bin/sh
stty -echo
printf '\\033]2;${TITLE}\\007'
read size
cat '${join(folder, 'row')}'
i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done
cat '${join(folder, 'row')}'
echo; echo shown
read end
kill -SEGV $$
`,
  );
  chmodSync(program, 0o755);
  s = await Server.start();
  assert.equal((await s.json('POST', '/api/sessions', { body: { name: NAME, command: [program] } })).status, 201);
  assert.equal((await s.json('PATCH', `${windows}/0`, { body: { name: NAME } })).status, 200);
  viewer = await Viewer.attach(s, { session: NAME, cols: 1000, rows: 8 });
  await until('its size', () => viewer.state?.columns === 1000);
  viewer.type('\n');
  await until('all lines', async () => (await s.screen(NAME)).includes('shown'));
});
after(async () => {
  viewer.socket.cut();
  await s.stop();
  rmSync(folder, { recursive: true });
});

const windowOf = async (index) => (await s.json('GET', windows)).json.find((w) => w.index === index);

test('a window with name, title, command and ending of maximum length is listed completely', async () => {
  const made = await s.json('POST', windows, { body: { name: NAME, command: ['<'.repeat(200)], respawn: 'never' } });
  assert.deepEqual([made.status, made.json.name], [201, NAME]);
  const failed = await until('it has failed', async () => {
    const w = await windowOf(made.json.index);
    return w.phase === 'failed' && w;
  });
  assert.match(failed.ending, /^no such file or directory: <{64}$/);
  assert.match(failed.describe, /^command <{64}$/);
  const w = await windowOf(0);
  assert.deepEqual([w.name, w.title, w.columns], [NAME, TITLE, 1000]);
  assert.equal(w.describe.length, 'command '.length + 64);
});

test('the state of such a window is complete, also if it has failed', async () => {
  const other = await Viewer.attach(s, { session: NAME, index: 1, cols: 1000, rows: 8 });
  await until('its state', () => other.state);
  assert.match(other.state.ending, /<{64}$/);
  assert.deepEqual([other.state.name, other.welcome.session], [NAME, NAME]);
  assert.equal(viewer.titles.at(-1), TITLE);
  assert.ok(viewer.state.history.next > 2900, JSON.stringify(viewer.state.history));
  other.socket.cut();
});

test("sessions, connections, the status, samples, the log and tmux's list are complete", async () => {
  const found = (await s.json('GET', '/api/sessions')).json.find((one) => one.name === NAME);
  assert.equal(found.windows, 2);
  const one = (await s.json('GET', '/api/connections')).json.find((c) => c.session === NAME && c.window === 0);
  assert.deepEqual([one.columns, one.dialect], [1000, 'boundtty.v1']);
  for (const path of ['/api/status', '/api/samples', '/api/log?format=json', '/api/tmux', '/api/login', '/health'])
    assert.ok((await s.json('GET', path)).json, path);
  const log = (await s.json('GET', '/api/log?format=json')).json;
  assert.ok(log.some((line) => line.event === 'viewer-connected' && line.session === NAME));
  const { body } = await s.request('GET', '/metrics');
  assert.ok(body.toString().includes(`boundtty_breaker_state{session="${NAME}",window="0"} 0\n`));
});

test('events with such names are complete', async () => {
  let text = '';
  const socket = net.connect(s.port, '127.0.0.1');
  socket.on('data', (d) => (text += d)).on('error', () => {});
  socket.write(
    `GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${s.token}\r\nLast-Event-ID: 0\r\n\r\n`,
  );
  await until(
    'a status and a line with the name',
    () => /event: status\n/.test(text) && text.includes('\\u003c'.repeat(63)),
  );
  socket.destroy();
  const data = [...text.matchAll(/^data: (.*)$/gm)].map((m) => JSON.parse(m[1]));
  assert.ok(data.some((d) => d.session === NAME) && data.some((d) => d.tables));
});

test('a row longer than one write is returned completely, from the screen and from the history', async () => {
  const text = await s.screen(NAME, 0, '?history=100000');
  const rows = text.split('\n').filter((row) => row.includes(CELL));
  assert.equal(rows.length, 2, 'one in the history and one on the screen');
  for (const row of rows) assert.ok(row.startsWith(CELL.repeat(1000)), `${row.length} characters`);
});

test('a longer name or command is refused with a sentence and never truncated', async () => {
  const status = async (body) => {
    const r = await s.json('POST', windows, { body });
    return [r.status, typeof r.json.error];
  };
  assert.deepEqual(await status({ name: '<'.repeat(64) }), [400, 'string']);
  assert.deepEqual(await status({ command: ['<'.repeat(1024)] }), [400, 'string']);
  assert.deepEqual(await status({ source: 'serial', device: `/dev/${'<'.repeat(300)}` }), [400, 'string']);
});

test('the ending of a killed program is complete, in the list and in the state', async () => {
  viewer.type('\n');
  await until('it has ended', async () => (await windowOf(0)).phase === 'ended');
  const w = await windowOf(0);
  assert.deepEqual([w.ending, w.status, w.title], ['killed by SIGSEGV', 139, TITLE]);
  await until('its state', () => viewer.state.ending === 'killed by SIGSEGV');
});
