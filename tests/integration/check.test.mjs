// boundtty check: every mistake with its own line, what this machine lacks as warnings, and nothing is changed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Server, freePort, root } from '../lib/server.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-check-'));
test.after(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'conf'),
  state = join(folder, 'state');

function check(text, ...more) {
  writeFileSync(file, text);
  return spawnSync(program, ['check', '-c', file, '-s', state, ...more], { encoding: 'utf8' });
}

// The lines of a report without the path of the file.
const lines = (r) =>
  r.stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(`${file}:`, ''));

test('every mistake of every window is reported with the line of its key', () => {
  const r = check(`[server]
idle-timeout = 0
base = /a
base = /b
[window a]
speed = 9600
device = /dev/x
cwd = /
cwd = /tmp
[window b]
source = serial
device = ttyUSB0
speed = fast
frame = 9X9
[window c]
source = tcp
device = board
[window d]
source = ssh
nothing = 1
[window d]
`);
  assert.equal(r.status, 1);
  const expected = [
    [2, 'idle-timeout'],
    [4, 'base'],
    [6, 'speed'],
    [7, 'device'],
    [9, 'cwd'],
    [12, 'device'],
    [13, 'speed'],
    [14, 'frame'],
    [17, 'device'],
    [20, 'key'],
    [21, 'window'],
  ];
  const got = lines(r).filter((line) => /^\d/.test(line));
  assert.deepEqual(
    got.map((line) => /^(\d+): ([a-z-]+)/.exec(line).slice(1)),
    expected.map(([n, key]) => [String(n), key]),
    r.stdout,
  );
  assert.ok(!existsSync(state));
});

test('what this machine does not have is a warning, and the file that was read is named', () => {
  const r = check(`[server]
user = no-such-user
socket-group = no-such-group
command = no-such-program -x
log = /no/such/folder/log
[window a]
user = no-such-user
cwd = /no/such/folder
command = /no/such/program
log = /no/such/folder/window
[window b]
source = serial
device = /dev/no-such-device
`);
  assert.equal(r.status, 0, r.stdout);
  const text = r.stdout;
  if (process.getuid() === 0) assert.match(text, /^warning: user: "no-such-user" is no user/m);
  for (const warning of [
    'socket-group: "no-such-group" is no group',
    'command: "no-such-program" is no program',
    'log: "/no/such/folder/" is a folder that does not exist',
    'window a: user: "no-such-user" is no user',
    'window a: cwd: "/no/such/folder" is a folder that does not exist',
    'window a: log: "/no/such/folder/" is a folder',
    'window a: command: "/no/such/program" is no program',
    'window b: device: "/dev/no-such-device" is not there now',
  ])
    assert.ok(text.includes(`warning: ${warning}`), `${warning}\n${text}`);
  assert.equal(lines(r).at(-1), `no mistake: ${file}`);
});

test('a port in use is a warning, unless the server of this state directory has it', async () => {
  const port = await freePort();
  const blocker = net.createServer();
  await new Promise((done) => blocker.listen(port, '127.0.0.1', done));
  assert.match(check(`[server]\nlisten = 127.0.0.1:${port}\n`).stdout, /^warning: listen: 127.0.0.1:\d+ is in use/m);
  blocker.close();
  const s = await Server.start();
  const r = spawnSync(program, ['check', '-c', '/dev/null', '-s', s.state, '-l', `127.0.0.1:${s.port}`], {
    encoding: 'utf8',
  });
  assert.equal(r.stdout, 'all is well: /dev/null\n');
  await s.stop();
});

test('a token file that a start refuses is a mistake, and is not repaired', () => {
  mkdirSync(state, { mode: 0o700 });
  const token = join(folder, 'token');
  writeFileSync(token, 'short\n', { mode: 0o600 });
  const r = check(`[server]\ntoken-file = ${token}\n`);
  assert.equal(r.status, 1);
  assert.match(r.stdout, /token: must hold a token in its first line/);
  assert.ok(!existsSync(join(state, 'viewer-token')));
  rmSync(state, { recursive: true });
});

test('escape sequences in the file do not reach the terminal', () => {
  const r = check('[server]\nho\u001b]0;title\u0007st = \u009b31m\n[window \u001b[2J]\n');
  assert.equal(r.status, 1);
  assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(r.stdout), JSON.stringify(r.stdout));
  const start = spawnSync(program, ['-c', file, '-s', state], { encoding: 'utf8' });
  assert.equal(start.status, 2);
  assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(start.stderr), JSON.stringify(start.stderr));
});

test('a token file is followed through links that only its owner or root can have made, as those of Kubernetes', async () => {
  const secret = mkdtempSync(join(folder, 'secret'));
  const value = 'a-token-of-kubernetes';
  mkdirSync(join(secret, '..2026'));
  writeFileSync(join(secret, '..2026', 'token'), `${value}\n`, { mode: 0o440 });
  chmodSync(join(secret, '..2026', 'token'), 0o440);
  symlinkSync('..2026', join(secret, '..data'));
  symlinkSync('..data/token', join(secret, 'token'));
  const args = [
    '-l',
    `127.0.0.1:${await freePort()}`,
    '-s',
    mkdtempSync(join(folder, 's')),
    '-t',
    join(secret, 'token'),
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise((done) => child.stdout.once('data', (d) => done(String(d))));
  assert.match(url, new RegExp(`#token=${value}\n$`));
  child.kill();
  await new Promise((done) => child.on('close', done));
  const r = check(`[server]\ntoken-file = ${join(secret, 'token')}\n`);
  assert.equal(r.status, 0, r.stdout);
  if (process.getuid() === 0) {
    lchownSync(join(secret, 'token'), 12345, 12345);
    assert.match(check(`[server]\ntoken-file = ${join(secret, 'token')}\n`).stdout, /is a link, which is not followed/);
    lchownSync(join(secret, 'token'), 0, 0);
  }
  chmodSync(join(secret, '..2026', 'token'), 0o444);
  assert.match(check(`[server]\ntoken-file = ${join(secret, 'token')}\n`).stdout, /others may read it.*0440/);
  rmSync(join(secret, '..2026'), { recursive: true });
  assert.match(
    check(`[server]\ntoken-file = ${join(secret, 'token')}\n`).stdout,
    /is a link to a file that is not there/,
  );
});
