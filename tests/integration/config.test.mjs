// The configuration: declared windows, and changes of the file applied at SIGHUP.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { configured } from '../lib/configured.mjs';
import { freePort, root, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const folder = mkdtempSync(join(tmpdir(), 'boundtty-config-'));
test.after(() => rmSync(folder, { recursive: true }));

const withFile = configured(folder);
async function started(text, rest) {
  const s = await withFile(text, rest);
  s.reload = async (event = 'reloaded') => {
    const before = s.log.split(`event=${event}`).length;
    process.kill(s.pid, 'SIGHUP');
    await until(`it says ${event}`, () => s.log.split(`event=${event}`).length > before);
  };
  s.windows = async (session = 'main') =>
    (await s.json('GET', `/api/sessions/${session}/windows`).catch(() => null))?.json ?? [];
  s.window = async (name, session) => {
    const all = await s.windows(session);
    return Array.isArray(all) && all.find((w) => w.name === name);
  };
  s.becomes = (name, phase, session) =>
    until(`${name} is ${phase}`, async () => {
      const w = await s.window(name, session);
      return w?.phase === phase && w;
    });
  return s;
}

const DECLARED = `# what the board has
[server]
kill-timeout = 1

[window shell]
command = /bin/sh -c "echo hello world; exec cat"
env = GREETING=moin
start = boot

[window later]
session = tools
command = /bin/cat
start = attach
respawn = failure

[window never]
session = tools
command = /bin/cat
start = manual
`;

test('declared windows start at boot, with the first viewer, or by hand', async () => {
  const s = await started(DECLARED);
  await s.becomes('shell', 'running');
  await until('it has greeted', async () => (await s.screen('main', 0)).includes('hello world'));
  assert.equal((await s.windows()).length, 1, 'no other window is opened beside');
  assert.deepEqual(
    (await s.windows('tools')).map((w) => [w.name, w.phase, w.respawn]),
    [
      ['later', 'idle', 'failure'],
      ['never', 'idle', 'never'],
    ],
  );
  const v = await Viewer.attach(s, { session: 'tools', index: 0 });
  await s.becomes('later', 'running', 'tools');
  const w = await Viewer.attach(s, { session: 'tools', index: 1 });
  assert.equal((await s.window('never', 'tools')).phase, 'idle');
  assert.equal((await s.request('POST', '/api/sessions/tools/windows/1/restart')).status, 200);
  await s.becomes('never', 'running', 'tools');
  v.socket.cut();
  w.socket.cut();
  await s.stop();
});

test('SIGHUP: windows that did not change keep running, others restart, are closed, or are new', async () => {
  const s = await started(DECLARED);
  const v = await Viewer.attach(s, { session: 'tools', index: 0 });
  const kept = await s.becomes('later', 'running', 'tools');
  const shell = await s.becomes('shell', 'running');
  v.socket.cut();
  s.write(
    DECLARED.replace('hello world', 'other words').replace(/\[window never\][^]*/, '[window new]\ncommand = cat\n'),
  );
  await s.reload();
  const other = await until('it is another program', async () => {
    const w = await s.window('shell');
    return w?.phase === 'running' && w.pid !== shell.pid && w;
  });
  assert.equal(other.index, shell.index);
  await until('it says other words', async () => (await s.screen('main', shell.index)).includes('other words'));
  assert.equal((await s.window('later', 'tools')).pid, kept.pid);
  await until('never is gone', async () => !(await s.window('never', 'tools')));
  await s.becomes('new', 'running');
  assert.equal((await s.json('GET', '/api/status')).json.restarts, 0, 'a reload is no crash');
  await s.stop();
});

test('a mistake in the file changes nothing, and is logged with its line', async () => {
  const s = await started(DECLARED);
  const { pid } = await s.becomes('shell', 'running');
  const server = s.serverPid();
  s.write(DECLARED.replace('start = boot', 'start = bot'));
  await s.reload('reload-refused');
  assert.match(s.log, /reason=".*:8: start: \\"bot\\" is not one of boot, attach, manual"/);
  assert.equal(s.serverPid(), server);
  assert.equal((await s.window('shell')).pid, pid);
  s.write(DECLARED);
  await s.reload();
  assert.equal((await s.becomes('shell', 'running')).pid, pid);
  await s.stop();
});

test('viewers reconnect by themselves and continue to type when the file was read again', async () => {
  const s = await started('[window cat]\ncommand = cat\n');
  await s.becomes('cat', 'running');
  const client = '00000000000000aa';
  let v = await Viewer.attach(s, { client });
  v.type('before\r');
  await v.sees('before');
  s.write('[server]\nidle-timeout = 60\n[window cat]\ncommand = cat\n');
  await s.reload();
  await v.socket.closed;
  v = await until('it is back', () =>
    Viewer.attach(s, { client }).then(
      (n) => !n.socket.refused && n,
      () => null,
    ),
  );
  await v.sees('before');
  v.type('after\r', v.welcome.applied);
  await v.sees('after');
  v.socket.cut();
  await s.stop();
});

test('listening addresses follow the file', async () => {
  const [first, second] = [await freePort(), await freePort()];
  const answers = (port) =>
    new Promise((done) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.on('error', () => done(false));
    });
  const file = join(folder, 'listen.conf'),
    state = mkdtempSync(join(folder, 's'));
  let log;
  const text = (...ports) => `[server]\nlog = ${state}/log\n${ports.map((p) => `listen = 127.0.0.1:${p}\n`).join('')}`;
  writeFileSync(file, text(first));
  const { spawn } = await import('node:child_process');
  const child = spawn(join(root, process.env.BOUNDTTY ?? 'build/boundtty'), ['-c', file, '-s', state], {
    stdio: 'ignore',
  });
  await until('the first answers', () => answers(first));
  writeFileSync(file, text(first, second));
  child.kill('SIGHUP');
  await until('the second answers', () => answers(second));
  assert.ok(await answers(first));
  writeFileSync(file, text(second));
  child.kill('SIGHUP');
  await until('the first is closed', async () => !(await answers(first)));
  assert.ok(await answers(second));
  const blocker = await until(
    'its port is free',
    () =>
      new Promise((done) => {
        const server = net.createServer();
        server.on('error', () => done(null));
        server.listen(first, '127.0.0.1', () => done(server));
      }),
  );
  writeFileSync(file, text(first, second));
  child.kill('SIGHUP');
  await until('the log says why', () => {
    log = readFileSync(join(state, 'log'), 'utf8');
    return log.includes('reload-refused');
  });
  assert.match(log, new RegExp(`reason=".*127.0.0.1:${first}.*in use`));
  assert.ok(await answers(second), 'and the old one serves on');
  blocker.close();
  child.kill('SIGTERM');
  await new Promise((done) => child.on('close', done));
});

