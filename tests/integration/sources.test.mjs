// Sources of windows: a TCP port; the folder, variables and user of a program.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const windows = '/api/sessions/main/windows';
let s;
before(async () => {
  s = await Server.start();
});
after(() => s.stop());

// A remote host that stores what it receives, and can be stopped and started again at its port.
async function farSide(port = 0) {
  const far = { received: '', sockets: new Set() };
  far.server = net.createServer((socket) => {
    far.sockets.add(socket);
    socket.on('data', (d) => (far.received += d));
    socket.on('error', () => {});
    socket.on('close', () => far.sockets.delete(socket));
  });
  await new Promise((done) => far.server.listen(port, '127.0.0.1', done));
  far.port = far.server.address().port;
  far.say = (text) => far.sockets.forEach((socket) => socket.write(text));
  far.down = () => {
    far.sockets.forEach((socket) => socket.destroy());
    return new Promise((done) => far.server.close(done));
  };
  return far;
}

async function opened(body) {
  const { status, json } = await s.json('POST', windows, { body });
  assert.equal(status, 201, JSON.stringify(json));
  const is = async () => (await s.json('GET', windows).catch(() => null))?.json?.find((w) => w.index === json.index);
  return {
    json,
    is,
    becomes: (phase) =>
      until(`it is ${phase}`, async () => {
        const w = await is();
        return w?.phase === phase && w;
      }),
    shows: (text) => until(`the screen shows ${text}`, async () => (await s.screen('main', json.index)).includes(text)),
    type: async (text) => {
      const v = await Viewer.attach(s, { index: json.index });
      v.type(text);
      return v;
    },
    close: async () => {
      await s.request('DELETE', `${windows}/${json.index}`);
      await until('it is gone', async () => !(await is()));
    },
  };
}

test('a window of a TCP port is away while nobody answers, and reconnects by itself', async () => {
  let far = await farSide();
  const port = far.port;
  await far.down();
  const w = await opened({ source: 'tcp', device: `127.0.0.1:${port}` });
  assert.deepEqual([w.json.source, w.json.describe], ['tcp', `tcp 127.0.0.1:${port}`]);
  const away = await w.becomes('away');
  assert.match(away.ending, /refused: 127\.0\.0\.1/);
  await w.shows('is away: connection refused');
  far = await farSide(port);
  await w.becomes('running');
  far.say('U-Boot 2026.01\r\n=> ');
  await w.shows('U-Boot 2026.01');
  const v = await w.type('printenv\r');
  await until('what was typed is there', () => far.received === 'printenv\r');
  await far.down();
  await w.becomes('away');
  far = await farSide(port);
  await w.becomes('running');
  far.say('back again');
  await w.shows('back again');
  v.socket.cut();
  await w.close();
  await until('the remote host sees the end', () => far.sockets.size === 0);
  await far.down();
});

test('a peer that accepts, says a sentence and closes is called less and less often, and is shown once', async () => {
  const calls = [];
  let stays = false;
  const far = net.createServer((socket) => {
    calls.push(Date.now());
    socket.on('error', () => {});
    if (stays) socket.write(`Port 7 is yours since ${calls.length}:00\r\n`);
    else socket.end(`Port 7 in use since ${calls.length}:00\r\n`);
  });
  await new Promise((done) => far.listen(0, '127.0.0.1', done));
  const w = await opened({ source: 'tcp', device: `127.0.0.1:${far.address().port}` });
  await until('it was called three times', () => calls.length === 3, 15000);
  const [a, b, c] = calls;
  assert.ok(c - b > 1.5 * (b - a), `pauses of ${b - a} and ${c - b} ms`);
  assert.match((await w.becomes('away')).ending, /^the connection was closed by the peer: 127/);
  const screen = await s.screen('main', w.json.index);
  assert.equal(screen.split('in use since').length, 2, screen);
  assert.equal(screen.split('closed by the peer').length, 2, screen);
  stays = true;
  await s.request('POST', `${windows}/${w.json.index}/restart`);
  await w.shows('is yours since 4:00');
  await w.close();
  await new Promise((done) => far.close(done));
});

test('a TCP line of a host name is resolved without keeping the server waiting', async () => {
  const far = await farSide();
  const w = await opened({ source: 'tcp', device: `localhost:${far.port}` });
  await w.becomes('running');
  far.say('by name');
  await w.shows('by name');
  await w.close();
  await far.down();
  const refused = await opened({ source: 'tcp', device: 'localhost:1', protocol: 'rfc2217' });
  assert.match((await refused.becomes('away')).ending, /^connection refused: localhost:1/);
  await refused.close();
  const unknown = await opened({ source: 'tcp', device: 'no-such-host.invalid:2001' });
  const away = await unknown.becomes('away');
  assert.match(away.ending, /^(the name of its host is not known|no name server has answered): no-such/);
  assert.equal((await s.json('GET', '/health')).json.status, 'live');
  await unknown.close();
});

