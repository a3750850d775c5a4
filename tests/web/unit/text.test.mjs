import test from 'node:test';
import assert from 'node:assert/strict';
import { prepare, needsQuestion, lineCount, preview } from '../../../web/input/paste.js';
import { addressIn, trimmed } from '../../../web/terminal/urls.js';
import { logicalLine, wordAround } from '../../../web/terminal/words.js';
import { Screen } from '../../../web/terminal/screen.js';
import { joined, pieceOf } from '../../../web/terminal/selection.js';
import { Ime, difference, PADDING } from '../../../web/input/ime.js';

test('a paste cannot break out of its brackets', () => {
  assert.equal(prepare('a\x1b[201~b', true), '\x1b[200~a[201~b\x1b[201~');
  assert.equal(prepare('a\r\nb\nc\td\x9b\x03', false), 'a\rb\rc\td');
});

test('a paste of many lines must be confirmed if the program would run them', () => {
  const shell = { paste: false, alternate: false };
  assert.equal(needsQuestion('one\n', shell), false);
  assert.equal(needsQuestion('one\ntwo', shell), true);
  assert.equal(needsQuestion('one\ntwo', { ...shell, paste: true }), false);
  assert.equal(lineCount('a\r\nb\r\nc\r\n'), 3);
  assert.equal(preview('1\n2\n3', 2), '1\n2\n…');
});

test('addresses in text are found', () => {
  const at = (text, place) => addressIn([...text], place)?.address ?? null;
  assert.equal(at('see https://a.b/c, ok', 8), 'https://a.b/c');
  assert.equal(at('see https://a.b/c, ok', 1), null);
  assert.equal(at('see https://a.b/c, ok', 17), null);
  assert.equal(at('javascript://x', 3), null);
  assert.equal(at('see http://. now', 6), null);
  assert.equal(at('“https://a.b/ü/漢字”', 3), 'https://a.b/ü/漢字');
  assert.equal(at('mail mailto:a@b.c.', 8), 'mailto:a@b.c');
});

test('an address ends before punctuation and before brackets that it did not open', () => {
  for (const [text, address] of [
    ['https://a.b/c).', 'https://a.b/c'],
    ['https://a.b/c_(d)', 'https://a.b/c_(d)'],
    ['https://example.com/x_(y).)', 'https://example.com/x_(y)'],
    ['https://a.b/[c]],', 'https://a.b/[c]'],
    ['https://a.b/c?!…', 'https://a.b/c'],
    ['https://a.b/c。', 'https://a.b/c'],
    ['https://a.b/c**', 'https://a.b/c'],
    ['https://a.b/?q=(1)&r=[2]', 'https://a.b/?q=(1)&r=[2]'],
  ])
    assert.equal(trimmed(text), address);
});

// The lines of a screen, as a selection sees them.
function linesOf(columns, rows, bytes) {
  const screen = new Screen(columns, rows);
  screen.write(new TextEncoder().encode(bytes));
  return { first: 0, end: rows, columns, rowAt: (line) => screen.rows[line] };
}

// The text of what a click on a cell selects.
function clicked(lines, line, column, unit = 'word') {
  const whole = logicalLine(lines, line);
  const { from, to } = unit === 'line' ? whole : wordAround(lines, whole, { line, column });
  const pieces = [];
  for (let at = from.line; at <= to.line; at++) {
    const row = lines.rowAt(at);
    const end = at === to.line ? to.column : row.codes.length;
    pieces.push(pieceOf(row, at === from.line ? from.column : 0, end));
  }
  return joined(pieces);
}

test('a double click takes a path or an address as a whole, over the end of a row too', () => {
  const lines = linesOf(
    20,
    6,
    'in /usr/lib/x-y_z/fi\x1b]7681;1\x07\x1b[2;1Hle+1.c:12: error' +
      '\x1b[3;1H(see https://a.b/c_(\x1b]7681;3\x07\x1b[4;1Hd).) “a b” x│y│漢字',
  );
  assert.equal(clicked(lines, 0, 5), '/usr/lib/x-y_z/file+1.c:12');
  assert.equal(clicked(lines, 1, 2), '/usr/lib/x-y_z/file+1.c:12');
  assert.equal(clicked(lines, 1, 14), 'error');
  assert.equal(clicked(lines, 2, 8), 'https://a.b/c_(d)');
  assert.equal(clicked(lines, 2, 2), 'see');
  assert.equal(clicked(lines, 3, 6), 'a');
  assert.equal(clicked(lines, 3, 13), 'y');
  assert.equal(clicked(lines, 3, 16), '漢字');
});

test('an address that ends in the last column does not take the word of the next line along', () => {
  const lines = linesOf(20, 2, 'x https://example.co\x1b[2;1Hword');
  assert.equal(clicked(lines, 0, 10), 'https://example.co');
  assert.equal(clicked(lines, 1, 1), 'word');
});

test('a triple click takes a line with all rows that it was wrapped into', () => {
  const lines = linesOf(4, 4, 'none\x1b[2;1Habcd\x1b]7681;2\x07\x1b[3;1Hefgh\x1b]7681;3\x07\x1b[4;1Hij');
  for (const line of [1, 2, 3]) assert.equal(clicked(lines, line, 1, 'line'), 'abcdefghij');
  assert.equal(clicked(lines, 0, 1, 'line'), 'none');
});

test('copied rows have no trailing blanks, and wrapped lines are joined', () => {
  assert.equal(joined([{ text: 'a  ' }, { text: 'bb', continues: true }, { text: 'cc ' }]), 'a\nbbcc');
});

