// Input has an address: what is typed reaches the program or device that it was typed for, once and unchanged, or its
// author is told.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Device, endAll } from '../lib/device.mjs';
import { Server, missing, root, until } from '../lib/server.mjs';

const binary = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const noSocat = missing('socat', '-V');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-input-'));
let s;
before(async () => {
  s = await Server.start();
});
after(async () => {
  endAll();
  await s.stop();
  rmSync(folder, { recursive: true });
});

// Runs boundtty with these words and this standard input. Resolves with its status and output.
function run(words, input = '') {
  return new Promise((done) => {
    const child = spawn(binary, [words[0], '-S', s.state, ...words.slice(1)], { timeout: 60000 });
    const all = { out: '', err: '' };
    child.stdout.on('data', (d) => (all.out += d));
    child.stderr.on('data', (d) => (all.err += d));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', (code) => done({ code, ...all }));
  });
}

// Opens a session of this name whose only window is described by `body`.
async function session(name, body) {
  const { status } = await s.json('POST', '/api/sessions', { body: { name, ...body } });
  assert.equal(status, 201);
  const path = `/api/sessions/${name}/windows/0`;
  const is = async () => (await s.json('GET', `/api/sessions/${name}/windows`)).json[0];
  return {
    name,
    path,
    is,
    shows: (text) => until(`${name} shows ${text}`, async () => (await s.screen(name)).includes(text)),
    becomes: (phase) => until(`${name} is ${phase}`, async () => (await is()).phase === phase),
    type: (body) => s.json('POST', `${path}/input`, { body }),
  };
}

// A window whose program, in raw mode, writes what it reads into a file.
async function recorder(name) {
  const file = join(folder, name);
  const script = `stty raw -echo; echo ready; exec cat >${file}`;
  const w = await session(name, { command: ['/bin/sh', '-c', script] });
  await w.shows('ready');
  const read = () => readFileSync(file);
  const has = (n) => until(`${n} bytes in ${name}`, () => statSync(file).size >= n, 30000);
  return { ...w, file, read, has };
}

const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

test('send passes every byte from 0x00 to 0xff as it is, as words and as standard input', async () => {
  const w = await recorder('bytes');
  const latin = Buffer.from('caf\xe9 \xff\xfe', 'latin1');
  assert.equal((await run(['send', 'bytes', '-'], every)).code, 0);
  await w.has(256);
  assert.deepEqual(w.read(), every);
  // An argument is bytes too: printf makes them.
  const word = spawn('/bin/sh', [
    '-c',
    `exec "$0" send -S "$1" bytes "$(printf 'caf\\351 \\377\\376')"`,
    binary,
    s.state,
  ]);
  await new Promise((done) => word.on('close', done));
  await w.has(256 + latin.length);
  assert.deepEqual(w.read().subarray(256), latin);
});

test('a file of a megabyte sent from standard input arrives whole, through a window that reads slowly', async () => {
  const file = join(folder, 'whole');
  const w = await session('whole', {
    command: ['/bin/sh', '-c', `stty -echo; echo ready; sleep 0.5; exec cat >${file}`],
  });
  await w.shows('ready');
  const line = (i) => `${i} ${'ä'.repeat(i % 40)} caf\xe9\n`;
  const text = Buffer.from(
    Array.from({ length: 26000 }, (_, i) => line(i)).join(''),
    'utf8',
  );
  assert.ok(text.length > 1 << 20);
  const { code, err } = await run(['send', 'whole', '-'], text);
  assert.equal(code, 0, err);
  await until('the whole file', () => statSync(file).size >= text.length, 30000);
  const sum = (bytes) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(sum(readFileSync(file)), sum(text));
});

test('standard input without a byte, a "-" after --, and a "-" among other words', async () => {
  const w = await recorder('dash');
  assert.equal((await run(['send', 'dash', '-'])).code, 0);
  assert.equal((await run(['send', 'dash', '--', '-'], 'not this')).code, 0);
  assert.equal((await run(['send', 'dash', '-', 'x'], 'nor this')).code, 0);
  await w.has(4);
  assert.equal(w.read().toString(), '-- x');
});

