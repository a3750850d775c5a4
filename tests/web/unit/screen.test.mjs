import test from 'node:test';
import assert from 'node:assert/strict';
import { Screen, paintedRow } from '../../../web/terminal/screen.js';
import { Pens, parseSgr, BOLD, INVERSE, TRUE_COLOUR } from '../../../web/terminal/pens.js';

const bytes = (text) => new TextEncoder().encode(text);
const texts = (screen) => screen.rows.map((row) => row.text());

function shown(columns, rows, ...pieces) {
  const screen = new Screen(columns, rows);
  for (const piece of pieces) screen.write(typeof piece === 'string' ? bytes(piece) : piece);
  return screen;
}

test('text is written at the cursor', () => {
  const screen = shown(10, 3, '\x1b[2;3Hab\x1b[1;1Hc');
  assert.deepEqual(texts(screen), ['c', '  ab', '']);
  assert.deepEqual([screen.x, screen.y], [1, 0]);
});

test('a line feed in the bottom row scrolls and keeps the row objects', () => {
  const screen = shown(10, 3, '\x1b[1;1Ha\x1b[2;1Hb\x1b[3;1Hc');
  const [, second, third] = screen.rows;
  screen.write(bytes('\r\nd'));
  assert.deepEqual(texts(screen), ['b', 'c', 'd']);
  assert.equal(screen.scrolled, 1);
  assert.equal(screen.rows[0], second);
  assert.equal(screen.rows[1], third);
});

test('sequences and characters may be split anywhere', () => {
  const all = bytes('\x1b[0;1;38;2;1;2;3mé漢\u{1F600}\x1b]8;;http://x/\x07L\x1b]8;;\x07\x1b[2;1Hz');
  const whole = shown(12, 2, all);
  for (let cut = 1; cut < all.length; cut++) {
    const screen = shown(12, 2, all.subarray(0, cut), all.subarray(cut));
    assert.deepEqual(texts(screen), texts(whole), `cut at ${cut}`);
    assert.deepEqual([...screen.rows[0].pens], [...whole.rows[0].pens]);
  }
});

test('a wide character takes two cells, and no half of one remains', () => {
  const screen = shown(6, 1, '漢字');
  assert.deepEqual([...screen.rows[0].codes.slice(0, 5)], [0x6f22, 0, 0x5b57, 0, 32]);
  screen.write(bytes('\x1b[1;2Hx'));
  assert.equal(screen.rows[0].text(), ' x字');
  screen.write(bytes('\x1b[1;3Hy'));
  assert.equal(screen.rows[0].text(), ' xy');
  assert.equal(screen.rows[0].codes[3], 32);
});

test('combining characters stay with their base character until it is overwritten', () => {
  const screen = shown(6, 1, 'e\u0301x');
  assert.equal(screen.rows[0].at(0), 'e\u0301');
  assert.equal(screen.x, 2);
  screen.write(bytes('\rE'));
  assert.equal(screen.rows[0].at(0), 'E');
});

test('erased cells keep only the background', () => {
  const screen = shown(6, 1, '\x1b[0;1;44mab\x1b[K');
  const pen = screen.pens.list[screen.rows[0].pens[4]];
  assert.equal(pen.bg, 4);
  assert.equal(pen.flags, 0);
  screen.write(bytes('\x1b[0m\x1b[1;1H\x1b[1X'));
  assert.equal(screen.rows[0].text(), ' b');
});

test('SGR in all its forms', () => {
  assert.equal(parseSgr('0;1;7').flags, BOLD | INVERSE);
  assert.equal(parseSgr('0;38;5;200').fg, 200);
  assert.equal(parseSgr('0;48;2;1;2;3').bg, TRUE_COLOUR | 0x010203);
  assert.equal(parseSgr('0;58:2::255:0:1').line, TRUE_COLOUR | 0xff0001);
  assert.equal(parseSgr('0;58:5:9').line, 9);
  assert.equal(parseSgr('0;4:3').underline, 3);
  assert.equal(parseSgr('0;38;5;9;1').flags, BOLD);
  assert.equal(parseSgr('0;95;103').fg, 13);
});

