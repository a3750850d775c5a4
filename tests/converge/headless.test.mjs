// Painted bytes shown by another terminal implementation, xterm.js without a page. The streams are those of the
// engine's own convergence test. Features that xterm.js does not support (reverse video, underline colours, rapid
// blinking) are not compared.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = createRequire(`${root}/build/npm/package.json`);
const { Terminal } = modules('@xterm/headless');
const { Unicode11Addon } = modules('@xterm/addon-unicode11');

const CASES = Number(process.env.CONVERGE_CASES ?? 400);
const FIRST = Number(process.env.CONVERGE_FIRST ?? 1);
const GROUP = 50;

// xterm.js reports linked cells as underlined, which is used to compare links.
const LINK = 1 << 14;
const UNDERLINE = 1 << 15;
const ATTRIBUTES = [
  [1 << 0, 'isBold'],
  [1 << 1, 'isDim'],
  [1 << 2, 'isItalic'],
  [1 << 3, 'isBlink'],
  [1 << 5, 'isInverse'],
  [1 << 6, 'isInvisible'],
  [1 << 7, 'isStrikethrough'],
  [1 << 8, 'isOverline'],
  [UNDERLINE, 'isUnderline'],
];
const KNOWN = ATTRIBUTES.reduce((all, [bit]) => all | bit, 0);
const MODES = [
  [1 << 0, 'applicationCursorKeysMode'],
  [1 << 5, 'applicationKeypadMode'],
  [1 << 8, 'sendFocusMode'],
  [1 << 9, 'bracketedPasteMode'],
];
const MOUSE = ['none', 'x10', 'vt200', 'drag', 'any'];

function colour(isDefault, isRgb, value) {
  return isDefault ? -1 : isRgb ? 0x1000000 | value : value;
}

// Formats a cell as converge-dump writes it.
function cellOf(cell) {
  const columns = cell.getWidth();
  const attributes = ATTRIBUTES.reduce((all, [bit, is]) => (cell[is]() ? all | bit : all), 0);
  return [
    columns === 0 ? '' : cell.getChars() || ' ',
    columns,
    colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    attributes,
  ];
}

async function shown(painted, cols, rows) {
  const terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 100 });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  let title = '';
  terminal.onTitleChange((t) => {
    title = t;
  });
  await new Promise((done) => terminal.write(painted, done));
  const buffer = terminal.buffer.active;
  const screen = [];
  for (let y = 0; y < rows; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    screen.push(Array.from({ length: cols }, (_, x) => cellOf(line.getCell(x))));
  }
  const is = {
    screen,
    title,
    cursor: [buffer.cursorX, buffer.cursorY],
    alternate: buffer.type === 'alternate',
    mouse: terminal.modes.mouseTrackingMode,
    modes: MODES.map(([, name]) => terminal.modes[name]),
  };
  terminal.dispose();
  return is;
}

function compareScreen(is, one, where) {
  for (let y = 0; y < one.rows; y++) {
    for (let x = 0; x < one.cols; x++) {
      const want = [...one.screen[y][x]];
      want[4] = (want[4] & KNOWN) | (want[4] & LINK ? UNDERLINE : 0);
      assert.deepEqual(is.screen[y][x], want, `${where}: column ${x}, row ${y}`);
    }
  }
}

async function compare(one) {
  const is = await shown(Buffer.from(one.painted, 'base64'), one.cols, one.rows);
  const where = `seed ${one.seed}, ${one.cols}x${one.rows}`;
  compareScreen(is, one, where);
  assert.deepEqual(is.cursor, one.cursor, `${where}: cursor`);
  assert.equal(is.alternate, one.alternate, `${where}: alternate screen`);
  assert.equal(is.title, one.title, `${where}: title`);
  assert.equal(is.mouse, MOUSE[one.mouse], `${where}: mouse`);
  assert.deepEqual(
    is.modes,
    MODES.map(([bit]) => (one.modes & bit) !== 0),
    `${where}: modes`,
  );
}

async function compareAll(words, count, each = compare) {
  const dump = spawn(`${root}/build/tests/converge-dump`, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => dump.on('close', done));
  let n = 0;
  for await (const line of createInterface({ input: dump.stdout })) await each(JSON.parse(line), ++n);
  assert.equal(await ended, 0);
  assert.equal(n, count);
}

for (let first = FIRST; first < FIRST + CASES; first += GROUP) {
  const count = Math.min(GROUP, FIRST + CASES - first);
  test(`xterm.js shows what the window shows, seeds ${first} to ${first + count - 1}`, () =>
    compareAll([String(count), String(first)], count));
}

const recordings = `${root}/tests/recordings`;
for (const name of readdirSync(recordings)
  .filter((n) => n.endsWith('.bin'))
  .sort()) {
  const path = `${recordings}/${name}`;
  test(`viewers of ${name}, stopped at each quarter, see what the window shows`, () => compareAll([path], 4));
  // top erases to the end of the row right after writing the last column. xterm and boundtty erase the last cell;
  // xterm.js keeps it.
  if (name === 'top.bin') continue;
  test(`${name} itself looks on xterm.js as in the window`, () => {
    const bytes = readFileSync(path);
    return compareAll([path], 4, async (one, quarter) => {
      const fed = bytes.subarray(0, Math.floor((bytes.length * quarter) / 4));
      compareScreen(await shown(fed, one.cols, one.rows), one, `quarter ${quarter}`);
    });
  });
}

// Frames of a gradient of half blocks, in which each cell has two colours of its own, and a background for the rest.
function picture() {
  const of = (x, y, frame) => [(x * 3 + frame) & 255, (y * 5 + frame * 31) & 255, (x ^ y) & 255].join(';');
  let text = '';
  for (let frame = 0; frame < 2; frame++) {
    text += `\x1b[48;2;0;0;${frame}m\x1b[2J`;
    for (let y = 0; y < 10; y++) {
      text += `\x1b[${y * 2 + 1};1H`;
      for (let x = 0; x < 80; x++) text += `\x1b[38;2;${of(x, y * 2, frame)};48;2;${of(x, y * 2 + 1, frame)}m▀`;
    }
    text += `\x1b[0;38:5:255;48:5:${frame}m\x1b[24;1H\x1b[K\x1b[4;58:5:${frame}munderlined\x1b[m`;
  }
  return Buffer.from(text);
}

test('each cell of a picture in true colour is on xterm.js as in the window, and as viewers are sent it', async () => {
  const path = `${root}/build/picture.bin`;
  writeFileSync(path, picture());
  const bytes = readFileSync(path);
  assert.ok(bytes.length <= 64 * 1024, 'converge-dump reads no more');
  await compareAll([path], 4);
  await compareAll([path], 4, async (one, quarter) => {
    const fed = bytes.subarray(0, Math.floor((bytes.length * quarter) / 4));
    compareScreen(await shown(fed, one.cols, one.rows), one, `quarter ${quarter}`);
  });
});
