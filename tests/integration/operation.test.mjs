// Operation: addresses that come later, the wall clock, the service manager at reloads, a keeper that hangs, limits of
// programs, and the sentences about failures.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import test from 'node:test';
import { Server, freePort, missing, root, sanitized, until } from '../lib/server.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-operation-'));
test.after(() => rmSync(folder, { recursive: true }));

let files = 0;
async function started(text, rest = {}) {
  const file = join(folder, `${++files}.conf`);
  writeFileSync(file, text);
  const s = await Server.start({ ...rest, args: ['-c', file, ...(rest.args ?? [])] });
  s.write = (changed) => writeFileSync(file, changed);
  return s;
}

const listening = (port) =>
  new Promise((done, failed) => {
    const server = net.createServer();
    server.on('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
const answers = (port) =>
  new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.end('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    let got = '';
    socket.on('data', (d) => (got += d));
    socket.on('error', () => done(false));
    socket.on('close', () => done(got.startsWith('HTTP/1.1 ')));
  });

test('an address that this machine does not have yet does not stop the start', async () => {
  const s = await started('', { args: ['-l', `192.0.2.1:${await freePort()}`] });
  assert.match(s.log, /level=warning process=keeper event=address-absent/);
  assert.equal((await s.request('GET', '/health')).status, 200);
  await s.stop();
});

test('a port that is in use is logged and tried again, while another address works', async () => {
  const port = await freePort();
  const blocker = await listening(port);
  const s = await started('', { args: ['-l', `127.0.0.1:${port}`] });
  assert.match(s.log, new RegExp(`event=listener-failed address=127.0.0.1:${port} why=".*in use`));
  const server = s.serverPid();
  await new Promise((done) => blocker.close(done));
  await until('it listens there', () => answers(port), 15000);
  assert.equal(s.serverPid(), server, 'without another server');
  assert.match(s.log, /event=listener-opened/);
  await s.stop();
});

test('an address that is given twice is listened at once, before and after a reload', async () => {
  const port = await freePort();
  const s = await started(`[server]\nidle-timeout = 60\n`, {
    args: ['-l', `127.0.0.1:${port}`, '-l', `127.0.0.1:${port}`],
  });
  await until('the window runs', async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].pid > 0);
  const fds = s.fds(s.pid);
  s.write('[server]\nidle-timeout = 50\n');
  process.kill(s.pid, 'SIGHUP');
  await until('it is read', () => s.log.includes('event=reloaded'));
  await until('it serves', () => answers(port));
  assert.ok(!s.log.includes('listener-failed'), s.log);
  await until('no more descriptors', () => s.fds(s.pid) <= fds);
  await s.stop();
});

test('a start at which no address works fails with a sentence for each', async () => {
  const port = await freePort();
  const blocker = await listening(port);
  const plain = join(folder, 'plain');
  writeFileSync(plain, '');
  const args = ['-s', join(folder, 'state'), '-c', '/dev/null', '-l', `127.0.0.1:${port}`, '-l', `unix:${plain}`];
  const r = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(r.status, 2);
  assert.match(r.stderr, new RegExp(`127.0.0.1:${port} is in use`));
  assert.match(r.stderr, /plain is a file that is no socket; remove it or choose another/);
  blocker.close();
});

test('the unit is started again for ever, and sets no limit that would reach the programs', () => {
  const unit = readFileSync(join(root, 'tools/systemd/boundtty.service'), 'utf8');
  assert.match(unit, /^StartLimitIntervalSec=0$/m);
  assert.match(unit, /^RestartSec=\d+$/m);
  assert.doesNotMatch(unit, /^Limit/m);
});

// A library that adds the seconds in a file to the wall clock.
const CLOCK = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static volatile long *offset;
__attribute__((constructor)) static void begin(void)
{
    int fd = open(getenv("CLOCK_FILE"), O_RDONLY);
    offset = mmap(0, sizeof *offset, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
}
int clock_gettime(clockid_t clock, struct timespec *t)
{
    int r = (int)syscall(SYS_clock_gettime, clock, t);
    if (clock == CLOCK_REALTIME)
        t->tv_sec += *offset;
    return r;
}
`;

test(
  'a board that starts in 1970 has the right uptime and start time once its clock is set',
  { skip: sanitized ? 'not with sanitizers: they replace functions of the clock' : missing('cc') },
  async () => {
    const library = join(folder, 'clock.so'),
      clock = join(folder, 'clock');
    const set = (seconds) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(seconds));
      writeFileSync(clock, bytes, { flag: existsSync(clock) ? 'r+' : 'w' });
    };
    const now = () => Math.floor(Date.now() / 1000);
    writeFileSync(`${library}.c`, CLOCK);
    assert.equal(spawnSync('cc', ['-shared', '-fPIC', '-o', library, `${library}.c`]).status, 0);
    set(-now() + 100);
    const s = await started('', { env: { LD_PRELOAD: library, CLOCK_FILE: clock } });
    const begun = now();
    assert.match(s.log, /time=1970-01-01T/);
    await s.json('POST', '/api/sessions', { body: { name: 'early' } });
    set(0);
    const status = (await s.json('GET', '/api/status')).json;
    assert.ok(status.uptime < 60 && status.server_uptime < 60, `${status.uptime} s`);
    for (const of of ['server', 'keeper'])
      assert.ok(Math.abs(status.processes[of].started - begun) < 30, `${of}: ${status.processes[of].started}`);
    const metrics = (await s.request('GET', '/metrics')).body.toString();
    for (const name of ['boundtty', 'process', 'boundtty_keeper'])
      assert.ok(
        Math.abs(Number(new RegExp(`^${name}_start_time_seconds (\\d+)$`, 'm').exec(metrics)[1]) - begun) < 30,
        name,
      );
    for (const one of (await s.json('GET', '/api/sessions')).json)
      for (const member of ['created', 'activity'])
        assert.ok(Math.abs(Date.parse(one[member]) / 1000 - begun) < 30, `${one.name} ${member} ${one[member]}`);
    await s.stop();
  },
);

test(
  'the service manager learns why a reload was refused, and when one is done',
  { skip: missing('socat', '-V') },
  async () => {
    const socket = join(folder, 'notify');
    const reader = spawn('socat', ['-u', `UNIX-RECVFROM:${socket},fork`, 'STDOUT']);
    let sent = '';
    reader.stdout.on('data', (d) => (sent += d));
    await until('a manager', () => existsSync(socket));
    const s = await started('[server]\n', { env: { NOTIFY_SOCKET: socket } });
    await until('it serves', () => sent.includes('READY=1\nSTATUS=serving'));
    sent = '';
    s.write('[server]\nidle-timeout = soon\n');
    process.kill(s.pid, 'SIGHUP');
    await until('the reason', () =>
      /STATUS=serving; the reload was refused: .*:2: idle-timeout: "soon" is not a number/.test(sent),
    );
    await until('it was logged', () => s.log.includes('log-reopened'));
    assert.ok(!/RELOADING|READY/.test(sent), sent);
    for (const text of ['[server]\n', '[server]\nidle-timeout = 60\n']) {
      sent = '';
      s.write(text);
      process.kill(s.pid, 'SIGHUP');
      await until('it is done', () => sent.includes('READY=1\nSTATUS=serving'));
      assert.match(sent, /^RELOADING=1\nMONOTONIC_USEC=\d+/);
      assert.ok(sent.indexOf('RELOADING') < sent.indexOf('READY'));
    }
    await s.stop();
    reader.kill();
  },
);

test('/health is degraded while the keeper hangs, and live again afterwards', async () => {
  const s = await started('[server]\nhang-timeout = 1\n');
  const health = async () => (await s.json('GET', '/health')).json;
  assert.equal((await health()).status, 'live');
  process.kill(s.pid, 'SIGSTOP');
  try {
    const h = await until('it is degraded', async () => {
      const now = await health();
      return now.status === 'degraded' && now;
    });
    assert.match(h.reason, /the keeper does not answer/);
  } finally {
    process.kill(s.pid, 'SIGCONT');
  }
  await until('it is live', async () => (await health()).status === 'live');
  await s.stop();
});

test(
  "programs have the core limit that boundtty was started with; boundtty's own processes leave no core",
  {
    skip: sanitized && 'not with sanitizers: they set the limit',
  },
  async () => {
    const script = join(folder, 'limited');
    writeFileSync(script, `#!/bin/sh\nulimit -Sc 123\nexec ${program} "$@"\n`, { mode: 0o755 });
    const text = '[window limit]\ncommand = sh -c "ulimit -Sc; exec cat"\n';
    const s = await started(text, { binary: relative(root, script) });
    const core = (pid) => /^Max core file size +(\d+|unlimited)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))[1];
    await until('the limit', async () => (await s.screen()).startsWith('123'));
    assert.deepEqual([core(s.pid), core(s.serverPid())], ['0', '0']);
    await s.stop();
  },
);

