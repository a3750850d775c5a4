// The HTTP surface beyond its routes: methods, Hosts, numbers, members and codings that a strict client, a proxy or a
// script gets wrong, and what a session shows of its activity.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { Server, parseResponse, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

let s;
before(async () => {
  s = await Server.start();
});
after(async () => {
  assert.deepEqual(await s.stop(), { code: 0, signal: null });
});

// Sends the text as it is, and gets the response and whether the server then closed the connection.
function talk(text) {
  return new Promise((done, failed) => {
    const socket = net.connect(s.port, '127.0.0.1', () => socket.end(Buffer.from(text, 'latin1')));
    const parts = [];
    socket.on('data', (d) => parts.push(d));
    socket.on('error', failed);
    socket.on('close', () => done(parseResponse(Buffer.concat(parts))));
  });
}

const windows = (session = 'main') => `/api/sessions/${session}/windows`;

test('OPTIONS lists the methods of a path, or those of the server', async () => {
  const server = await s.request('OPTIONS', '*');
  assert.equal(server.status, 204);
  assert.match(server.fields.allow, /GET.*POST.*OPTIONS/);
  const path = await s.request('OPTIONS', '/api/sessions', { token: null });
  assert.deepEqual([path.status, path.fields.allow], [204, 'GET, HEAD, POST, OPTIONS']);
  assert.equal((await s.request('OPTIONS', '/')).fields.allow, 'GET, HEAD, OPTIONS');
  assert.equal((await s.request('OPTIONS', '/nothing')).status, 404);
  assert.equal((await s.request('OPTIONS', '/api/sessions', { fields: { Host: 'evil.example' } })).status, 403);
});