test('the log file is opened again, as log rotation expects', async () => {
  const log = join(folder, 'log');
  const s = await started(`[server]\nlog = ${log}\n`);
  await until('it is written', () => readFileSync(log, 'utf8').includes('server-ready'));
  rmSync(log);
  process.kill(s.pid, 'SIGHUP');
  await until('it is there again', () => {
    try {
      return readFileSync(log, 'utf8').includes('reloaded');
    } catch {
      return false;
    }
  });
  await s.stop();
});

test('the example names all known keys and no others', () => {
  const example = readFileSync(join(root, 'tools/boundtty.conf'), 'utf8');
  const keys = (source, table) =>
    [
      ...readFileSync(join(root, source), 'utf8')
        .split(table)[1]
        .split('};')[0]
        .matchAll(/^ *\{?(?:\.name = )?"([a-z-]+)"/gm),
    ].map((m) => m[1]);
  const own = readFileSync(join(root, 'src/source/declaration.c'), 'utf8')
    .split('own_keys[] = {')[1]
    .split('}')[0]
    .match(/[a-z-]+/g);
  const known = {
    server: keys('src/config/keys.c', 'struct key keys[] = {'),
    window: [...own, ...keys('src/source/source.c', '} options[] = {')],
  };
  assert.ok(known.server.length > 30 && known.window.length > 20);
  const named = { server: new Set(), window: new Set() };
  let section;
  for (const line of example.split('\n')) {
    const head = /^#?\[(server|window)/.exec(line),
      key = /^#?([a-z-]+) = /.exec(line);
    if (head) section = head[1];
    else if (key) named[section].add(key[1]);
  }
  for (const kind of ['server', 'window']) assert.deepEqual([...named[kind]].sort(), [...new Set(known[kind])].sort());
  // Settings that are commented out are valid as well.
  const file = join(folder, 'example.conf'),
    state = mkdtempSync(join(folder, 's'));
  writeFileSync(file, example.replace(/^#(?=\[|[a-z-]+ = )/gm, ''));
  const { stdout, status } = spawnSync(join(root, 'build/boundtty'), ['check', '-c', file, '-s', state], {
    encoding: 'utf8',
  });
  assert.equal(stdout.replace(/^warning: .*\n/gm, '') + status, `no mistake: ${file}\n0`);
});

// The indented block of the README from the line that starts with `first` up to a line that starts with `last`.
function readmeBlock(first, last = '\n') {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith(`    ${first}`));
  assert.ok(start >= 0, `the README has no block that begins with ${first}`);
  const end = lines.findIndex(
    (line, i) => i > start && line !== '' && (!line.startsWith('    ') || line.startsWith(`    ${last}`)),
  );
  return lines
    .slice(start, end)
    .map((line) => line.slice(4))
    .join('\n');
}

test("the README's configuration is valid, and its windows are opened", async () => {
  const text = readmeBlock('# /etc/boundtty.conf; read again');
  const file = join(folder, 'readme.conf'),
    state = mkdtempSync(join(folder, 's'));
  for (const block of [text, readmeBlock('# /etc/boundtty.conf', '# nginx')]) {
    writeFileSync(file, block);
    const words = ['check', '-c', file, '-s', state];
    const { stdout, status } = spawnSync(join(root, process.env.BOUNDTTY ?? 'build/boundtty'), words, {
      encoding: 'utf8',
    });
    assert.match(stdout.replace(/^warning: .*\n/gm, '') + status, /^(no mistake|all is well): .*\n0$/);
  }
  const s = await started(text);
  await s.becomes('log', 'running');
  const console_ = await s.becomes('console', 'away');
  assert.equal(console_.source, 'serial');
  const build = await s.window('build');
  assert.deepEqual([build.source, build.respawn], ['ssh', 'failure']);
  assert.equal((await s.windows()).length, 3);
  await s.stop();
});

test('-V names the version, the profile and the Unicode version of the widths', () => {
  const { stdout } = spawnSync(join(root, process.env.BOUNDTTY ?? 'build/boundtty'), ['-V'], { encoding: 'utf8' });
  assert.match(stdout, /^boundtty \d+\.\d+\.\d+ \(\w+, Unicode 17\.0\.0\)\n$/);
});