test('a wrong token and a missing one have errors of their own', async () => {
  const s = await started('');
  const error = async (options) => (await s.json('GET', '/api/sessions', options)).json.error;
  assert.match(await error({ token: null }), /^a token is needed/);
  for (const fields of [
    { Authorization: 'Bearer wrong' },
    { Authorization: `Basic ${Buffer.from('x:wrong').toString('base64')}` },
  ])
    assert.match(await error({ token: null, fields }), /^this token or login is not valid/);
  await s.stop();
});

test('a start that fails names the user, the folder or the file', async () => {
  const s = await started('[window idle]\ncommand = cat\n');
  const ending = async (body) => {
    const { json } = await s.json('POST', '/api/sessions/main/windows', { body });
    return until('it failed', async () => {
      const w = (await s.json('GET', '/api/sessions/main/windows')).json.find((x) => x.index === json.index);
      return w?.phase === 'failed' && w.ending;
    });
  };
  if (process.getuid() === 0)
    assert.equal(await ending({ command: ['true'], user: 'no-such-user' }), 'unknown user: no-such-user');
  assert.equal(await ending({ command: ['true'], cwd: '/no/such/folder' }), 'no such folder: /no/such/folder');
  assert.equal(await ending({ command: ['no-such-program'] }), 'no such file or directory: no-such-program');
  await s.stop();
  const link = spawnSync(program, ['-c', join(folder, 'link.conf'), '-s', join(folder, 'state')], { encoding: 'utf8' });
  assert.match(link.stderr, /link\.conf: no such file/);
  writeFileSync(join(folder, 'link.conf'), '[server]\nlog = /dev/stderr\n');
  const port = `127.0.0.1:${await freePort()}`;
  const stderr = spawnSync(program, ['-c', join(folder, 'link.conf'), '-s', join(folder, 'state'), '-l', port], {
    encoding: 'utf8',
  });
  assert.match(stderr.stderr, /log: \/dev\/stderr is a link, which is not followed; choose another place .* stderr/);
});
