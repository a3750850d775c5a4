import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from '../lib/server.mjs';
import { Socket, Viewer } from '../lib/viewer.mjs';

let s;
before(async () => {
  s = await Server.start();
});
after(() => s.stop());
const attach = '/api/sessions/main/windows/0/attach';

test('secrets are in files that no other user can read', () => {
  for (const name of ['token', 'viewer-token']) {
    const st = statSync(join(s.state, name));
    assert.equal(st.mode & 0o777, 0o600);
  }
  assert.equal(statSync(s.state).mode & 0o777, 0o700);
  assert.match(s.token, /^[0-9a-f]{64}$/);
  assert.notEqual(s.token, s.viewerToken);
  assert.ok(s.url.endsWith(`/#token=${s.token}`));
});

test('without a credential nothing is disclosed', async () => {
  for (const path of [
    '/api/sessions',
    '/api/status',
    '/api/connections',
    '/api/sessions/main/windows/0/screen',
    '/api/login',
  ]) {
    const r = await s.request('GET', path, { token: null });
    assert.equal(r.status, 401, path);
    assert.ok(!r.body.includes(s.token));
  }
  assert.equal((await Socket.connect(s, attach, { token: null })).refused.status, 401);
  assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
});

test('Bearer, Basic and the cookie are accepted; ?token= is accepted for an upgrade only', async () => {
  const basic = Buffer.from(`pi:${s.token}`).toString('base64');
  assert.equal(
    (await s.request('GET', '/api/sessions', { token: null, fields: { Authorization: `Basic ${basic}` } })).status,
    200,
  );
  assert.equal((await s.request('GET', `/api/sessions?token=${s.token}`, { token: null })).status, 401);
  const byQuery = await Socket.connect(s, `${attach}?token=${s.token}`, { token: null });
  assert.equal(byQuery.refused, undefined);
  byQuery.cut();
  const login = await s.request('POST', '/api/login', { token: null, body: { token: s.token } });
  assert.equal(login.status, 204);
  const cookie = login.fields['set-cookie'];
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  assert.ok(!cookie.includes(s.token));
  const own = { Cookie: `other=1; ${cookie.split(';')[0]}` };
  assert.equal((await s.request('GET', '/api/sessions', { token: null, fields: own })).status, 200);
  assert.equal((await s.request('POST', '/api/logout', { token: null, fields: own })).status, 204);
  assert.equal((await s.request('GET', '/api/sessions', { token: null, fields: own })).status, 401);
  assert.ok(!s.log.includes(s.token), 'the token is in no log');
});

test('a foreign Origin can neither write nor upgrade; a foreign Host cannot read', async () => {
  for (const Origin of [
    'http://evil.example',
    'null',
    `http://127.0.0.1:${s.port + 1}`,
    `http://127.0.0.1:${s.port}.evil.example`,
  ]) {
    assert.equal((await s.request('POST', '/api/sessions', { body: {}, fields: { Origin } })).status, 403, Origin);
    assert.equal((await Socket.connect(s, attach, { fields: { Origin } })).refused.status, 403, Origin);
  }
  const own = await Socket.connect(s, attach, { fields: { Origin: `http://127.0.0.1:${s.port}` } });
  assert.equal(own.refused, undefined);
  own.cut();
  for (const Host of ['evil.example', 'evil.example:7681', '127.0.0.1.evil.example']) {
    assert.equal((await s.request('GET', '/', { fields: { Host } })).status, 403, Host);
    assert.equal((await s.request('GET', '/api/sessions', { fields: { Host } })).status, 403, Host);
  }
  for (const Host of ['localhost', `localhost:${s.port}`, `[::1]:${s.port}`, '192.168.1.4'])
    assert.equal((await s.request('GET', '/health', { fields: { Host } })).status, 200, Host);
});

test('the viewer token can read but not type', async () => {
  assert.equal((await s.request('GET', '/api/sessions', { token: s.viewerToken })).status, 200);
  assert.equal((await s.request('POST', '/api/sessions', { token: s.viewerToken, body: {} })).status, 403);
  assert.equal((await s.request('DELETE', '/api/sessions/main', { token: s.viewerToken })).status, 403);
  const v = await Viewer.attach(s, { token: s.viewerToken, cols: 40, rows: 10 });
  const full = await Viewer.attach(s);
  assert.equal(v.welcome.readonly, true);
  v.type('echo typed-by-the-viewer\r');
  full.type('echo typed-by-owner-$((1+1))\r');
  await full.sees('typed-by-owner-2');
  assert.ok(!(await s.screen()).includes('typed-by-the-viewer'));
  assert.equal(full.state.columns, 80, 'nor does it take the size');
  v.socket.cut();
  full.socket.cut();
});

test('after ten wrong tokens in a minute, an address gets 429 even with the right one', async () => {
  for (let i = 0; i < 10; i++)
    assert.equal(
      (await s.request('POST', '/api/login', { token: null, body: { token: `wrong-${i}-wrong-wrong` } })).status,
      401,
    );
  const r = await s.request('POST', '/api/login', { token: null, body: { token: s.token } });
  assert.equal(r.status, 429);
  assert.ok(Number(r.fields['retry-after']) > 0);
  assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
});
