// Differences of the router profile, which saves every kilobyte.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pageFiles } from '../lib/page.mjs';
import { Server, root } from '../lib/server.mjs';

let s;
before(async () => (s = await Server.start({ binary: 'build/plain-router/boundtty' })));
after(() => s.stop());

const coded = (name, fields = {}, method = 'GET') =>
  s.request(method, name, { token: null, fields: { 'Accept-Encoding': 'gzip', ...fields } });

test('the page is served to clients that accept gzip', async () => {
  for (const name of pageFiles()) {
    const r = await coded(`/${name}`);
    assert.equal(r.status, 200, name);
    assert.equal(r.fields['content-encoding'], 'gzip');
    if (!/\.(js|css|html)$/.test(name)) assert.deepEqual(gunzipSync(r.body), readFileSync(join(root, 'web', name)));
    else assert.ok(gunzipSync(r.body).length > 0);
  }
  const { fields } = await coded('/');
  assert.equal((await coded('/', { 'If-None-Match': fields.etag })).status, 304);
});

test('a client without gzip gets 406 with the header that it must send', async () => {
  for (const fields of [{}, { 'Accept-Encoding': 'br' }, { 'Accept-Encoding': 'gzip;q=0, identity' }]) {
    const r = await s.json('GET', '/', { token: null, fields });
    assert.equal(r.status, 406);
    assert.match(r.json.error, /keeps its page compressed.*Accept-Encoding: gzip.*curl --compressed/);
    assert.match(r.fields.vary, /Accept-Encoding/);
    assert.equal(r.fields['content-encoding'], undefined);
  }
  const head = await s.request('HEAD', '/app.js', { token: null });
  assert.equal(head.status, 406);
  assert.equal(head.body.length, 0);
  assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
});

test('send waits for the result of a command whose echo is longer than a router keeps', async () => {
  await s.json('POST', '/api/sessions', { body: { name: 'long', command: ['/bin/sh', '-i'] } });
  const send = (text, pattern) =>
    execFileSync(
      'build/boundtty',
      ['send', '-S', s.state, 'long', '--keys', text, 'Enter', '--wait', pattern, '-t', '10'],
      {
        cwd: root,
        timeout: 30000,
        encoding: 'utf8',
      },
    );
  for (const bytes of [200, 254, 255, 256, 400, 510, 511, 600]) {
    const start = Date.now();
    send(`: ${'x'.repeat(bytes)} tail; sleep 0.3; echo ta''il`, 'tail');
    assert.ok(Date.now() - start >= 250, `${bytes}: its output, not its echo`);
  }
});
