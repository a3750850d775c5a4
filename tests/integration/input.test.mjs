// Input has an address: what is typed reaches the program or device that it was typed for, once and unchanged, or its
// author learns that it was discarded.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import net from 'node:net';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, afterEach, before } from 'node:test';
import { Device, endAll } from '../lib/device.mjs';
import { Server, missing, root, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

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

// Each test has the table of windows for itself.
afterEach(async () => {
  for (const { name } of (await s.json('GET', '/api/sessions')).json)
    if (name !== 'main') await s.request('DELETE', `/api/sessions/${name}`);
  await until('all are gone', async () => (await s.json('GET', '/api/sessions')).json.length === 1);
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
    shows: (text) =>
      until(`${name} shows ${text}`, async () => (await s.screen(name)).replace(/(.{80})\n/g, '$1').includes(text)),
    becomes: (phase) => until(`${name} is ${phase}`, async () => (await is()).phase === phase),
    type: (input) => s.json('POST', `${path}/input`, { body: input }),
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
  const text = Buffer.from(Array.from({ length: 26000 }, (_, i) => line(i)).join(''), 'utf8');
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
  const shell = await session('shell', { command: ['/bin/sh'] });
  await until('a prompt', async () => /[$#]/.test(await s.screen(shell.name)));
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

// The viewers of these tests name the incarnation of their welcome, unless they say otherwise.
const attach = (name, options) => Viewer.attach(s, { session: name, ...options });
const PASTES = 10; // more than a window and its terminal hold, with 20,000 bytes each
const confirmed = (v, offset) => until(`offset ${offset} is confirmed`, () => v.applied === offset);

test('the welcome, the state and the list name the same incarnation', async () => {
  const w = await recorder('same');
  const v = await attach('same');
  await until('the state', () => v.state);
  const { incarnation } = await w.is();
  assert.equal(v.welcome.incarnation, incarnation);
  assert.equal(v.state.incarnation, incarnation);
  assert.equal(v.welcome.resumed, false);
  v.typeFor(incarnation, 'abc');
  await w.has(3);
  assert.equal(v.state.discarded, 0);
  v.socket.cut();
});

test('what was typed for a session that was deleted is not typed into a new one of its name', async () => {
  let w = await recorder('remade');
  const client = '00000000000000aa';
  const v = await attach('remade', { client });
  const old = v.welcome.incarnation;
  v.typeFor(old, 'first');
  await w.has(5);
  v.socket.cut();
  await s.request('DELETE', '/api/sessions/remade');
  await until('it is gone', async () => (await s.json('GET', '/api/sessions/remade/windows')).status === 404);
  w = await recorder('remade');
  const again = await attach('remade', { client });
  assert.notEqual(again.welcome.incarnation, old);
  assert.equal(again.welcome.input, 0);
  again.typeFor(old, 'reboot\r', 0);
  await confirmed(again, 7);
  await until('it is counted', () => again.state?.discarded === 7);
  again.typeFor(again.welcome.incarnation, 'ls');
  await w.has(2);
  assert.equal(w.read().toString(), 'ls');
  again.socket.cut();
});

for (const [how, respawn] of [
  ['by hand', 'never'],
  ['by itself', 'always'],
])
  test(`what was typed for a program is not typed into the one that is started after it ${how}`, async () => {
    const name = `started-${respawn}`;
    const file = join(folder, name);
    const script = `stty raw -echo; echo ready; exec head -c 3 >>${file}`;
    const w = await session(name, { command: ['/bin/sh', '-c', script], respawn });
    await w.shows('ready');
    const v = await attach(name);
    const old = v.welcome.incarnation;
    v.typeFor(old, 'one');
    if (respawn === 'never') {
      await w.becomes('ended');
      v.typeFor(old, 'late');
      await until('it is counted', () => v.state.discarded === 4);
      await s.json('POST', `${w.path}/restart`);
    }
    await until('the next one', () => v.state.incarnation > old && v.state.phase === 'running');
    const { discarded } = v.state;
    v.typeFor(old, 'xxx');
    await until('it is counted', () => v.state.discarded === discarded + 3);
    v.typeFor(v.state.incarnation, 'two');
    await until('the right bytes', () => readFileSync(file).length === 6);
    assert.equal(readFileSync(file).toString(), 'onetwo');
    v.socket.cut();
  });

test('bytes that wait for a program that ends without reading them are discarded, and their authors learn how many', async () => {
  const w = await session('deaf', { command: ['/bin/sh', '-c', 'stty raw -echo; echo ready; exec sleep 1000'] });
  await w.shows('ready');
  const [v, other] = [await attach('deaf'), await attach('deaf')];
  const { pid, incarnation } = await w.is();
  for (let i = 0; i < PASTES; i++) v.typeFor(incarnation, 'x'.repeat(20000));
  await until('the window takes no more', () => v.applied > 16384);
  process.kill(pid, 'SIGKILL');
  await w.becomes('ended');
  await until('its author learns of it', () => v.state.discarded >= 16384);
  assert.ok(v.state.discarded <= PASTES * 20000);
  assert.equal(other.state.discarded, 0);
  assert.match((await s.request('GET', '/api/log?lines=50')).body.toString(), /input-discarded session=deaf/);
  await s.json('POST', `${w.path}/restart`);
  await w.shows('ready');
  await confirmed(v, PASTES * 20000);
  for (const one of [v, other]) one.socket.cut();
});

test('an incarnation outlives a crash of the server: what was not confirmed is sent again, and arrives once', async () => {
  const w = await recorder('crash');
  const client = '00000000000000bb';
  const v = await attach('crash', { client });
  const { incarnation } = v.welcome;
  v.typeFor(incarnation, 'before ');
  await w.has(7);
  v.typeFor(incarnation, 'within ');
  const before = s.serverPid();
  process.kill(before, 'SIGKILL');
  await until('another server', async () => {
    const status = await s.json('GET', '/api/status').catch(() => null);
    return status?.json?.restarts > 0;
  });
  const again = await attach('crash', { client });
  assert.equal(again.welcome.incarnation, incarnation);
  assert.equal(again.welcome.resumed, true);
  const { input } = again.welcome;
  assert.ok(input === 7 || input === 14, `${input}`);
  again.typeFor(incarnation, 'before within '.slice(input), input);
  await w.has(14);
  assert.equal(w.read().toString(), 'before within ');
  again.socket.cut();
});

test('of two connections with one client id the older one is closed', async () => {
  const w = await recorder('twice');
  const client = '00000000000000cc';
  const [first, second] = [await attach('twice', { client }), await attach('twice', { client })];
  await first.socket.closed;
  assert.equal(first.socket.code, 1008);
  assert.match(first.socket.reason, /client id/);
  second.typeFor(second.welcome.incarnation, 'ok');
  await w.has(2);
  assert.equal(second.welcome.resumed, true);
  second.socket.cut();
});

test('a hello that discards what waits empties the window, unless another viewer holds the input lock', async () => {
  const command = ['/bin/sh', '-c', 'stty raw -echo; echo ready; exec sleep 1000'];
  const w = await session('flush', { command, 'input-lock': true });
  await w.shows('ready');
  const client = '00000000000000dd';
  const v = await attach('flush', { client });
  const { incarnation } = v.welcome;
  for (let i = 0; i < PASTES; i++) v.typeFor(incarnation, 'x'.repeat(20000));
  await until('the window takes no more', () => v.applied > 16384);
  const other = await attach('flush', { hello: { discard: true } });
  assert.ok((await w.type({ data: 'x'.repeat(1000) })).status === 503, 'its input was kept');
  const again = await attach('flush', { client, hello: { discard: true } });
  assert.ok(again.welcome.input < PASTES * 20000, 'what was in the socket is not applied');
  assert.equal((await w.type({ data: 'x'.repeat(1000) })).status, 204);
  const { status, json } = await s.json('DELETE', `${w.path}/input`);
  assert.equal(status, 200);
  assert.ok(json.discarded <= 1000);
  for (const one of [other, again]) one.socket.cut();
});

test(
  'keys for an absent device reach it within ten seconds, and are discarded after them',
  { skip: noSocat },
  async () => {
    let d = await Device.plug();
    const w = await session('away', { source: 'serial', device: d.path });
    const v = await attach('away');
    await w.becomes('running');
    await until('the state', () => v.state.phase === 'running');
    const first = v.state.incarnation;
    await d.unplug();
    await until('the state', () => v.state.phase === 'away');
    assert.ok(v.state.incarnation > first);
    v.typeFor(first, 'for the one before');
    await until('it is counted', () => v.state.discarded === 18);
    v.typeFor(v.state.incarnation, 'soon');
    await until('they wait', () => v.state.waiting === 4);
    assert.equal((await w.type({ data: 'no' })).status, 409);
    const away = v.state.incarnation;
    d = await Device.plug(d.path);
    await until('they arrive', () => d.text === 'soon');
    await until('the state', () => v.state.phase === 'running');
    assert.ok(v.state.incarnation > away);
    v.typeFor(away, 'for an absent one');
    await until('it is counted', () => v.state.discarded === 18 + 17);

    await d.unplug();
    await until('the state', () => v.state.phase === 'away');
    v.typeFor(v.state.incarnation, 'by request');
    await until('they wait', () => v.state.waiting === 10);
    assert.equal((await s.json('DELETE', `${w.path}/input`)).json.discarded, 10);
    await until('none waits', () => v.state.waiting === 0);

    const typed = Date.now();
    v.typeFor(v.state.incarnation, 'too late');
    await until('they are discarded', () => v.state.discarded === 35 + 10 + 8, 15000);
    assert.ok(Date.now() - typed >= 10000);
    await w.shows('8 bytes were discarded');
    d = await Device.plug(d.path);
    await until('the state', () => v.state.phase === 'running');
    v.typeFor(v.state.incarnation, 'now');
    await until('they arrive', () => d.text.length > 0);
    assert.equal(d.text, 'now');
    v.socket.cut();
  },
);

// A port of a terminal server that speaks telnet with COM-PORT-OPTION (RFC 2217), and records what it is sent as words:
// text, and BREAK, break, DTR, dtr, RTS, rts for a line that is set and cleared.
async function terminalServer() {
  const [IAC, SB, SE, WILL, DO, COM_PORT, SET_CONTROL] = [255, 250, 240, 251, 253, 44, 5];
  const CONTROLS = { 5: 'BREAK', 6: 'break', 8: 'DTR', 9: 'dtr', 11: 'RTS', 12: 'rts' };
  const far = { said: [] };
  const take = (command, socket) => {
    if (command[1] === WILL && command[2] === COM_PORT) socket.write(Buffer.from([IAC, DO, COM_PORT]));
    if (command[1] === SB && command[2] === COM_PORT && command[3] === SET_CONTROL && CONTROLS[command[4]])
      far.said.push(CONTROLS[command[4]]);
    if (command[1] === WILL && command[2] === COM_PORT) far.controls = true;
  };
  far.server = net.createServer((socket) => {
    far.socket = socket;
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      while (rest.length > 0) {
        const at = rest.indexOf(IAC);
        if (at !== 0) far.said.push(rest.subarray(0, at < 0 ? rest.length : at).toString('latin1'));
        if (at < 0) rest = Buffer.alloc(0);
        if (at < 0) break;
        rest = rest.subarray(at);
        const end = rest[1] === SB ? rest.indexOf(Buffer.from([IAC, SE])) + 2 : 3;
        if (end < 3 || rest.length < end) break;
        take(rest.subarray(0, end), socket);
        rest = rest.subarray(end);
      }
    });
  });
  await new Promise((ready) => far.server.listen(0, '127.0.0.1', ready));
  far.address = `127.0.0.1:${far.server.address().port}`;
  return far;
}

test('text, a break, modem lines and more text arrive in the order in which a script sends them', async () => {
  const far = await terminalServer();
  const w = await session('order', { source: 'tcp', device: far.address, protocol: 'rfc2217' });
  await until('the option', () => far.controls);
  await until('it is in force', async () => (await run(['line', 'order', 'rts=on'])).code === 0);
  far.said.length = 0;
  assert.equal((await run(['send', 'order', 'before'])).code, 0);
  const began = Date.now();
  const broken = run(['line', 'order', 'break=400']);
  await until('the break', async () => (await w.is()).line.breaking);
  assert.equal((await run(['send', 'order', 'h'])).code, 0);
  assert.deepEqual(far.said, ['before', 'BREAK']);
  assert.equal((await run(['line', 'order', 'dtr=off'])).code, 1, 'one change at a time');
  assert.equal((await broken).code, 0);
  assert.ok(Date.now() - began >= 400);
  assert.equal((await run(['line', 'order', 'dtr=off'])).code, 0);
  assert.equal((await run(['send', 'order', 'after'])).code, 0);
  await until('all', () => far.said.includes('after'));
  assert.deepEqual(far.said, ['before', 'BREAK', 'break', 'h', 'dtr', 'after']);
  far.socket.destroy();
  far.server.close();
});

test('a break waits for the text before it, and text after it for the break', { skip: noSocat }, async () => {
  const d = await Device.plug();
  const w = await session('stuck', { source: 'serial', device: d.path });
  await w.becomes('running');
  process.kill(d.socat.pid, 'SIGSTOP');
  let sent = 0;
  while ((await w.type({ data: 'x'.repeat(4000) })).status === 204) sent += 4000;
  let answered = null;
  const broken = s.json('POST', `${w.path}/line`, { body: { break_ms: 200 } }).then((r) => (answered = r));
  await new Promise((next) => setTimeout(next, 500));
  assert.equal(answered, null, 'what was typed before is not sent yet');
  assert.equal((await w.is()).line.breaking, false);
  assert.equal((await s.json('POST', `${w.path}/line`, { body: { speed: 9600 } })).status, 503);
  process.kill(d.socat.pid, 'SIGCONT');
  await until('the break', async () => (await w.is()).line.breaking);
  assert.equal((await w.type({ data: 'after' })).status, 204);
  await until('the text before', () => d.received.length >= sent);
  assert.equal(d.received.length, sent);
  assert.equal((await broken).status, 200);
  await until('the text after', () => d.text.endsWith('after'));
  assert.equal(d.received.length, sent + 5);
});

test('a change is refused after ten seconds without room for the text before it', { skip: noSocat }, async () => {
  const d = await Device.plug();
  const w = await session('never', { source: 'serial', device: d.path, speed: 9600 });
  await w.becomes('running');
  process.kill(d.socat.pid, 'SIGSTOP');
  while ((await w.type({ data: 'x'.repeat(4000) })).status === 204);
  const { code, err } = await run(['line', 'never', 'speed=115200']);
  assert.equal(code, 1);
  assert.match(err, /has not taken what was typed before/);
  assert.equal((await w.is()).line.speed, 9600);
  assert.ok((await s.json('DELETE', `${w.path}/input`)).json.discarded > 0);
  assert.equal((await run(['line', 'never', 'speed=115200'])).code, 0, 'nothing waits any more');
  assert.equal((await w.is()).line.speed, 115200);
  process.kill(d.socat.pid, 'SIGCONT');
});

test('keys for an absent device survive a crash of the server, and reach it once', { skip: noSocat }, async () => {
  let d = await Device.plug();
  const w = await session('crashed', { source: 'serial', device: d.path });
  const client = '00000000000000ee';
  const v = await attach('crashed', { client });
  await w.becomes('running');
  await d.unplug();
  await until('the state', () => v.state.phase === 'away');
  v.typeFor(v.state.incarnation, 'once');
  await until('they wait', () => v.state.waiting === 4);
  process.kill(s.serverPid(), 'SIGKILL');
  await v.socket.closed;
  const again = await until('another server', () => attach('crashed', { client }).catch(() => null));
  assert.deepEqual([again.welcome.input, again.welcome.resumed], [4, true]);
  d = await Device.plug(d.path);
  await w.becomes('running');
  await until('they arrive', () => d.text.length > 0);
  await until('the state', () => again.state.phase === 'running');
  again.typeFor(again.state.incarnation, '.');
  await until('all', () => d.text.endsWith('.'));
  assert.equal(d.text, 'once.');
  again.socket.cut();
});

test('a change of the input lock between two connections discards what was not applied, and says so', async () => {
  const w = await session('locked', { command: ['/bin/cat'], 'input-lock': true });
  await w.becomes('running');
  const client = '00000000000000ff';
  const v = await attach('locked', { client });
  const { incarnation } = v.welcome;
  v.typeFor(incarnation, 'mine\r');
  await confirmed(v, 5);
  v.socket.cut();
  await v.socket.closed;
  const other = await attach('locked');
  await until('the holder is gone', async () => (other.typeFor(incarnation, '.'), other.state?.input_lock === 'mine'));
  const again = await attach('locked', { client });
  again.typeFor(incarnation, 'late', 5);
  await until('it is counted', () => again.state?.discarded === 4);
  assert.equal(again.state.input_lock, 'other');
  assert.ok(!(await s.screen('locked')).includes('late'));
  for (const one of [other, again]) one.socket.cut();
});

test('a session that is renamed, and its window, keep their incarnation', async () => {
  const w = await recorder('old-name');
  const { incarnation } = await w.is();
  const v = await attach('old-name');
  assert.equal((await s.json('PATCH', '/api/sessions/old-name', { body: { name: 'new-name' } })).status, 200);
  v.typeFor(incarnation, 'abc');
  await w.has(3);
  const again = await attach('new-name', { client: v.client });
  assert.deepEqual([again.welcome.incarnation, again.welcome.input], [incarnation, 3]);
  again.socket.cut();
});
