import test from 'node:test';
import assert from 'node:assert/strict';
import { prepare, needsQuestion, lineCount, preview } from '../../../web/input/paste.js';
import { addressAt, trimmed } from '../../../web/terminal/urls.js';
import { joined } from '../../../web/terminal/selection.js';
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
  assert.equal(trimmed('https://a.b/c).'), 'https://a.b/c');
  assert.equal(trimmed('https://a.b/c_(d)'), 'https://a.b/c_(d)');
  assert.equal(addressAt(['see https://a.b/c, ok'], 0, 8, 80).address, 'https://a.b/c');
  assert.equal(addressAt(['see https://a.b/c, ok'], 0, 1, 80), null);
  assert.equal(
    addressAt(['xx http://a', 'b.c/long no'], 1, 2, 11).address,
    'http://ab.c/long',
    'continues in the next row',
  );
  assert.equal(addressAt(['javascript://x'], 0, 3, 80), null);
});

test('copied rows have no trailing blanks, and wrapped lines are joined', () => {
  assert.equal(joined([{ text: 'a  ' }, { text: 'bb', continues: true }, { text: 'cc ' }]), 'a\nbbcc');
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

  set(value, isComposing = false) {
    this.value = value;
    this.fire('input', { isComposing });
  }
}

function imeOf(options = {}) {
  const area = new Area();
  let sent = '';
  const previews = [];
  const ime = new Ime(area, { send: (text) => (sent += text), preview: (text) => previews.push(text), ...options });
  return { area, ime, previews, sent: () => sent };
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