test('modes, title, bell and clipboard', () => {
  const heard = [];
  const screen = new Screen(4, 1, new Pens(), {
    bell: () => heard.push('bell'),
    title: (t) => heard.push(t),
    clipboard: (c) => heard.push(c),
  });
  screen.write(
    bytes('\x1b[?1h\x1b[?1002h\x1b[?1006h\x1b[?25l\x1b[?2004h\x1b=\x1b[5 q\x07\x1b]0;tü\x07\x1b]52;c;YQ==\x07'),
  );
  const { applicationCursor, mouse, encoding, cursor, paste, applicationKeypad, shape } = screen.modes;
  assert.deepEqual(
    [applicationCursor, mouse, encoding, cursor, paste, applicationKeypad, shape],
    [true, 1002, 1006, false, true, true, 5],
  );
  assert.deepEqual(heard, ['bell', 'tü', 'YQ==']);
  screen.write(bytes('\x1b[?1002l'));
  assert.equal(screen.modes.mouse, 0);
});

test('a resize keeps what fits', () => {
  const screen = shown(6, 2, 'abcdef\x1b[2;1H漢字語');
  screen.resize(5, 3);
  assert.deepEqual(texts(screen), ['abcde', '漢字', '']);
});

test('links are part of the pen', () => {
  const screen = shown(6, 1, '\x1b]8;;https://a/;b\x07x\x1b]8;;\x07y');
  assert.equal(screen.pens.list[screen.rows[0].pens[0]].link, 'https://a/;b');
  assert.equal(screen.pens.list[screen.rows[0].pens[1]].link, '');
});

test('unused pens are swept, and pens in use keep their look', () => {
  const pens = new Pens();
  const screen = new Screen(4, 1, pens);
  for (let i = 0; i < 100; i++) screen.write(bytes(`\r\x1b[0;38;5;${i}mx`));
  pens.sweep(screen.rows);
  assert.equal(pens.list.length, 2);
  assert.equal(pens.list[screen.rows[0].pens[0]].fg, 99);
  assert.equal(pens.find('0;38;5;99', ''), 1);
});

test('a row of the history is parsed by itself', () => {
  const row = paintedRow(bytes('\x1b[0;31mred\x1b[0m plain'), new Pens());
  assert.equal(row.text(), 'red plain');
  assert.equal(row.codes.length, 9, 'as wide as its text');
  assert.equal(paintedRow(bytes('漢x'), new Pens()).codes.length, 3);
  assert.equal(paintedRow(bytes(''), new Pens()).text(), '');
});

test('noise does not break the parser', () => {
  const screen = new Screen(20, 5);
  let seed = 7;
  for (let i = 0; i < 400; i++) {
    const noise = Uint8Array.from(
      { length: 200 },
      () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16) & 255,
    );
    screen.write(noise);
  }
  assert.equal(screen.rows.length, 5);
  for (const row of screen.rows) assert.equal(row.codes.length, 20);
});

test('a wrapped row is marked until its end is painted again', () => {
  const screen = new Screen(4, 2);
  const encode = (text) => new TextEncoder().encode(text);
  screen.write(encode('abcd\x1b]7681;1\x07'));
  assert.deepEqual(
    screen.rows.map((row) => row.continues),
    [true, false],
  );
  screen.write(encode('\x1b[1;1Hab'));
  assert.ok(screen.rows[0].continues);
  screen.write(encode('\x1b[1;3Hcd'));
  assert.ok(!screen.rows[0].continues);
  screen.write(encode('\x1b]7681;1\x07\x1b[1;2H\x1b[K'));
  assert.ok(!screen.rows[0].continues);
});

test('colours that a program sets are kept by name and number, until they are reset', () => {
  const screen = shown(10, 1, '\x1b]4;1;rgb:01/02/03\x07\x1b]4;200;rgb:0a/0b/0c\x07\x1b]11;rgb:ff/ee/dd\x07');
  assert.deepEqual(
    [...screen.colours],
    [
      ['1', '#010203'],
      ['200', '#0a0b0c'],
      ['bg', '#ffeedd'],
    ],
  );
  assert.ok(screen.recoloured);
  screen.write(bytes('\x1b]104;1\x07'));
  assert.deepEqual([...screen.colours.keys()], ['200', 'bg']);
  screen.write(bytes('\x1b]12;rgb:00/00/00\x07\x1b]17;rgb:00/00/01\x07\x1b]104\x07'));
  assert.deepEqual([...screen.colours.keys()], ['bg', 'cursor', 'selected']);
  screen.write(bytes('\x1b]110\x07\x1b]111\x07\x1b]112\x07\x1b]117\x07\x1b]119\x07'));
  assert.equal(screen.colours.size, 0);
  screen.write(bytes('\x1b]4;1;rgb:01/02/03\x07'));
  screen.reset();
  assert.equal(screen.colours.size, 0);
});
