import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pageFiles } from '../lib/page.mjs';
import { Server, until, root } from '../lib/server.mjs';

let s;
before(async () => {
  s = await Server.start();
});
after(async () => {
  assert.deepEqual(await s.stop(), { code: 0, signal: null });
});

test('a fresh server has one session with one running window', async () => {
  const { json, status } = await s.json('GET', '/api/sessions');
  assert.equal(status, 200);
  assert.equal(json.length, 1);
  assert.equal(json[0].name, 'main');
  assert.equal(json[0].windows, 1);
  assert.equal(json[0].attached, false);
  assert.match(json[0].created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  await until(
    'the first window runs',
    async () => (await s.json('GET', '/api/sessions/main/windows')).json[0].phase === 'running',
  );
});

test('sessions are created, renamed and closed, under names that people choose', async () => {
  for (const name of ['work', 'a b', 'büro', '日本', "it's", 'a:b', '100%', '...', '.a', '👩‍💻', '❤️']) {
    const made = await s.json('POST', '/api/sessions', { body: { name } });
    assert.equal(made.status, 201, name);
    assert.equal(made.json.name, name);
    const path = `/api/sessions/${encodeURIComponent(name)}`;
    assert.equal((await s.json('GET', `${path}/windows`)).json.length, 1);
    assert.equal((await s.request('POST', '/api/sessions', { body: { name } })).status, 409);
    const renamed = await s.json('PATCH', path, { body: { name: `${name}2` } });
    assert.equal(renamed.json.name, `${name}2`);
    assert.equal((await s.request('GET', `${path}/windows`)).status, 404);
    assert.equal((await s.request('DELETE', `${path}2`)).status, 204);
  }
  await until('only main is left', async () => (await s.json('GET', '/api/sessions')).json.length === 1);
});

test('invalid names are refused with a sentence', async () => {
  const invisible = [
    'a\u200bb',
    'a\u202eb',
    '\u2066a',
    'a\u00ad',
    '\ufeffa',
    'a\u00a0b',
    '\u3000',
    'a\u{e0041}',
    'a\u200d',
  ];
  const names = ['', '.', '..', ' ', '   ', ' a', 'a ', 'a/b', 'x'.repeat(64), 'a\u0001b', 'a\u0085b', 'tab\there', 7];
  for (const name of [...names, ...invisible]) {
    for (const [method, path] of [
      ['POST', '/api/sessions'],
      ['PATCH', '/api/sessions/main'],
      ['POST', '/api/sessions/main/windows'],
      ['PATCH', '/api/sessions/main/windows/0'],
    ]) {
      const r = await s.json(method, path, { body: { name } });
      assert.equal(r.status, 400, `${method} ${path} ${JSON.stringify(name)}`);
      assert.match(r.json.error, /name/);
    }
  }
});

test('a window runs a command given as an argument vector, without a shell', async () => {
  const made = await s.json('POST', '/api/sessions/main/windows', {
    body: { name: 'echo', command: ['/bin/echo', '$HOME', 'a b', ''] },
  });
  assert.equal(made.status, 201);
  assert.equal(made.json.name, 'echo');
  const path = `/api/sessions/main/windows/${made.json.index}`;
  await until(
    'it has ended',
    async () =>
      (await s.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === made.json.index).phase ===
      'ended',
  );
  assert.match(await s.screen('main', made.json.index), /^\$HOME a b\n/);
  const ended = (await s.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === made.json.index);
  assert.equal(ended.ending, 'exit status 0');
  assert.equal((await s.json('PATCH', path, { body: { name: 'said' } })).json.name, 'said');
  assert.equal((await s.request('POST', `${path}/restart`)).status, 200);
  await until('it ran again', async () => (await s.screen('main', made.json.index)).match(/\$HOME/g)?.length === 2);
  await until(
    'it has ended again',
    async () =>
      (await s.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === made.json.index).phase ===
      'ended',
  );
  assert.equal((await s.request('DELETE', path)).status, 204);
  assert.equal((await s.request('GET', `${path}/screen`)).status, 404);
});

test('a command that does not exist is reported with the name of the program', async () => {
  const made = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['nosuchprogram', 'x'] } });
  const w = await until('it failed', async () =>
    (await s.json('GET', '/api/sessions/main/windows')).json.find(
      (x) => x.index === made.json.index && x.phase === 'failed',
    ),
  );
  assert.equal(w.ending, 'no such file or directory: nosuchprogram');
  await s.request('DELETE', `/api/sessions/main/windows/${made.json.index}`);
});

test('the way in which a program ended is described in words', async () => {
  for (const [script, words] of [
    ['exit 3', 'exit status 3'],
    ['kill -TERM $$', 'killed by SIGTERM'],
    ['kill -KILL $$', 'killed by SIGKILL, possibly out of memory'],
    ['exit 137', 'exit status 137, possibly out of memory'],
  ]) {
    const made = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/bin/sh', '-c', script] } });
    const w = await until(words, async () =>
      (await s.json('GET', '/api/sessions/main/windows')).json.find(
        (x) => x.index === made.json.index && x.phase === 'ended',
      ),
    );
    assert.equal(w.ending, words);
    await s.request('DELETE', `/api/sessions/main/windows/${made.json.index}`);
  }
});