test('addresses that cannot be those of a line are refused with a sentence', async () => {
  const refusals = {
    localhost: /is a host without a port; write HOST:PORT/,
    '192.0.2.7': /is a host without a port/,
    '192.0.2.7:': /has no port from 1 to 65535/,
    '192.0.2.7:0': /has no port from 1 to 65535/,
    '192.0.2.7:65536': /has no port from 1 to 65535/,
    'rack:telnet': /has no port from 1 to 65535/,
    '[::1]': /has no port from 1 to 65535/,
    '[::1]2001': /has no port from 1 to 65535/,
    '::1:2001': /an IPv6 address is written in brackets/,
    '[::g]:2001': /is neither an address nor a name/,
    '[rack]:2001': /is neither an address nor a name/,
    '192.0.2.256:2001': /is neither an address nor a name/,
    '-: ra ck:2001': /brackets/,
    'ra ck:2001': /is neither an address nor a name/,
    'a..b:2001': /is neither an address nor a name/,
    ':2001': /is neither an address nor a name/,
  };
  for (const [device, sentence] of Object.entries(refusals))
    for (const protocol of ['raw', 'rfc2217']) {
      const { status, json } = await s.json('POST', windows, { body: { source: 'tcp', device, protocol } });
      assert.equal(status, 400, device);
      assert.match(json.error, sentence, device);
    }
});

test('a line survives the server in the middle of its output', async () => {
  const far = await farSide();
  const w = await opened({ source: 'tcp', device: `127.0.0.1:${far.port}` });
  await w.becomes('running');
  far.say('before ');
  await w.shows('before');
  process.kill(s.serverPid(), 'SIGKILL');
  far.say('after');
  await w.shows('before after');
  assert.equal(far.sockets.size, 1, 'it is the same connection');
  // The new server has a timer for the line before its own, and ends it with the window.
  const timers = async () => (await s.json('GET', '/api/status')).json.timers.map((timer) => timer.name);
  assert.ok((await timers()).includes('respawn'));
  await w.close();
  assert.deepEqual((await timers()).toSorted(), ['runtime', 'samples']);
  await far.down();
});

test('a line that is away can be closed, and its slot is used again', async () => {
  for (let i = 0; i < 20; i++) {
    const w = await opened({ source: 'tcp', device: '127.0.0.1:1' });
    if (i % 2) await w.becomes('away');
    await w.close();
  }
  assert.equal((await s.json('GET', '/health')).json.status, 'live');
});

test('an invalid source is refused with a sentence', async () => {
  const said = async (body) => {
    const { status, json } = await s.json('POST', windows, { body });
    assert.equal(status, 400);
    return json.error;
  };
  assert.equal(await said({ source: 'radio' }), 'source is none of command serial tcp ssh tmux');
  assert.equal(await said({ source: 'tcp' }), 'source = tcp needs device');
  assert.equal(
    await said({ source: 'tcp', device: '127.0.0.1:1', speed: 0 }),
    'speed: "0" is not a speed; write bits per second (9600, 115200, 1500000, ...) or auto',
  );
  assert.equal(
    await said({ source: 'tcp', device: '127.0.0.1:1', cwd: '/' }),
    'cwd: "/" does not belong to source = tcp',
  );
  assert.equal(
    await said({ source: 'tcp', device: '127.0.0.1:1', command: ['x'] }),
    'command does not belong to source = tcp',
  );
  assert.equal(await said({ env: ['NOVALUE'] }), 'env: "NOVALUE" is not of the form NAME=VALUE');
  assert.equal(
    await said({ source: 'tcp', device: '127.0.0.1:1', flow: 'maybe' }),
    'flow: "maybe" is not one of none, rtscts, xonxoff',
  );
});

test('a program gets its folder and variables, which replace inherited ones of the same name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-cwd-'));
  const w = await opened({
    command: ['/bin/sh', '-c', 'pwd; echo "$A-$LANG"; exec cat'],
    cwd: folder,
    env: ['A=b c', 'LANG=de_DE'],
  });
  await w.shows(folder);
  await w.shows('b c-de_DE');
  await w.close();
  rmSync(folder, { recursive: true });
  const gone = await opened({ command: ['/bin/true'], cwd: folder });
  const failed = await gone.becomes('failed');
  assert.equal(failed.ending, `no such folder: ${folder}`);
  await gone.close();
});

test(
  'root runs a program as another user, with its groups, home and terminal',
  { skip: process.getuid() !== 0 && 'not root' },
  async () => {
    const w = await opened({
      command: ['/bin/sh', '-c', 'id -un; echo "$HOME $USER"; test -O "$(tty)" && echo mine; exec cat'],
      user: 'nobody',
      cwd: '/',
    });
    await w.shows('/nonexistent nobody');
    await w.shows('mine');
    await w.close();
    const nobody = await opened({ command: ['/bin/true'], user: 'no-such-user' });
    assert.match((await nobody.becomes('failed')).ending, /^unknown user: |only root/);
    await nobody.close();
  },
);