test('blanks within a row count, and those after its text do not', () => {
  const [row] = [linesOf(10, 1, 'a  b').rowAt(0)];
  assert.equal(joined([pieceOf(row, 0, 3)]), 'a  ');
  assert.equal(joined([pieceOf(row, 0, 9)]), 'a  b');
  assert.equal(joined([pieceOf(row, 5, 9)]), '');
});

test('a wide character and a cluster are copied whole, whichever half is selected', () => {
  const row = linesOf(10, 1, 'a漢e\u0301x').rowAt(0);
  assert.equal(joined([pieceOf(row, 2, 3)]), '漢');
  assert.equal(joined([pieceOf(row, 0, 2)]), 'a漢');
  assert.equal(joined([pieceOf(row, 3, 4)]), 'e\u0301');
});

test('the cell left empty before a wide character is not copied, a blank typed there is', () => {
  const copied = (first) => {
    const lines = linesOf(4, 2, `${first}\x1b]7681;1\x07\x1b[2;1H漢`);
    return joined([0, 1].map((line) => pieceOf(lines.rowAt(line), 0, 4)));
  };
  assert.equal(copied('abc\x1b[K'), 'abc漢');
  assert.equal(copied('abc '), 'abc 漢');
});

test('differences of texts', () => {
  assert.deepEqual(difference('teh', 'the'), { deleted: 2, inserted: 'he' });
  assert.deepEqual(difference('a😀', 'a'), { deleted: 1, inserted: '' });
});

// A text area without a browser, edited as by an input method.
class Area {
  constructor() {
    this.value = '';
    this.listeners = {};
  }

  addEventListener(type, run) {
    this.listeners[type] = run;
  }

  fire(type, event = {}) {
    this.listeners[type](event);
  }

  set(value, isComposing = false, event = {}) {
    this.value = value;
    this.fire('input', { isComposing, ...event });
  }
}

function imeOf(options = {}) {
  const area = new Area();
  let sent = '';
  const previews = [];
  const pastes = [];
  const on = {
    send: (text) => (sent += text),
    paste: (text) => pastes.push(text),
    preview: (text) => previews.push(text),
  };
  const ime = new Ime(area, { ...on, ...options });
  return { area, ime, previews, pastes, sent: () => sent };
}

test('a composed word is sent once, when it is finished', () => {
  for (const late of [false, true]) {
    const { area, sent, previews } = imeOf();
    area.fire('compositionstart');
    area.fire('compositionupdate', { data: 'に' });
    area.set('に', true);
    area.fire('compositionupdate', { data: '日本' });
    area.set('日本', true);
    assert.equal(sent(), '');
    assert.equal(previews.at(-1), '日本');
    area.fire('compositionend', { data: '日本' });
    if (late) area.set(area.value);
    assert.equal(sent(), '日本');
    assert.equal(previews.at(-1), '');
  }
});

test('a cancelled composition sends nothing', () => {
  const { area, sent } = imeOf();
  area.fire('compositionstart');
  area.set('ni', true);
  area.set('', true);
  area.fire('compositionend', { data: '' });
  assert.equal(sent(), '');
});

test('a soft keyboard sends letters as they arrive, and a correction as DELs', () => {
  const { area, sent } = imeOf({ live: true, padded: true });
  assert.equal(area.value, PADDING);
  area.fire('compositionstart');
  for (const text of ['t', 'te', 'teh']) {
    area.fire('compositionupdate', { data: text });
    area.set(PADDING + text, true);
  }
  assert.equal(sent(), 'teh');
  area.fire('compositionupdate', { data: 'the' });
  area.set(`${PADDING}the`, true);
  area.fire('compositionend', { data: 'the' });
  area.set(`${PADDING}the `);
  assert.equal(sent(), 'teh\x7f\x7fhe ');
});

test('deletion in an empty text area sends DEL, and Enter sends a return', () => {
  const { area, sent } = imeOf({ padded: true });
  area.set(PADDING.slice(0, -1));
  assert.equal(sent(), '\x7f');
  assert.equal(area.value, PADDING);
  area.set(`${PADDING}ls\n`);
  assert.equal(sent(), '\x7fls\r');
  assert.equal(area.value, PADDING);
});

test('several lines that a soft keyboard inserts are pasted, not typed', () => {
  for (const inputType of ['insertText', 'insertReplacementText', 'insertFromPaste', 'insertFromDrop', undefined]) {
    const { area, sent, pastes } = imeOf({ padded: true });
    area.set(`${PADDING}one\ntwo\n`, false, { inputType, data: 'one\ntwo\n' });
    assert.deepEqual([sent(), pastes], ['', ['one\ntwo\n']], inputType);
    assert.equal(area.value, PADDING);
    area.set(`${PADDING}x`);
    assert.equal(sent(), 'x');
  }
});

test('one line that is inserted with its end is pasted; Enter, also after a composed word, is typed', () => {
  const { area, sent, pastes } = imeOf();
  area.set('ls\n', false, { inputType: 'insertText', data: 'ls\n' });
  assert.deepEqual([sent(), pastes], ['', ['ls\n']]);
  area.set('\n', false, { inputType: 'insertLineBreak', data: null });
  assert.equal(sent(), '\r');
  area.fire('compositionstart');
  area.set('語', true);
  area.set('語\n', true);
  area.fire('compositionend', { data: '語\n' });
  assert.equal(sent(), '\r語\r');
  area.fire('compositionstart');
  area.set('a\nb', true);
  area.fire('compositionend', { data: 'a\nb' });
  assert.deepEqual([sent(), pastes.at(-1)], ['\r語\r', 'a\nb']);
});