test('LF that is sent to a program stays LF, and runs a command of a shell', async () => {
  const w = await recorder('newlines');
  assert.equal((await run(['send', 'newlines', 'a\r\nb\nc\r'])).code, 0);
  await w.has(7);
  assert.equal(w.read().toString(), 'a\r\nb\nc\r');
  await session('shell', { command: ['/bin/sh'] });
  assert.equal((await run(['send', 'shell', 'echo $((40 + 2))\n'])).code, 0);
  await until('the command ran', async () => /^42$/m.test(await s.screen('shell')));
});

test('input that names another incarnation is answered with 409 and typed nowhere', async () => {
  const w = await recorder('named');
  const { incarnation } = await w.is();
  assert.ok(Number.isSafeInteger(incarnation) && incarnation > 0);
  const other = await w.type({ data: 'x', incarnation: incarnation + 1 });
  assert.equal(other.status, 409);
  assert.match(other.json.error, /incarnation/);
  assert.equal((await w.type({ data: 'x', incarnation: 'one' })).status, 400);
  assert.equal((await run(['send', 'named', '--incarnation', `${incarnation - 1}`, 'y'])).code, 1);
  assert.equal((await run(['send', 'named', '--incarnation', 'z', 'y'])).code, 2);
  assert.equal((await run(['send', 'named', '--incarnation', `${incarnation}`, 'right'])).code, 0);
  await w.has(5);
  assert.equal(w.read().toString(), 'right');
});

test('input is text or Base64, one of them', async () => {
  const w = await recorder('forms');
  for (const wrong of [{}, { data: 1 }, { data: 'a', base64: 'YQ==' }, { base64: 'Y' }, { data: 'a', raw: 'yes' }])
    assert.equal((await w.type(wrong)).status, 400, JSON.stringify(wrong));
  assert.equal((await w.type({ base64: 'AP+A' })).status, 204);
  assert.equal((await w.type({ data: '\0\u00e9' })).status, 204);
  await w.has(6);
  assert.deepEqual(w.read(), Buffer.from([0, 255, 128, 0, 0xc3, 0xa9]));
});

test('each start of a program, and each session of the same name, is another incarnation', async () => {
  let w = await session('again', { command: ['/bin/sh', '-c', 'read x'] });
  const seen = [(await w.is()).incarnation];
  await w.becomes('running');
  assert.equal((await w.type({ data: '\r' })).status, 204);
  await w.becomes('ended');
  assert.equal((await w.is()).incarnation, seen[0]);
  await s.json('POST', `${w.path}/restart`);
  seen.push((await w.is()).incarnation);
  await s.request('DELETE', '/api/sessions/again');
  await until('it is gone', async () => (await s.json('GET', '/api/sessions/again/windows')).status === 404);
  w = await session('again', { command: ['/bin/sh'] });
  seen.push((await w.is()).incarnation);
  for (let i = 1; i < seen.length; i++) assert.ok(seen[i] > seen[i - 1], `${seen}`);
});

test('LF and CR LF sent to a line are Enter as the line wants it, unless they are raw', { skip: noSocat }, async () => {
  const d = await Device.plug();
  const w = await session('enter', { source: 'serial', device: d.path, eol: 'crlf' });
  await w.becomes('running');
  assert.equal((await run(['send', 'enter', 'one\ntwo\r\nthree\rfour\n\n'])).code, 0);
  const cooked = 'one\r\ntwo\r\nthree\r\nfour\r\n\r\n';
  await until('the lines', () => d.text.length >= cooked.length);
  assert.equal(d.text, cooked);
  assert.equal((await run(['send', 'enter', '--raw', 'a\nb'])).code, 0);
  await until('the raw bytes', () => d.text === `${cooked}a\nb`);
  // A CR LF on the border of two parts is one Enter.
  const before = d.received.length;
  const long = Buffer.from(`${'x'.repeat(1199)}\r\n`.repeat(8));
  assert.equal((await run(['send', 'enter', '-'], long)).code, 0);
  await until('all lines', () => d.received.length - before >= long.length);
  assert.deepEqual(d.received.subarray(before), long);
});
