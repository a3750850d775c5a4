// Serial lines. Pairs of PTYs by socat are the devices, which are plugged in and out; network ports are those of a real
// ser2net, raw and by RFC 2217.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Device, endAll, ended, kept } from '../lib/device.mjs';
import { Server, freePort, missing, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const windows = '/api/sessions/main/windows';
const skip = missing('socat', '-V');
const folder = mkdtempSync(join(tmpdir(), 'boundtty-serial-'));
let s;
before(async () => {
  s = await Server.start();
});
after(async () => {
  endAll();
  await s.stop();
  rmSync(folder, { recursive: true });
});

async function opened(body) {
  const { status, json } = await s.json('POST', windows, { body });
  assert.equal(status, 201, JSON.stringify(json));
  const is = async () => (await s.json('GET', windows).catch(() => null))?.json?.find((w) => w.index === json.index);
  const path = `${windows}/${json.index}`;
  // A line longer than a row continues in the next row.
  const shown = async () => (await s.screen('main', json.index)).replace(/(.{80})\n/g, '$1');
  return {
    index: json.index,
    is,
    becomes: (phase) =>
      until(`it is ${phase}`, async () => {
        const w = await is();
        return w?.phase === phase && w;
      }),
    screen: shown,
    shows: (text) => until(`the screen shows ${text}`, async () => (await shown()).includes(text)),
    type: (data) => s.json('POST', `${path}/input`, { body: { data } }),
    line: async () => (await s.json('GET', `${path}/line`)).json,
    change: (settings) => s.json('POST', `${path}/line`, { body: settings }),
    close: async () => {
      await s.request('DELETE', path);
      await until('it is gone', async () => !(await is()));
    },
  };
}

const speedOf = (path) => Number(spawnSync('stty', ['-F', path, 'speed']).stdout);

test('a device is opened with its declared settings, raw and locked, and released at the end', { skip }, async () => {
  const d = await Device.plug();
  const w = await opened({ source: 'serial', device: d.path, speed: 9600, frame: '8N2', flow: 'xonxoff' });
  const is = await w.becomes('running');
  assert.equal(is.describe, `serial ${d.path} at 9600`.slice(0, is.describe.length));
  assert.deepEqual(is.line, {
    speed: 9600,
    frame: '8N2',
    flow: 'xonxoff',
    guessing: false,
    breaking: false,
    modem: null,
    errors: null,
  });
  assert.match(
    spawnSync('stty', ['-F', d.path, '-a']).stdout.toString(),
    /speed 9600 baud[^]*-hupcl cstopb[^]*ixon ixoff[^]*-icanon/,
  );
  const name = spawnSync('readlink', ['-f', d.path]).stdout.toString().trim().slice('/dev/'.length).replace('/', '_');
  const lock = `/var/lock/LCK..${name}`;
  if (existsSync(lock)) assert.equal(readFileSync(lock, 'latin1'), `${String(s.pid).padStart(10)}\n`);
  d.say('login: ');
  await w.shows('login:');
  await w.type('root\r');
  await until('what was typed is there', () => d.text === 'root\r');
  const other = await opened({ source: 'serial', device: d.path });
  await other.becomes('away');
  await other.shows('is in use by');
  await other.close();
  await w.close();
  assert.ok(!existsSync(lock), 'the lock is given back');
  await d.unplug();
});

test(
  'a device that is unplugged in mid-line is shown as away, and is opened again when it is back',
  { skip },
  async () => {
    let d = await Device.plug();
    const { path } = d;
    const w = await opened({ source: 'serial', device: path, name: 'board' });
    await w.becomes('running');
    d.say('Starting kernel ...\r\n[    0.0');
    await w.shows('[    0.0');
    await d.unplug();
    const away = await w.becomes('away');
    assert.equal(away.line.modem, null);
    await w.shows('is away: it was unplugged');
    assert.equal((await w.change({ rts: true })).status, 409);
    const before = Date.now();
    d = await Device.plug(path);
    await w.becomes('running');
    assert.ok(Date.now() - before < 2000, 'it is found again within two seconds');
    d.say('U-Boot 2026.01\r\n');
    await w.shows('is there');
    await w.shows('U-Boot 2026.01');
    assert.ok((await w.screen()).includes('[    0.0'), 'what was said before is still to be read');
    for (let i = 0; i < 5; i++) {
      await d.unplug();
      await w.becomes('away');
      d = await Device.plug(path);
      await w.becomes('running');
      d.say(`again ${i}\r\n`);
      await w.shows(`again ${i}`);
    }
    // The server is killed when the device goes: the next server notices that the device is gone.
    process.kill(s.serverPid(), 'SIGKILL');
    await d.unplug();
    await w.becomes('away');
    process.kill(s.serverPid(), 'SIGKILL');
    d = await Device.plug(path);
    await w.becomes('running');
    d.say('after all\r\n');
    await w.shows('after all');
    await w.close();
    await d.unplug();
  },
);

test('a missing device is waited for; a path that is not a device is refused', { skip }, async () => {
  const path = join(folder, 'usb-later');
  const w = await opened({ source: 'serial', device: path });
  await w.becomes('away');
  await w.shows('it cannot be opened: no such file');
  const d = await Device.plug(path);
  await w.becomes('running');
  await w.close();
  await d.unplug();
  const none = await opened({ source: 'serial', device: '/dev/null' });
  await none.shows('it is not a serial device');
  await none.close();
});

test('Enter is sent as set for the device; local echo shows input that it does not echo', { skip }, async () => {
  for (const [eol, sent] of [
    ['cr', 'a\rb\r'],
    ['lf', 'a\nb\n'],
    ['crlf', 'a\r\nb\r\n'],
  ]) {
    const d = await Device.plug();
    const w = await opened({ source: 'serial', device: d.path, eol, 'local-echo': eol === 'lf' });
    await w.becomes('running');
    await w.type('a\rb\r');
    await until(`${eol} is sent`, () => d.text === sent);
    if (eol === 'lf') await w.shows('a\nb');
    await w.close();
    await d.unplug();
  }
});

test(
  'a device without modem lines says so; bytes can be sent one by one, with a pause after each',
  { skip },
  async () => {
    const d = await Device.plug();
    const w = await opened({ source: 'serial', device: d.path, 'byte-delay': '60' });
    await w.becomes('running');
    for (const change of [{ dtr: true }, { rts: false }, { dtr_pulse_ms: 50 }])
      assert.equal((await w.change(change)).json.error, 'the device has no modem lines');
    assert.match((await w.change({ dtr_pulse_ms: 10, rts_pulse_ms: 20 })).json.error, /equally long/);
    assert.equal((await w.change({ dtr_pulse_ms: 10001 })).status, 400);
    const begun = Date.now();
    await w.type('abcdef');
    await until('what was typed is there', () => d.text === 'abcdef');
    assert.ok(Date.now() - begun >= 300, `sent within ${Date.now() - begun} ms`);
    await w.close();
    const off = await opened({ source: 'serial', device: d.path, dtr: 'off' });
    await off.becomes('away');
    await off.shows('it has no modem lines, so dtr and rts cannot be set');
    await off.close();
    await d.unplug();
  },
);

// A server of RFC 2217 that agrees to control of its line, and can do one speed only. It notes what it is asked for.
async function limited(speed) {
  const far = { asked: [] };
  const answer = Buffer.from([
    255,
    250,
    44,
    101,
    speed >> 24,
    (speed >> 16) & 255,
    (speed >> 8) & 255,
    speed & 255,
    255,
    240,
  ]);
  const data7 = Buffer.from([255, 250, 44, 102, 7, 255, 240]);
  far.server = net.createServer((socket) => {
    far.socket = socket;
    socket.on('error', () => {});
    socket.write(Buffer.from([255, 253, 44]));
    socket.on('data', (bytes) => {
      for (let at = 0; (at = bytes.indexOf(Buffer.from([255, 250, 44]), at)) >= 0; at += 3) {
        if (bytes[at + 3] === 1) socket.write(answer);
        if (bytes[at + 3] === 2) socket.write(data7);
        if (bytes[at + 3] === 5) far.asked.push([bytes[at + 4], Date.now()]);
      }
    });
  });
  await new Promise((done) => far.server.listen(0, '127.0.0.1', done));
  far.address = `127.0.0.1:${far.server.address().port}`;
  far.signals = () => far.asked.map(([signal]) => signal).filter((signal) => signal >= 8);
  return far;
}

test('by RFC 2217 the speed and frame of the peer are shown; DTR and RTS are set at opening and pulsed', async () => {
  const far = await limited(57600);
  const w = await opened({
    source: 'tcp',
    device: far.address,
    protocol: 'rfc2217',
    speed: 115200,
    dtr: 'off',
    rts: 'on',
  });
  await w.becomes('running');
  await until('the speed is that of the peer', async () => (await w.line())?.speed === 57600);
  await until('so is the frame', async () => (await w.line()).frame === '7N1');
  await until('the lines were set', () => far.signals().join() === '9,11');
  assert.equal((await w.change({ rts_pulse_ms: 150 })).status, 200);
  await until('the pulse arrives', () => far.signals().join() === '9,11,12,11');
  const [from, to] = far.asked.slice(-2).map(([, at]) => at);
  assert.ok(to - from >= 130, `a pulse of ${to - from} ms`);
  // What is typed after a pulse is sent after it.
  const pulsed = w.change({ dtr_pulse_ms: 200 });
  await w.type('after');
  await pulsed;
  await until('the pulse has arrived', () => far.signals().join() === '9,11,12,11,8,9');
  const begun = w.change({ dtr_pulse_ms: 3000 });
  await until('a pulse has begun', () => far.signals().at(-1) === 8);
  process.kill(s.serverPid(), 'SIGKILL');
  await begun.catch(() => {});
  await until('the next server ends it', () => far.signals().at(-1) === 9);
  await w.close();
  far.socket.destroy();
  far.server.close();
});

// What other programs print if they are refused.
const others = {
  tio: { words: (path) => ['tio', path], refused: /locked by another process|resource temporarily unavailable/i },
  picocom: { words: (path) => ['picocom', '-q', path], refused: /cannot (lock|open)/i },
  'a program with flock': { words: (path) => ['flock', '-n', '-E', '7', path, 'sh', '-c', 'echo held; exec sleep 99'] },
};

for (const [name, { words, refused }] of Object.entries(others))
  test(
    `${name} and a window exclude each other, whoever comes first`,
    { skip: skip || missing(words('')[0], '--help') },
    async () => {
      const d = await Device.plug();
      const link = `${d.path}-by-id`;
      symlinkSync(d.path, link);
      const opens = () => opened({ source: 'command', command: words(d.path) });
      let other = await opens();
      await other.becomes('running');
      await until('it has the device', () => spawnSync('flock', ['-n', d.path, 'true']).status !== 0);
      const w = await opened({ source: 'serial', device: link });
      await w.becomes('away');
      await w.shows('it is in use by ');
      assert.match((await w.is()).ending, /it is in use by (tio|picocom|flock|sh|sleep) \(pid \d+\): /);
      await other.close();
      await w.becomes('running');
      other = await opens();
      const ending = await other.becomes('ended');
      assert.notEqual(ending.status, 0);
      if (refused) assert.match(await other.screen(), refused);
      await other.close();
      await w.close();
      await d.unplug();
    },
  );

test('ends of lines that arrive are mapped, and a hex view shows every byte', { skip }, async () => {
  const d = await Device.plug();
  const mapped = await opened({ source: 'serial', device: d.path, map: 'lf-crlf,no-cr' });
  await mapped.becomes('running');
  d.say('one\ntwo\r\nthr\ree\n');
  await mapped.shows('one\ntwo\nthree\n');
  await mapped.close();
  const returns = await opened({ source: 'serial', device: d.path, map: 'cr-crlf, no-lf' });
  await returns.becomes('running');
  d.say('one\rtwo\r\nthree\r');
  await returns.shows('one\ntwo\nthree\n');
  await returns.close();
  const hex = await opened({ source: 'serial', device: d.path, hex: 'yes' });
  await hex.becomes('running');
  d.say('\x1b[31mU-Boot 2026\r\n\xff');
  await hex.shows('1b 5b 33 31 6d 55 2d 42  6f 6f 74 20 32 30 32 36  |.[31mU-Boot 2026|\n0d 0a c3 bf');
  await hex.close();
  for (const map of ['lf', 'lf-crlf,no-lf', 'lf-crlf,,'])
    assert.match(
      (await s.json('POST', windows, { body: { source: 'serial', device: d.path, map } })).json.error,
      /^map: /,
    );
  await d.unplug();
});

test('with a delay after each line, nothing of a long paste is lost', { skip }, async () => {
  const d = await Device.plug();
  const w = await opened({ source: 'serial', device: d.path, delay: 50 });
  await w.becomes('running');
  const begun = Date.now();
  const paste = Array.from({ length: 10 }, (_, i) => `setenv variable${i} ${'x'.repeat(200)}\r`).join('');
  assert.equal((await w.type(paste)).status, 204);
  await until('all of it is sent', () => d.received.length === paste.length);
  assert.equal(d.text, paste);
  assert.ok(Date.now() - begun >= 9 * 50, 'nine pauses lie between ten lines');
  await w.close();
  await d.unplug();
});

test('speed, frame and flow can be changed while open, and survive a restart and a replug', { skip }, async () => {
  let d = await Device.plug();
  const w = await opened({ source: 'serial', device: d.path });
  await w.becomes('running');
  const { status, json } = await w.change({ speed: 1500000, frame: '8N2' });
  assert.deepEqual([status, json.speed, json.frame], [200, 1500000, '8N2'], JSON.stringify(json));
  assert.equal(speedOf(d.path), 1500000);
  process.kill(s.serverPid(), 'SIGKILL');
  await until('it is still so', async () => (await w.line().catch(() => null))?.speed === 1500000);
  await d.unplug();
  await w.becomes('away');
  d = await Device.plug(d.path);
  await w.becomes('running');
  assert.equal(speedOf(d.path), 1500000);
  const said = async (body) => {
    const r = await w.change(body);
    return [r.status, r.json.error];
  };
  assert.deepEqual(await said({ frame: '9N1' }), [
    400,
    'is not a frame; write data bits, parity (N, E, O, M, S) and stop bits, such as 8N1',
  ]);
  assert.deepEqual(await said({ break_ms: 0 }), [400, 'break_ms is a number of milliseconds from 1 to 10000']);
  // A PTY has no modem lines: a request that sets one changes nothing, nor does a malformed request.
  assert.equal((await w.change({ frame: '7E1', speed: 9600, dtr: true })).status, 409);
  assert.equal((await w.change({ flow: 'xonxoff', frame: '7E1', rts: 'on' })).status, 400);
  assert.equal((await w.change({ frame: '7E1', guess: 'yes' })).status, 400);
  const unchanged = await w.line();
  assert.deepEqual([unchanged.speed, unchanged.frame, unchanged.flow], [1500000, '8N2', 'none']);
  assert.equal(speedOf(d.path), 1500000);
  const broken = w.change({ break_ms: 300 });
  await until('the break', async () => (await w.line()).breaking);
  assert.deepEqual(await broken.then((r) => [r.status, r.json.breaking]), [200, false]);
  assert.equal((await s.json('GET', `${windows}/0/line`)).status, 409, 'a shell has no line');
  await w.close();
  await d.unplug();
});

test('settings changed by hand are kept even if the configuration declares the window', { skip }, async () => {
  const d = await Device.plug();
  const conf = join(folder, 'declared.conf');
  writeFileSync(conf, `[window console]\nsource = serial\ndevice = ${d.path}\nspeed = 9600\n`);
  const own = await Server.start({ args: ['-c', conf] });
  const console = async () =>
    (await own.json('GET', windows).catch(() => null))?.json?.find((w) => w.name === 'console');
  const { index } = await until('it runs', async () => {
    const w = await console();
    return w?.phase === 'running' && w;
  });
  assert.equal(speedOf(d.path), 9600);
  assert.equal((await own.json('POST', `${windows}/${index}/line`, { body: { speed: 19200 } })).status, 200);
  const { pid } = own,
    server = own.serverPid();
  process.kill(server, 'SIGKILL');
  await until('another server', () => own.serverPid() && own.serverPid() !== server);
  await until('it reports the speed', async () => (await console())?.line.speed === 19200);
  assert.deepEqual([speedOf(d.path), own.pid], [19200, pid]);
  await own.stop();
  await d.unplug();
});

for (const how of ['asked for', 'declared']) {
  test(`the speed is guessed if that is ${how}, is shown, and is kept`, { skip }, async () => {
    const d = await Device.plug();
    const w = await opened({ source: 'serial', device: d.path, ...(how === 'declared' && { speed: 'auto' }) });
    await w.becomes('running');
    // The device sends at 19200; at any other speed noise arrives.
    const noise = Buffer.from([0xe6, 0x80, 0x00, 0xfe, 0x18, 0x9c, 0xf8, 0x06]);
    const board = setInterval(
      () =>
        d.say(
          speedOf(d.path) === 19200 ? 'Booting Linux on physical CPU 0x0\r\n' : Buffer.concat(Array(8).fill(noise)),
        ),
      40,
    );
    if (how === 'asked for') await w.change({ guess: true });
    assert.equal((await w.line()).guessing, true);
    await w.shows('has a speed that was found: 19200');
    await w.shows('Booting Linux on physical CPU');
    clearInterval(board);
    const { speed, guessing } = await w.line();
    assert.deepEqual([speed, guessing, speedOf(d.path)], [19200, false, 19200]);
    await w.close();
    await d.unplug();
  });
}

// ser2net with one device, offered at one port: `accepter` is "tcp" or "telnet(rfc2217),tcp".
async function offered(accepter, device) {
  const port = await freePort();
  const config = join(folder, `ser2net-${port}.yaml`);
  writeFileSync(
    config,
    `connection: &one\n  accepter: ${accepter},127.0.0.1,${port}\n` +
      `  connector: serialdev,${device.path},115200n81,local\n  options:\n    kickolduser: true\n`,
  );
  const child = kept(spawn('ser2net', ['-n', '-u', '-c', config], { stdio: 'inherit' }));
  await until(
    'ser2net listens',
    () =>
      new Promise((done) => {
        const probe = net
          .connect(port, '127.0.0.1', () => {
            probe.destroy();
            done(true);
          })
          .on('error', () => done(false));
      }),
  );
  return {
    address: `127.0.0.1:${port}`,
    port,
    down: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}
const noSer2net = skip || missing('ser2net', '-v');

test('a raw line of ser2net: its output is shown, and input arrives', { skip: noSer2net }, async () => {
  const d = await Device.plug();
  const far = await offered('tcp', d);
  const w = await opened({ source: 'tcp', device: far.address });
  await w.becomes('running');
  await w.type('printenv\r');
  await until('what was typed is there', () => d.text === 'printenv\r');
  d.say('bootdelay=2\r\n');
  await w.shows('bootdelay=2');
  assert.deepEqual(await w.change({ speed: 9600 }).then((r) => [r.status, r.json.error]), [
    409,
    'a raw TCP port has no line to be set: declare protocol = rfc2217',
  ]);
  await far.down();
  await w.becomes('away');
  await w.shows('the connection was closed by the peer');
  await w.close();
  await d.unplug();
});

test(
  'a line of ser2net by RFC 2217: its speed is set from the window, every byte passes',
  { skip: noSer2net },
  async () => {
    const d = await Device.plug();
    const far = await offered('telnet(rfc2217),tcp', d);
    const w = await opened({ source: 'tcp', device: far.address, protocol: 'rfc2217', speed: 57600 });
    await w.becomes('running');
    await until('the far line has our speed', () => speedOf(d.path) === 57600);
    // Every byte except those that the line's own echo or the terminal acts on. 255 is doubled on its way.
    await w.type('\u0001\u007f\u00ff~\r');
    await until('what was typed is there', () => d.text === '\u0001\u007f\u00c3\u00bf~\r');
    d.say(Buffer.from('A\xff\xff\xffB\r\n', 'latin1'));
    await w.shows('A\ufffd\ufffd\ufffdB');
    assert.equal((await w.change({ speed: 1200, frame: '8N2' })).status, 200);
    await until('the far line has the new speed', () => speedOf(d.path) === 1200);
    assert.equal((await w.change({ break_ms: 10, dtr: true, rts: false })).status, 200);
    process.kill(s.serverPid(), 'SIGKILL');
    await until('the server is back', () => w.line().catch(() => null));
    d.say(Buffer.from('still\xffhere\r\n', 'latin1'));
    await w.shows('still\ufffdhere');
    assert.equal((await w.change({ speed: 9600 })).status, 200);
    await until('and the line is still ours to set', () => speedOf(d.path) === 9600);
    await w.close();
    await far.down();
    await d.unplug();
  },
);

const bytesRead = async () =>
  Number((await s.request('GET', '/metrics')).body.toString().match(/direction="pty_read"\} (\d+)/)[1]);

// Sends numbered lines at a rate in bytes per second, as a device without flow control does. Bytes in transit never
// exceed a driver's buffer, beyond which a real device's bytes would be lost; all of them are read in the end.
const DRIVER_BUFFER = 65536;
async function stream(w, d, rate, seconds, data = true) {
  const before = await bytesRead(),
    begun = performance.now();
  let lines = 0,
    bytes = 0,
    waits = 0;
  for (let round = 1; performance.now() - begun < seconds * 1000; round++) {
    const wanted = ((performance.now() - begun) / 1000) * rate;
    let piece = '';
    while (bytes + piece.length < wanted)
      piece += `${String(lines++).padStart(8, '0')} the quick brown fox jumps over the lazy dog\r\n`;
    bytes += piece.length;
    d.say(piece);
    await new Promise((next) => setTimeout(next, 10));
    if (round % 20 === 0) waits = Math.max(waits, bytes - ((await bytesRead()) - before));
  }
  await whole(w, lines);
  if (data) assert.equal((await bytesRead()) - before, bytes); // telnet sends more than data
  assert.ok(waits < DRIVER_BUFFER, `${waits} bytes waited`);
  return { last: `${String(lines - 1).padStart(8, '0')} the quick`, bytes, waits };
}

// Checks the lines of history and screen up to the last one: none is missing in between.
async function whole(w, lines) {
  const last = `${String(lines - 1).padStart(8, '0')} the quick`;
  await w.shows(last);
  const numbers = [
    ...(await s.screen('main', w.index, '?history=100000')).matchAll(
      /^(\d{8}) the quick brown fox jumps over the lazy dog$/gm,
    ),
  ].map((m) => Number(m[1]));
  assert.equal(numbers.at(-1), lines - 1);
  assert.ok(numbers.length > 1000, `${numbers.length} lines are kept`);
  numbers.forEach((n, i) => assert.equal(n, numbers[0] + i, 'no line is missing'));
}

for (const way of ['', 'tcp', 'telnet(rfc2217),tcp']) {
  test(
    `no byte is lost at 150 KB/s, as of 1.5 Mbaud${way && `, by ser2net's ${way}`}`,
    { skip: way ? noSer2net : skip },
    async () => {
      const d = await Device.plug();
      const far = way && (await offered(way, d));
      const protocol = way.includes('rfc2217') ? 'rfc2217' : 'raw';
      const w = await opened(
        far
          ? { source: 'tcp', protocol, device: far.address, speed: 1500000 }
          : { source: 'serial', device: d.path, speed: 1500000 },
      );
      await w.becomes('running');
      // By then the negotiation of telnet is over.
      if (protocol === 'rfc2217') await until('the far line has our speed', () => speedOf(d.path) === 1500000);
      // ser2net answers before it has opened its device, and discards data received until then.
      if (far)
        await until(
          'the remote host reads its device',
          async () => d.say('.') && (await s.screen('main', w.index)).includes('.'),
        );
      d.say('go\r\n');
      await w.shows('go');
      await stream(w, d, 150000, 3, protocol === 'raw');
      await w.close();
      if (far) await far.down();
      await d.unplug();
    },
  );
}

// SERIAL_SECONDS=60 makes this a long run.
test('no byte is lost at 300 KB/s, as of 3 Mbaud, with three viewers, one of them stalled', { skip }, async (t) => {
  const seconds = Number(process.env.SERIAL_SECONDS ?? 10);
  const d = await Device.plug();
  const w = await opened({ source: 'serial', device: d.path, speed: 3000000 });
  await w.becomes('running');
  const viewers = [];
  for (let i = 0; i < 3; i++) viewers.push(await Viewer.attach(s, { index: w.index, acknowledge: i > 0 }));
  await until('all of them see it', () => viewers.every((v) => v.frames > 0));
  viewers[0].socket.socket.pause();
  const { last, bytes, waits } = await stream(w, d, 300000, seconds);
  for (const v of viewers.slice(1)) await v.sees(last);
  t.diagnostic(`${bytes} bytes in ${seconds} s, at most ${waits} on their way`);
  viewers.forEach((v) => v.socket.cut());
  await w.close();
  await d.unplug();
});

// A telnet server of a line, which doubles 255 and accepts all answers.
async function telnetDevice() {
  const server = net.createServer((socket) => {
    d.socket = socket;
    socket.on('error', () => {});
    socket.write(Buffer.from([255, 251, 0, 255, 253, 0, 255, 253, 44]));
  });
  const d = {
    say: (text) =>
      d.socket.write(
        Buffer.from(text.replaceAll('the', '\xff'), 'latin1').toString('latin1').replaceAll('\xff', '\xff\xff'),
        'latin1',
      ),
  };
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  d.address = `127.0.0.1:${server.address().port}`;
  d.unplug = () => {
    d.socket.destroy();
    server.close();
  };
  return d;
}

for (const kind of ['serial', 'rfc2217']) {
  test(`the server is killed repeatedly while ${kind} floods: every line is shown exactly once`, { skip }, async () => {
    const telnet = kind !== 'serial',
      d = telnet ? await telnetDevice() : await Device.plug();
    const w = await opened(
      telnet ? { source: 'tcp', protocol: 'rfc2217', device: d.address } : { source: 'serial', device: d.path },
    );
    await w.becomes('running');
    let lines = 0;
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < 20; i++)
        d.say(`${String(lines++).padStart(8, '0')} the quick brown fox jumps over the lazy dog\r\n`);
      if (round % 20 === 10) {
        const pid = s.serverPid();
        if (pid) process.kill(pid, 'SIGKILL');
      }
      await new Promise((next) => setTimeout(next, 10));
    }
    await until('the server is back', () => w.line().catch(() => null));
    const last = String(lines - 1).padStart(8, '0');
    await w.shows(last);
    const rows = (await s.screen('main', w.index, '?history=100000')).split('\n').filter((row) => /^\d{8} /.test(row));
    assert.ok(rows.length > 1000, `${rows.length} lines are kept`);
    const the = telnet ? '\ufffd' : 'the';
    rows.forEach((row, i) =>
      assert.equal(
        row,
        `${String(lines - rows.length + i).padStart(8, '0')} ${the} quick brown fox jumps over ${the} lazy dog`,
      ),
    );
    await w.close();
    await d.unplug();
  });
}
