// Answers to the queries of programs: all of them, in order, however late the program reads; and none stops a window.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const PALETTE = Array.from({ length: 256 }, (_, n) => `\x1b]4;${n};?\x1b\\`).join('');
const ATTRIBUTES = /\x1b\[\?64;[0-9;]*c/;

// Starts a server whose program runs this script in raw mode; $Q is the file of queries, $GOT where it writes.
async function asks(queries, script) {
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-answers-'));
  const [q, got] = ['queries', 'got'].map((name) => join(folder, name));
  writeFileSync(q, queries);
  const s = await Server.start({ command: ['/bin/sh', '-c', `stty raw -echo; Q=${q} GOT=${got}; ${script}`] });
  return { s, got: () => (existsSync(got) ? readFileSync(got, 'latin1') : '') };
}

// The numbers of the colours that were answered.
const colours = (bytes) =>
  [...bytes.matchAll(/\x1b\]4;(\d+);rgb:[0-9a-f]{4}\/[0-9a-f]{4}\/[0-9a-f]{4}\x1b\\/g)].map((m) => +m[1]);

test('256 colours and the attributes, asked in one write, are all answered to a program that reads late', async () => {
  const { s, got } = await asks(`${PALETTE}\x1b[c`, 'cat $Q; sleep 1; cat > $GOT');
  try {
    await until('the attributes, the last answer', () => ATTRIBUTES.test(got()));
    assert.deepEqual(
      colours(got()),
      Array.from({ length: 256 }, (_, n) => n),
    );
    assert.match(got(), new RegExp(`${ATTRIBUTES.source}$`));
  } finally {
    await s.stop();
  }
});

test('one list of 100 colours in a single sequence is answered colour by colour', async () => {
  const list = Array.from({ length: 100 }, (_, n) => `${n};?`).join(';');
  const { s, got } = await asks(`\x1b]4;${list}\x07\x1b[5n`, 'cat $Q; cat > $GOT');
  try {
    await until('the status, the last answer', () => got().endsWith('\x1b[0n'));
    assert.equal(got().match(/\x07/g).length, 100);
  } finally {
    await s.stop();
  }
});

test('a million bytes of answers reach a program that reads while it asks, also over a kill of the server', async () => {
  const { s, got } = await asks(PALETTE.repeat(150), '{ cat $Q; printf "\\033[c"; } & exec 3<&0; cat <&3 > $GOT');
  try {
    await until('the first answers', () => got().length > 10000);
    process.kill(s.serverPid(), 'SIGKILL');
    await until('the attributes, the last answer', () => ATTRIBUTES.test(got()), 60000);
    const all = colours(got());
    // Bytes of the write() in which a server is killed count as written: at most 1 KiB may be missing.
    assert.ok(all.length >= 150 * 256 - 45, `${all.length} answers`);
    assert.deepEqual(all.filter((n, i) => i > 0 && n !== (all[i - 1] + 1) % 256).length < 2, true);
  } finally {
    await s.stop();
  }
});

test('a program that never reads its answers stalls neither its own output nor another window', async () => {
  const flood = `${PALETTE}\x1b[6n\x1bP$qm\x1b\\\x1bP+q544e;436f\x1b\\`.repeat(200);
  const { s } = await asks(flood, 'cat $Q; printf "\\033[2J\\033[Hall was shown"; exec sleep 1000');
  try {
    assert.equal((await s.request('POST', '/api/sessions', { body: { name: 'other' } })).status, 201);
    const v = await Viewer.attach(s, {});
    await until('the end of the output', () => v.bytes.includes('all was shown'), 15000);
    const screen = await s.request('GET', '/api/sessions/other/windows/0/screen');
    assert.equal(screen.status, 200);
  } finally {
    await s.stop();
  }
});

// The message of boundtty.v1 that reports 19 colours: the background, and one for all others.
function report(viewer, background, other = 0x40) {
  const m = Buffer.alloc(58, other);
  m[0] = 'c'.charCodeAt(0);
  m.fill(background, 4, 7);
  viewer.socket.send(2, m);
}

// Asks for the background and the colour scheme whenever a key is typed; the two answers have 33 bytes.
const ASK = String.raw`while dd bs=1 count=1 >$Q 2>&1; do printf '\033]11;?\007\033[?996n'; dd bs=1 count=33 2>$Q >>$GOT; done`;

test('a query is answered with the colours of the viewer that typed last', async () => {
  const { s, got } = await asks('', ASK);
  try {
    const [dark, light] = [await Viewer.attach(s, {}), await Viewer.attach(s, {})];
    let answered = '';
    const asked = async (viewer, answer) => {
      viewer.type('x');
      answered += answer;
      await until(`${JSON.stringify(answer)}`, () => got() === answered);
    };
    await asked(dark, '\x1b]11;rgb:0000/0000/0000\x07\x1b[?997;1n'); // xterm's, as no viewer has reported any
    report(dark, 0x11);
    report(light, 0xee);
    await asked(dark, '\x1b]11;rgb:1111/1111/1111\x07\x1b[?997;1n');
    await asked(light, '\x1b]11;rgb:eeee/eeee/eeee\x07\x1b[?997;2n');
    report(dark, 0x22); // does not count before it types
    report(light, 0xdd);
    await asked(light, '\x1b]11;rgb:dddd/dddd/dddd\x07\x1b[?997;2n');
    await asked(dark, '\x1b]11;rgb:2222/2222/2222\x07\x1b[?997;1n');
  } finally {
    await s.stop();
  }
});

test('a program that asked for it is sent changes of the colours, but none by a viewer that only looks', async () => {
  const { s, got } = await asks('\x1b[?2031hready', 'cat $Q; exec cat > $GOT');
  try {
    const [v, other] = [await Viewer.attach(s, {}), await Viewer.attach(s, { token: s.viewerToken })];
    await until('the welcome of the viewer that only looks', () => other.welcome?.readonly);
    await v.sees('ready');
    report(other, 0xee);
    report(v, 0x11);
    await until('a dark scheme', () => got() === '\x1b[?997;1n');
    report(v, 0x11); // no change
    report(v, 0xee);
    await until('a light scheme', () => got() === '\x1b[?997;1n\x1b[?997;2n');
  } finally {
    await s.stop();
  }
});

test('a viewer is sent the colours that a program sets, and those it resets', async () => {
  const set = '\x1b]4;1;#010203\x07\x1b]11;rgb:f/e/d\x07';
  const { s } = await asks(set, 'cat $Q; dd bs=1 count=1 >$GOT 2>&1; printf "\\033c"; exec cat');
  try {
    const v = await Viewer.attach(s, {});
    await until('both colours', () => /\x1b\]4;1;rgb:01\/02\/03\x07.*\x1b\]11;rgb:ff\/ee\/dd\x07/s.test(`${v.bytes}`));
    v.type('x');
    await until('their resets', () => /\x1b\]104;1\x07.*\x1b\]111\x07/s.test(`${v.bytes}`));
  } finally {
    await s.stop();
  }
});
