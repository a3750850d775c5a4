// Reading the configuration again, opening the logs again, and signals: what changes, and what must not.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { configured } from '../lib/configured.mjs';
import { freePort, missing, root, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-reload-'));
test.after(() => rmSync(folder, { recursive: true }));

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const withFile = configured(folder);
async function started(text, rest) {
  const s = await withFile(text, rest);
  s.signal = (name) => process.kill(s.pid, name);
  return s;
}

// Listens at a syslog socket; .text has what arrived.
async function syslog(path) {
  const reader = spawn('socat', ['-u', `UNIX-RECVFROM:${path},fork`, 'STDOUT']);
  const log = { text: '', stop: () => reader.kill() };
  reader.stdout.on('data', (d) => (log.text += d));
  await until('a syslog', () => existsSync(path));
  return log;
}

test(
  'the log moves between stderr, files and syslog at each reload, and stays where it is when the new place cannot be opened',
  {
    skip: missing('socat', '-V'),
  },
  async () => {
    const at = (name) => join(folder, `pairs-${name}`);
    const sys = await syslog(at('syslog'));
    const targets = {
      stderr: { log: 'stderr', text: () => s.log },
      one: { log: at('one'), text: () => read(at('one')) },
      two: { log: at('two'), text: () => read(at('two')) },
      syslog: { log: 'syslog', text: () => sys.text },
    };
    const config = (log) => `[server]\nlog = ${log}\nsyslog-socket = ${at('syslog')}\n[window cat]\ncommand = cat\n`;
    const s = await started(config('stderr'));
    const count = (name, event) => targets[name].text().split(`event=${event}`).length;
    let current = 'stderr';
    for (const next of ['one', 'stderr', 'syslog', 'stderr', 'one', 'two', 'syslog', 'one', 'syslog', 'two', 'one']) {
      const before = count(next, 'reloaded');
      s.write(config(targets[next].log));
      s.signal('SIGHUP');
      await until(`${current} to ${next}`, () => count(next, 'reloaded') > before);
      current = next;
      const served = count(current, 'viewer-connected');
      await until('the server is back', () =>
        s.request('GET', '/health').then(
          (r) => r.status === 200,
          () => false,
        ),
      );
      (
        await until('a viewer', () =>
          Viewer.attach(s).then(
            (v) => !v.socket.refused && v,
            () => null,
          ),
        )
      ).socket.cut();
      await until(`the server's lines in ${current}`, () => count(current, 'viewer-connected') > served);
      const refused = count(current, 'reload-refused');
      s.write(config('/no/such/folder/log'));
      s.signal('SIGHUP');
      await until(`the error in ${current}`, () => count(current, 'reload-refused') > refused);
      assert.match(targets[current].text(), /\/no\/such\/folder\/log: no such file or directory/);
    }
    assert.ok(!Object.values(targets).some((t) => t.text().includes('log-lost')));
    assert.ok((await s.request('GET', '/metrics')).body.toString().includes('boundtty_reloads_refused_total 11'));
    await s.stop();
    sys.stop();
  },
);

test('a line of the log is not written again when its file is opened again', async () => {
  const log = join(folder, 'once');
  const s = await started(`[server]\nlog = ${log}\n`);
  await until('it is written', () => read(log).includes('server-ready'));
  for (let i = 1; i <= 3; i++) {
    s.signal('SIGHUP');
    await until('it was read again', () => read(log).split('event=reloaded').length === i + 1);
  }
  assert.equal(read(log).split('event=server-ready').length, 2);
  await s.stop();
});

// What a restart of the server would change.
async function state(s) {
  const { json } = await s.json('GET', '/api/status');
  return { server: s.serverPid(), restarts: json.restarts, uptime: json.server_uptime };
}

for (const signal of ['SIGHUP', 'SIGUSR1'])
  test(`${signal} from log rotation opens the log files again, and neither cuts a stream nor starts the uptime again`, async () => {
    const log = join(folder, `rotated-${signal}`),
      windowLog = join(folder, `window-${signal}`);
    const s = await started(`[server]\nlog = ${log}\n[window cat]\ncommand = cat\nlog = ${windowLog}\n`);
    const parts = [];
    const raw = await new Promise((done, failed) => {
      const request = http.get(
        {
          port: s.port,
          host: '127.0.0.1',
          path: '/api/sessions/main/windows/0/raw',
          headers: { authorization: `Bearer ${s.token}` },
        },
        done,
      );
      request.on('error', failed);
    });
    raw.on('data', (d) => parts.push(d));
    raw.on('error', () => {});
    const heard = () => Buffer.concat(parts).toString();
    const type = (data) => s.request('POST', '/api/sessions/main/windows/0/input', { body: { data } });
    await until('the window runs', async () => (await type('first\r')).status === 204);
    await until('its log', () => read(windowLog).includes('first'));
    const before = await state(s);
    for (const file of [log, windowLog]) renameSync(file, `${file}.old`);
    s.signal(signal);
    await until('the log is there again', () => existsSync(log) && existsSync(windowLog));
    await until('it says so', () => /event=(reloaded|log-reopened)/.test(read(log)));
    await type('second\r');
    await until('the window log is written again', () => read(windowLog).includes('second'));
    await until('the stream continues', () => heard().includes('second'));
    assert.ok(!read(`${windowLog}.old`).includes('second'));
    const after = await state(s);
    assert.deepEqual([after.server, after.restarts], [before.server, before.restarts]);
    assert.ok(after.uptime >= before.uptime);
    await s.stop();
  });

test("a window's log that cannot be opened again is named, and the old file is still written", async () => {
  const place = mkdtempSync(join(folder, 'w')),
    log = join(place, 'log');
  const s = await started(`[window cat]\ncommand = cat\nlog = ${log}\n`);
  const type = (data) => s.request('POST', '/api/sessions/main/windows/0/input', { body: { data } });
  await until('the window runs', async () => (await type('first\r')).status === 204);
  await until('its log', () => read(log).includes('first'));
  renameSync(place, `${place}.old`);
  s.signal('SIGUSR1');
  await until('the failure', () => /event=window-log-failed .*file=\S+ errno=ENOENT/.test(s.log));
  await type('second\r');
  await until('the old file', () => read(join(`${place}.old`, 'log')).includes('second'));
  await s.stop();
});

test('log files are opened again even by a reload whose file has a mistake', async () => {
  const log = join(folder, 'mistake');
  const s = await started(`[server]\nlog = ${log}\n`);
  await until('it is written', () => read(log).includes('server-ready'));
  renameSync(log, `${log}.old`);
  s.write('[server]\nno such line\n');
  s.signal('SIGHUP');
  await until('the new file has the error', () => read(log).includes('event=log-reopened'));
  assert.match(read(`${log}.old`), /event=reload-refused reason=.*:2: /);
  await s.stop();
});

test('the server is restarted only for what it works with', async () => {
  const text = (more) => `[server]\n${more}\n# a comment of ${more.length} letters\n[window cat]\ncommand = cat\n`;
  const s = await started(text('idle-timeout = 120'));
  const reload = async (more) => {
    const before = s.log.split('event=reloaded').length;
    s.write(text(more));
    s.signal('SIGHUP');
    await until(`it has read ${more}`, () => s.log.split('event=reloaded').length > before);
  };
  const first = s.serverPid();
  for (const more of [
    '',
    '# moved\n# the window to another line',
    'shutdown-timeout = 20',
    'log-files = 9',
    'server-min-uptime = 500',
  ])
    await reload(`idle-timeout = 120\n${more}`);
  assert.equal(s.serverPid(), first);
  await reload('idle-timeout = 60');
  await until('another server', () => s.serverPid() && s.serverPid() !== first);
  await s.stop();
});

test('a refused reload leaves no state directory, no token and no listener behind', async () => {
  const [port, taken] = [await freePort(), await freePort()];
  const blocker = net.createServer().listen(taken, '127.0.0.1');
  const file = join(folder, 'traces.conf'),
    log = join(folder, 'traces.log'),
    other = join(folder, 'traces', 'deep', 'state');
  const text = (more) => `[server]\nlisten = 127.0.0.1:${port}\nlog = ${log}\n${more}`;
  writeFileSync(file, text(`state-directory = ${folder}/traces-first\n`));
  const child = spawn(program, ['-c', file], { stdio: 'ignore' });
  await until('it serves', () => read(log).includes('server-ready'));
  const extra = await freePort();
  writeFileSync(file, text(`state-directory = ${other}\nlisten = 127.0.0.1:${extra}\nlisten = 127.0.0.1:${taken}\n`));
  child.kill('SIGHUP');
  await until('it is refused', () => read(log).includes('reload-refused'));
  assert.ok(!existsSync(join(folder, 'traces')));
  const free = net.createServer();
  await new Promise((done, failed) => free.on('error', failed).listen(extra, '127.0.0.1', done));
  free.close();
  blocker.close();
  child.kill('SIGTERM');
  await new Promise((done) => child.on('close', done));
});

test('a start that is refused leaves nothing in the state directory', () => {
  const place = join(folder, 'refused', 'state');
  const { status, stderr } = spawnSync(program, ['-s', place, '-l', 'unix:/no/such/folder/socket'], {
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.match(stderr, /unix:\/no\/such\/folder\/socket cannot be listened on: its folder does not exist/);
  assert.ok(!existsSync(join(folder, 'refused')));
});

const NAMES = ['USR2', 'ALRM', 'VTALRM', 'PROF', 'PIPE', 'IO', 'PWR', 'STKFLT', 'URG', 'WINCH', 'TTIN', 'TTOU', 'XCPU'];
const NUMBERS = Array.from({ length: 33 }, (_, i) => 32 + i);

test('no signal but those of its manual page ends the keeper or the server', async () => {
  const s = await started('[window cat]\ncommand = cat\n');
  const server = s.serverPid();
  for (const name of [...NAMES, ...NUMBERS.map(String)])
    for (const pid of [s.pid, server])
      assert.equal(spawnSync('kill', [`-${name}`, String(pid)]).status, 0, `${name} to ${pid}`);
  for (const name of ['HUP', 'USR1', 'INT', 'TERM', 'QUIT']) spawnSync('kill', [`-${name}`, String(server)]);
  assert.equal((await s.request('GET', '/health')).status, 200);
  assert.equal(s.serverPid(), server);
  s.signal('SIGQUIT');
  assert.deepEqual(await s.ended, { code: 0, signal: null });
  await s.stop();
});

test('programs have the default action for every signal', async () => {
  const s = await started('[window cat]\ncommand = cat /proc/self/status\n');
  const text = await until('its status', async () => {
    const screen = await s.screen();
    return /SigIgn:\s+\w+/.test(screen) && /SigBlk:\s+\w+/.test(screen) && screen;
  });
  assert.match(text, /SigBlk:\s+0+\n/);
  assert.match(text, /SigIgn:\s+0+\n/);
  await s.stop();
});

test('signals of the first milliseconds end no keeper, and are obeyed once it runs', async () => {
  const place = mkdtempSync(join(folder, 's'));
  let early = 0;
  for (let i = 0; i < 25; i++) {
    const port = await freePort();
    const child = spawn(program, ['-l', `127.0.0.1:${port}`, '-s', place, '-c', '/dev/null'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr.on('data', (d) => (log += d));
    // From the first moment at which its own first line has been reached: SIGUSR2 is ignored.
    await until('it runs', () => {
      const status = read(`/proc/${child.pid}/status`);
      return /SigIgn:\s+\w*[89a-f]\w\w\n/.test(status) || child.exitCode !== null;
    });
    early += log === '';
    child.kill(i % 2 ? 'SIGHUP' : 'SIGUSR1');
    await until('the signal is obeyed', () => /event=(reloaded|log-reopened)/.test(log));
    child.kill('SIGTERM');
    assert.equal(await new Promise((done) => child.on('close', done)), 0);
  }
  assert.ok(early > 0, 'some of them came before the first line of the log');
});