test('a method that no path has is 501, one that a path lacks is 405', async () => {
  for (const method of ['TRACE', 'PROPFIND', 'get', 'GETS']) {
    assert.equal((await s.request(method, '/api/sessions')).status, 501, method);
    assert.equal((await s.request(method, '/')).status, 501, method);
  }
  assert.equal((await s.request('PUT', '/api/sessions')).status, 405);
  assert.equal((await talk(`${'A'.repeat(100_000)} / HTTP/1.1\r\nHost: a\r\n\r\n`)).status, 501);
  assert.equal((await talk(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).status, 414);
});

test('health is answered without a Host, as the checks of proxies ask, and under any name', async () => {
  for (const head of [
    'GET /health HTTP/1.0\r\n',
    'GET /health HTTP/1.0\r\nHost: balancer\r\n',
    'HEAD /health HTTP/1.0\r\n',
  ])
    assert.equal((await talk(`${head}\r\n`)).status, 200, head);
  assert.equal((await s.request('GET', '/health', { token: null, fields: { Host: 'evil.example' } })).status, 200);
  assert.equal((await talk('GET /api/sessions HTTP/1.0\r\n\r\n')).status, 403);
  assert.equal((await s.request('GET', '/health', { fields: { Host: null } })).status, 400);
});

test('a number in a path names one object and no other', async () => {
  for (const index of [
    '4294967296',
    '4294967298',
    '18446744073709551616',
    '99999999999999999999999',
    '0x0',
    '+0',
    '1e0',
  ])
    for (const [method, rest] of [
      ['GET', '/screen'],
      ['GET', '/raw'],
      ['GET', '/line'],
      ['DELETE', ''],
      ['POST', '/restart'],
    ])
      assert.equal((await s.request(method, `${windows()}/${index}${rest}`)).status, 404, `${method} ${index}${rest}`);
  for (const id of ['$4294967296', '$18446744073709551616', '@4294967297', '%0', '$'])
    assert.equal((await s.request('DELETE', `/api/tmux/${encodeURIComponent(id)}`)).status, 404, id);
  for (const history of ['-1', '100001', '4294967297', '1.5', '', 'x'])
    assert.equal((await s.request('GET', `${windows()}/0/screen?history=${history}`)).status, 400, history);
  for (const from of ['-1', 'x', '18446744073709551616'])
    assert.equal((await s.request('GET', `${windows()}/0/screen?from=${from}`)).status, 400, from);
});

test('an unknown or repeated member refuses the whole request, and nothing is started', async () => {
  const count = (await s.json('GET', windows())).json.length;
  for (const body of [
    '{"commmand":["/bin/echo"]}',
    '{"command":["/bin/echo"],"Name":"a"}',
    '{"name":"a","name":"b"}',
    '{"command":["/bin/echo"],"command":["/bin/true"]}',
    '{"sped":9600}',
    '{"":1}',
    '{"data":"x"}',
  ]) {
    for (const path of ['/api/sessions', windows()]) {
      const r = await s.json('POST', path, { body });
      assert.equal(r.status, 400, `${path} ${body}`);
      assert.match(r.json.error, /member/);
    }
  }
  assert.equal((await s.json('GET', windows())).json.length, count);
  assert.equal((await s.json('GET', '/api/sessions')).json.length, 1);
  for (const [method, path, body] of [
    ['POST', `${windows()}/0/input`, { data: 'exit\r', date: 1 }],
    ['PATCH', `${windows()}/0`, { name: 'other', respawm: 'always' }],
    ['PATCH', '/api/sessions/main', { name: 'other', windows: 2 }],
    ['POST', '/api/login', { token: s.token, remember: true }],
    ['POST', '/api/tmux', { name: 'a', sesion: '$1' }],
  ]) {
    const r = await s.json(method, path, { body });
    assert.deepEqual([r.status, /^unknown member: /.test(r.json.error)], [400, true], path);
  }
  assert.notEqual((await s.json('GET', windows())).json[0].name, 'other');
  assert.equal((await s.json('GET', '/api/sessions')).json[0].name, 'main');
  assert.equal((await s.json('GET', windows())).json[0].phase, 'running');
});

test('a value with an impossible number is refused and changes nothing', async () => {
  for (const body of [
    '{"name":"a","log-size":4294967297}',
    '{"source":"serial","device":"/dev/null","speed":4294976896}',
  ]) {
    const r = await s.json('POST', windows(), { body });
    assert.equal(r.status, 400, body);
  }
});

test('the activity of a session is that of its last output or input', async () => {
  const made = await s.json('POST', '/api/sessions', { body: { name: 'busy', command: ['/bin/cat'] } });
  assert.equal(made.status, 201);
  const activity = async () =>
    Date.parse((await s.json('GET', '/api/sessions')).json.find((j) => j.name === 'busy').activity);
  const first = await activity();
  await until('the clock shows another second', () => Date.now() > first + 1100, 5000);
  const input = await s.request('POST', `${windows('busy')}/0/input`, { body: { data: 'x\r' } });
  assert.equal(input.status, 204);
  await until('input and its echo are activity', async () => (await activity()) > first);
  assert.equal((await s.request('DELETE', '/api/sessions/busy')).status, 204);
});

test('after the active window was closed its neighbour is the active one', async () => {
  const body = { name: 'tabs', command: ['/bin/cat'] };
  await s.json('POST', '/api/sessions', { body });
  for (let i = 1; i < 4; i++) await s.json('POST', windows('tabs'), { body: { command: ['/bin/cat'] } });
  const active = async () => (await s.json('GET', windows('tabs'))).json.filter((w) => w.active).map((w) => w.index);
  const close = async (index, left) => {
    assert.equal((await s.request('DELETE', `${windows('tabs')}/${index}`)).status, 204);
    await until(`window ${index} is gone`, async () => (await s.json('GET', windows('tabs'))).json.length === left);
  };
  const v = await Viewer.attach(s, { session: 'tabs', index: 2 });
  await until('the window that is looked at is active', async () => (await active())[0] === 2);
  v.socket.cut();
  v.socket.cut();
  await close(2, 3);
  assert.deepEqual(await active(), [3]);
  await close(3, 2);
  assert.deepEqual(await active(), [1]);
  await close(0, 1);
  assert.deepEqual(await active(), [1]);
  assert.equal((await s.request('DELETE', '/api/sessions/tabs')).status, 204);
});

test('two servers under one host name do not sign each other out', async () => {
  const other = await Server.start();
  try {
    const names = [];
    for (const one of [s, other]) {
      const r = await one.request('POST', '/api/login', { body: { token: one.token }, token: null });
      names.push(r.fields['set-cookie'].split('=')[0]);
    }
    assert.notEqual(names[0], names[1]);
    assert.match(names[0], /^boundtty-[0-9a-f]{12}$/);
  } finally {
    await other.stop();
  }
});

test('the cookie keeps its name over a restart, and another address', async () => {
  const name = async (one) =>
    (await one.request('POST', '/api/login', { body: { token: one.token }, token: null })).fields['set-cookie'].split(
      '=',
    )[0];
  const before = await name(s);
  process.kill(s.serverPid(), 'SIGKILL');
  await until('another server answers', () => name(s).catch(() => null), 5000);
  assert.equal(await name(s), before);
});