test('a window that is still running is not started again', async () => {
  assert.equal((await s.request('POST', '/api/sessions/main/windows/0/restart')).status, 409);
});

test('wrong methods name the right ones', async () => {
  const r = await s.request('PUT', '/api/sessions');
  assert.equal(r.status, 405);
  assert.equal(r.fields.allow, 'GET, HEAD, POST');
  assert.equal((await s.request('DELETE', '/')).status, 405);
  assert.equal((await s.request('GET', '/api/sessions/main')).status, 405);
});

test('malformed bodies are refused with a sentence that says what is wrong', async () => {
  assert.equal((await s.request('POST', '/api/sessions')).status, 411);
  assert.equal((await s.request('POST', '/api/sessions', { body: '{' })).status, 400);
  assert.equal((await s.request('POST', '/api/sessions', { body: '[]' })).status, 400);
  assert.equal((await s.request('POST', '/api/sessions', { body: 'x'.repeat(16385) })).status, 413);
  assert.equal((await s.request('POST', '/api/sessions/main/windows', { body: { command: 'ls' } })).status, 400);
  assert.equal((await s.request('POST', '/api/sessions/main/windows', { body: { command: [] } })).status, 400);
  assert.equal(
    (await s.request('POST', '/api/sessions/main/windows', { body: { command: ['x'.repeat(2000)] } })).status,
    400,
  );
});

test('a full window table says how to get more windows, and a slot that is freed can be used again', async () => {
  const made = [];
  let r;
  for (let i = 0; i < 40; i++) {
    r = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/bin/cat'] } });
    if (r.status !== 201) break;
    made.push(r.json.index);
  }
  assert.equal(r.status, 503);
  assert.match(r.json.error, /window table full.*close one or build with PROFILE=server/);
  assert.ok(r.fields['retry-after']);
  for (const i of made) assert.equal((await s.request('DELETE', `/api/sessions/main/windows/${i}`)).status, 204);
  await until('they are gone', async () => (await s.json('GET', '/api/sessions/main/windows')).json.length === 1);
});

test('the page and its files are served with content codings and ETags', async () => {
  const page = await s.request('GET', '/', { token: null });
  assert.equal(page.status, 200);
  assert.match(page.fields['content-type'], /^text\/html/);
  assert.match(page.fields['content-security-policy'], /default-src 'none'/);
  assert.ok(!page.body.includes(s.token));
  const coded = await s.request('GET', '/app.js', { token: null, fields: { 'Accept-Encoding': 'br, gzip' } });
  assert.equal(coded.fields['content-encoding'], 'gzip');
  assert.match(coded.fields.vary, /Accept-Encoding/i);
  const plain = await s.request('GET', '/app.js', { token: null });
  assert.equal(plain.fields['content-encoding'], undefined);
  assert.deepEqual(gunzipSync(coded.body), plain.body);
  const again = await s.request('GET', '/app.js', { token: null, fields: { 'If-None-Match': plain.fields.etag } });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
  const head = await s.request('HEAD', '/app.js', { token: null });
  assert.equal(Number(head.fields['content-length']), plain.body.length);
  assert.equal(head.body.length, 0);
  assert.equal((await s.request('GET', '/nothing.js', { token: null })).status, 404);
});
test('every file of the page is the same, plain and gzip-coded', async () => {
  for (const name of pageFiles()) {
    const plain = await s.request('GET', `/${name}`, { token: null });
    const coded = await s.request('GET', `/${name}`, { token: null, fields: { 'Accept-Encoding': 'gzip' } });
    assert.equal(plain.status, 200, name);
    assert.equal(Number(plain.fields['content-length']), plain.body.length);
    assert.equal(coded.fields['content-encoding'], 'gzip');
    assert.deepEqual(gunzipSync(coded.body), plain.body, name);
  }
});

// Sends a path unchanged, without a client that normalizes it.
const answered = async (path, options = {}) => (await s.request(options.method ?? 'GET', path, { token: null })).status;

test('a path of several words names a file of that folder and nothing else', async () => {
  assert.equal(await answered('/terminal/screen.js'), 200);
  const { fields, status } = await s.request('HEAD', '/terminal/screen.js', { token: null });
  assert.equal(status, 200);
  assert.match(fields['content-type'], /^text\/javascript/);
  assert.match(fields.etag, /^"[0-9a-f]{16}"$/);
  const again = { token: null, fields: { 'If-None-Match': fields.etag } };
  assert.equal((await s.request('GET', '/terminal/screen.js', again)).status, 304);
  const wrong = [
    '/screen.js',
    '/terminal',
    '/terminal/',
    '/terminal/nothing.js',
    '//terminal/screen.js',
    '/terminal//screen.js',
    '/terminal/../app.js',
    '/../../etc/passwd',
    '/terminal/%2e%2e/app.js',
    '/terminal%2fscreen.js',
    '/./app.js',
    '/package.json',
    '/screenshot.png',
    '/api/app.js',
  ];
  for (const path of wrong) assert.equal(await answered(path), 404, path);
  assert.equal(await answered('/terminal/screen.js', { method: 'POST' }), 405);
  assert.equal(await answered('/terminal/nothing.js', { method: 'POST' }), 404);
});

