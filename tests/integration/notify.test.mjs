// The protocols of service managers, and a server that hangs.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, freePort, missing, root, until } from '../lib/server.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');

test(
  'the service manager is notified of the start, kept informed by its watchdog, and notified of the stop',
  { skip: missing('socat', '-V') },
  async () => {
    const socket = join(mkdtempSync(join(tmpdir(), 'boundtty-notify-')), 'socket');
    const reader = spawn('socat', ['-u', `UNIX-RECVFROM:${socket},fork`, 'STDOUT']);
    let sent = '';
    reader.stdout.on('data', (d) => (sent += d));
    await until('a manager', () => existsSync(socket));
    const s = await Server.start({ env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' } });
    try {
      await until('it serves', () => sent.includes('READY=1\nSTATUS=serving'));
      await until('signs of life', () => sent.split('WATCHDOG=1').length > 3);
      process.kill(s.serverPid(), 'SIGKILL');
      await until(
        'another',
        async () => (await s.json('GET', '/api/status').catch(() => ({ json: {} }))).json.restarts === 1,
      );
      assert.equal(sent.split('READY=1').length, 2, 'sent once');
      const v = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/usr/bin/env'] } });
      await until('its environment', async () => (await s.screen('main', v.json.index)).includes('HOME='));
      assert.doesNotMatch(await s.screen('main', v.json.index), /NOTIFY_SOCKET|WATCHDOG/);
    } finally {
      await s.stop();
    }
    await until('its good-bye', () => sent.includes('STOPPING=1'));
    reader.kill();
  },
);

// A minimal service manager: listens, and passes its socket as descriptor 3.
const MANAGER = `
import os, socket, sys
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', int(sys.argv[1])))
if sys.argv[2] == 'listens': s.listen(8)
os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
os.environ['LISTEN_FDS'] = '1'; os.environ['LISTEN_PID'] = str(os.getpid())
os.execv(sys.argv[3], sys.argv[3:])
`;

test('a socket passed by the service manager is served', { skip: missing('python3') }, async () => {
  const port = await freePort(),
    state = mkdtempSync(join(tmpdir(), 'boundtty-handed-'));
  const child = spawn('python3', ['-c', MANAGER, String(port), 'listens', program, '-s', state], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (d) => (said += d));
  await until('its line', () => said.includes('\n'));
  assert.match(said, /^the socket that was handed down, token in /);
  const health = spawnSync(program, ['health', '-l', `127.0.0.1:${port}`, '-r', '5'], { encoding: 'utf8' });
  assert.equal(health.stdout, 'live\n');
  child.kill();
  await new Promise((done) => child.on('close', done));
  const wrong = spawnSync('python3', ['-c', MANAGER, String(port), 'does not', program, '-s', state], {
    encoding: 'utf8',
  });
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /descriptor 3, which LISTEN_FDS hands down, is not a listening socket/);
});

test('a server that hangs is killed, and another takes over', async () => {
  const config = join(mkdtempSync(join(tmpdir(), 'boundtty-config-')), 'boundtty.conf');
  writeFileSync(config, '[server]\nhang-timeout = 1\n');
  const s = await Server.start({ args: ['-c', config] });
  try {
    const window = async () => (await s.json('GET', '/api/sessions/main/windows')).json[0];
    await until('its shell', async () => (await window()).phase === 'running');
    const shell = (await window()).pid;
    const old = s.serverPid();
    process.kill(old, 'SIGSTOP');
    await until('another', () => s.serverPid() && s.serverPid() !== old);
    await until('it serves', async () => (await s.request('GET', '/health').catch(() => ({}))).status === 200);
    assert.equal((await window()).pid, shell);
    assert.match(s.log, /event=server-hangs/);
  } finally {
    await s.stop();
  }
});
