import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, root, sanitized, until } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

// The timeouts of a connection's life, shortened by settings.
let s;
before(async () => {
  const config = join(mkdtempSync(join(tmpdir(), 'boundtty-config-')), 'boundtty.conf');
  writeFileSync(
    config,
    '# short\n[server]\nheader-timeout = 1\nidle-timeout = 2\nping-interval = 1\nkill-timeout = 1\n',
  );
  s = await Server.start({ args: ['-c', config] });
});
after(() => s.stop());

const talk = (bytes, onConnect) =>
  new Promise((done, failed) => {
    const begun = Date.now();
    let got = '';
    const c = net.connect(s.port, '127.0.0.1', () => {
      if (bytes) c.write(bytes);
      onConnect?.(c);
    });
    c.on('data', (d) => (got += d));
    c.on('error', failed);
    c.on('close', () => done({ got, ms: Date.now() - begun }));
  });

test('an incomplete head gets 408', async () => {
  const { got, ms } = await talk('GET / HTTP/1.1\r\nHost: local');
  assert.match(got, /^HTTP\/1.1 408 /);
  assert.ok(ms >= 900 && ms < 4000, `${ms} ms`);
});

test('a head sent byte by byte gets no more time', async () => {
  let timer;
  const { got, ms } = await talk('GET / HTTP/1.1\r\n', (c) => {
    timer = setInterval(() => c.writable && c.write('X'), 50);
    c.on('close', () => clearInterval(timer));
  });
  clearInterval(timer);
  assert.match(got, /^HTTP\/1.1 408 /);
  assert.ok(ms < 4000);
});

test('a missing body gets 408', async () => {
  const { got } = await talk('POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{"tok');
  assert.match(got, /^HTTP\/1.1 408 /);
});

test('an idle connection is closed', async () => {
  const { got, ms } = await talk('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  assert.match(got, /^HTTP\/1.1 200 /);
  assert.ok(ms >= 1900 && ms < 6000, `${ms} ms`);
});

test('a viewer that answers no ping is disconnected after two', async () => {
  const v = await Viewer.attach(s);
  v.socket.silent = true;
  const begun = Date.now();
  await v.socket.closed;
  assert.ok(Date.now() - begun < 8000);
  await until('its place is free', async () => (await s.json('GET', '/api/sessions')).json[0].attached === false);
});

test('a viewer that sends no hello is closed with 1008', async () => {
  const c = await Socket.connect(s, '/api/sessions/main/windows/0/attach');
  await c.closed;
  assert.equal(c.code, 1008);
});

test('a message of more than 32 KiB is refused with 1009', async () => {
  const v = await Viewer.attach(s);
  v.type('x'.repeat(32768));
  await v.socket.closed;
  assert.equal(v.socket.code, 1009);
});

test('when every slot is in use, the next connection gets 503, and is served when one is free', async () => {
  // Idle connections are displaced by new ones; viewers are not.
  const held = [];
  for (let i = 0; held.length < 64; i++) {
    const name = `full-${i}`;
    assert.equal((await s.request('POST', '/api/sessions', { body: { name } })).status, 201);
    for (let k = 0; k < 5 && held.length < 64; k++) held.push(await Viewer.attach(s, { session: name }));
  }
  const { got } = await talk('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  assert.match(got, /^HTTP\/1.1 503 /);
  assert.match(got, /Retry-After: \d+/i);
  assert.match(got, /Connection: close/i);
  for (const v of held) v.socket.cut();
  await until('a place is free', () =>
    s.request('GET', '/health').then(
      (r) => r.status === 200,
      () => false,
    ),
  );
});

test('a program that ignores SIGTERM is killed after the grace period', async () => {
  const made = await s.json('POST', '/api/sessions/main/windows', {
    body: { command: ['/bin/sh', '-c', 'trap "" TERM HUP; echo ready; while :; do sleep 1; done'] },
  });
  await until('it runs', async () => (await s.screen('main', made.json.index)).includes('ready'));
  const { pid } = (await s.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === made.json.index);
  const begun = Date.now();
  await s.request('DELETE', `/api/sessions/main/windows/${made.json.index}`);
  await until('it is gone', () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });
  const ms = Date.now() - begun;
  assert.ok(ms >= 900 && ms < 5000, `${ms} ms`);
  assert.match(s.log, /event=child-killed/);
});

test('mistakes in the configuration are reported with file and line', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'boundtty-config-'));
  for (const [text, words] of [
    ['[server]\nidle-timeout = soon\n', ':2: idle-timeout: "soon" is not a number of seconds'],
    ['[server]\ncolour = red\n', ':2: key: "colour" is not known'],
    ['listen = x\n', 'write [server] above it'],
    ['[servers]\n', 'there are [server] and [window NAME]'],
  ]) {
    const file = join(dir, 'c');
    writeFileSync(file, text);
    const r = spawnSync(join(root, 'build/boundtty'), ['-c', file]);
    assert.equal(r.status, 2);
    assert.ok(r.stderr.toString().includes(words), r.stderr.toString());
    assert.equal(r.stderr.toString().trim().split('\n').length, 1);
  }
  for (const args of [['--nonsense'], ['-l'], ['--size', '0x0'], ['-l', 'nowhere'], ['-t', '/nonexistent/dir/token']])
    assert.equal(spawnSync(join(root, 'build/boundtty'), ['-s', dir, ...args]).status, 2, args.join(' '));
});

test('the server has limited its own resources', (t) => {
  const proc = (name) => readFileSync(`/proc/${s.serverPid()}/${name}`, 'utf8');
  const limit = (name) => {
    const [, soft, hard] = new RegExp(`^Max ${name} +(\\S+) +(\\S+)`, 'm').exec(proc('limits'));
    assert.equal(soft, hard, name);
    return Number(hard);
  };
  assert.equal(limit('core file size'), 0);
  assert.ok(limit('open files') < 200);
  if (sanitized) return t.diagnostic('not checked with the sanitizers, whose shadow is large: the limits of memory');
  const pages = proc('statm').split(' ').map(Number);
  const page = Number(spawnSync('getconf', ['PAGESIZE']).stdout);
  assert.equal(limit('data size'), pages[5] * page);
  assert.equal(limit('address space'), pages[0] * page + 16384);
  assert.equal(limit('stack size'), 131072 + 16384);
});

test('boundtty limits prints the cost of each capacity, and a sum below the bound', () => {
  const { stdout: text, status } = spawnSync(join(root, process.env.BOUNDTTY ?? 'build/boundtty'), ['limits'], {
    encoding: 'utf8',
  });
  assert.match(text, /windows +16 x \d+ bytes +\d+ KiB/);
  if (sanitized) return;
  assert.equal(status, 0);
  assert.match(text, /\d+ bytes of at most 33554432/);
});