test('with a base path the page and its folders are found only below it', async () => {
  const based = await Server.start({ args: ['-b', '/tty'] });
  try {
    const at = async (path) => (await based.request('GET', path, { token: null })).status;
    assert.equal(await at('/tty'), 308);
    for (const path of ['/tty/', '/tty/app.js', '/tty/terminal/screen.js']) assert.equal(await at(path), 200, path);
    for (const path of ['/', '/app.js', '/terminal/screen.js', '/ttyterminal/screen.js']) {
      assert.equal(await at(path), 404, path);
    }
  } finally {
    await based.stop();
  }
});

test('status and connections show what is in use', async () => {
  const { json } = await s.json('GET', '/api/status');
  assert.equal(json.profile, 'board');
  assert.equal(json.tables.windows.used, 1);
  assert.ok(json.tables.windows.refused >= 1);
  const { json: list } = await s.json('GET', '/api/connections');
  assert.equal(list[0].address, '127.0.0.1');
});

test('the screen is returned with the requested number of history lines, or from a line on', async () => {
  const { json } = await s.json('POST', '/api/sessions/main/windows', {
    body: { command: ['/bin/sh', '-c', 'seq 1 100; exec sleep 1000'] },
  });
  const path = `/api/sessions/main/windows/${json.index}`;
  await until('all is shown', async () => (await s.screen('main', json.index)).includes('\n100\n'));
  const asked = async (query) => {
    const { body, fields } = await s.request('GET', `${path}/screen${query}`);
    return { first: Number.parseInt(body, 10), next: Number(fields['history-next']) };
  };
  const { first, next } = await asked('');
  assert.equal((await asked('?history=10')).first, first - 10);
  assert.equal((await asked('?history=100000')).first, 1);
  assert.equal((await asked(`?from=${next - 3}`)).first, first - 3);
  await s.request('DELETE', path);
});

test('a new window shows nothing of the previous window in its slot', async () => {
  const run = async (script) => {
    const { json } = await s.json('POST', '/api/sessions/main/windows', {
      body: { command: ['/bin/sh', '-c', script] },
    });
    await until(
      'it ends',
      async () =>
        (await s.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === json.index).phase === 'ended',
    );
    const text = await s.screen('main', json.index, '?history=1000');
    await s.request('DELETE', `/api/sessions/main/windows/${json.index}`);
    return text;
  };
  assert.match(
    await run('seq 1 300; printf "\\033]2;secret\\007\\033[31;7m"; echo a secret; printf "\\033[?6h\\033[5;9r\\033(0"'),
    /299\n300\na secret/,
  );
  assert.match(await run('printf qqq'), /^qqq\s*(\n\[.*\]\s*)?$/);
});

test('health is reported as live, or as degraded with the reason, also by the command', async () => {
  const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
  const health = (...words) =>
    spawnSync(program, ['health', '-l', `127.0.0.1:${s.port}`, ...words], { encoding: 'utf8' });
  assert.deepEqual((await s.json('GET', '/health', { token: null })).json, { status: 'live', reason: '' });
  const made = [];
  for (;;) {
    const r = await s.json('POST', '/api/sessions', { body: { name: `full-${made.length}` } });
    if (r.status !== 201) break;
    made.push(r.json.name);
  }
  const full = await s.json('GET', '/health', { token: null });
  assert.equal(full.status, 200);
  assert.equal(full.json.status, 'degraded');
  assert.match(full.json.reason, /windows: all 16 in use/);
  const said = health();
  assert.equal(said.status, 0);
  assert.match(said.stdout, /^degraded: .*windows: all 16 in use/);
  for (const name of made) await s.request('DELETE', `/api/sessions/${name}`);
  await until('live again', async () => (await s.json('GET', '/health', { token: null })).json.status === 'live');
  assert.equal(health().stdout, 'live\n');
  const silent = spawnSync(program, ['health', '-l', 'unix:/no/such/socket', '-r', '1', '-t', '1'], {
    encoding: 'utf8',
  });
  assert.equal(silent.status, 1);
  assert.match(silent.stderr, /no such file or directory/i);
  assert.equal(spawnSync(program, ['health', '-x', '1']).status, 2);
});

test('the status lists the timers', async () => {
  const { json } = await s.json('GET', '/api/status');
  assert.deepEqual(json.timers.map((t) => t.name).slice(0, 2), ['samples', 'runtime']);
  for (const t of json.timers) assert.ok(t.in_ms <= t.every_ms);
});
