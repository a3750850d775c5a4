import test from 'node:test';
import assert from 'node:assert/strict';
import { encodeKey, encodeSpecial, encodeCharacter } from '../../../web/input/key-encoding.js';
import { report, wanted, wheelArrows } from '../../../web/input/mouse.js';
import { Sticky } from '../../../web/panels/key-rows.js';
import { momentum } from '../../../web/input/touch.js';

const NORMAL = { applicationCursor: false, applicationKeypad: false };
const press = (key, held = {}, modes = NORMAL, options = {}) =>
  encodeKey(
    { key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, location: 0, ...held },
    modes,
    options,
  );
const ctrl = { ctrlKey: true };
const alt = { altKey: true };

test('special keys are encoded as in xterm', () => {
  assert.equal(press('ArrowUp'), '\x1b[A');
  assert.equal(press('ArrowUp', {}, { applicationCursor: true }), '\x1bOA');
  assert.equal(press('ArrowLeft', { ctrlKey: true, shiftKey: true }, { applicationCursor: true }), '\x1b[1;6D');
  assert.equal(press('Home'), '\x1b[H');
  assert.equal(press('End', alt), '\x1b[1;3F');
  assert.equal(press('Delete'), '\x1b[3~');
  assert.equal(press('PageUp', ctrl), '\x1b[5;5~');
  assert.equal(press('F1'), '\x1bOP');
  assert.equal(press('F4', { shiftKey: true }), '\x1b[1;2S');
  assert.equal(press('F5'), '\x1b[15~');
  assert.equal(press('F12', ctrl), '\x1b[24;5~');
  assert.equal(press('Tab', { shiftKey: true }), '\x1b[Z');
  assert.equal(press('Backspace'), '\x7f');
  assert.equal(press('Backspace', ctrl), '\b');
  assert.equal(press('Enter', alt), '\x1b\r');
});

test('Ctrl and Alt', () => {
  for (let i = 0; i < 26; i++) assert.equal(press(String.fromCharCode(97 + i), ctrl), String.fromCharCode(i + 1));
  assert.equal(press(' ', ctrl), '\0');
  assert.equal(press('[', ctrl), '\x1b');
  assert.equal(press('/', ctrl), '\x1f');
  assert.equal(press('x', alt), '\x1bx');
  assert.equal(press('c', { ...ctrl, ...alt }), '\x1b\x03');
  assert.equal(press('с', { ...ctrl, code: 'KeyC' }), '\x03', 'Ctrl-C on a Cyrillic layout');
});

test('keys that are not for the program', () => {
  assert.equal(press('v', { metaKey: true }), null);
  assert.equal(press('Process', { keyCode: 229 }), null);
  assert.equal(press('Shift'), null);
  assert.equal(press('Dead'), null);
  assert.equal(press('a', { isComposing: true }), null);
});

test('AltGr selects characters, as does Option on a Mac', () => {
  const graph = { ...ctrl, ...alt, getModifierState: (name) => name === 'AltGraph' };
  assert.equal(press('@', graph), '@');
  assert.equal(press('å', { ...alt, code: 'KeyA' }, NORMAL, { mac: true }), 'å');
  assert.equal(press('å', { ...alt, code: 'KeyA' }, NORMAL, { altIsMeta: true }), '\x1ba');
});

test('the application keypad', () => {
  assert.equal(press('Enter', { location: 3 }, { applicationKeypad: true }), '\x1bOM');
  assert.equal(press('5', { location: 3 }, { applicationKeypad: true }), '5');
});

test('key rows with modifiers', () => {
  assert.equal(encodeSpecial('ArrowUp', { ctrl: true }, NORMAL), '\x1b[1;5A');
  assert.equal(encodeCharacter('d', { ctrl: true }), '\x04');
  assert.equal(encodeCharacter('.', { alt: true }), '\x1b.');
  const sticky = new Sticky();
  sticky.tap(0);
  assert.equal(sticky.take(), true);
  assert.equal(sticky.take(), false);
  sticky.tap(1000);
  sticky.tap(1100);
  assert.equal(sticky.take() && sticky.take(), true, 'a double tap locks');
  sticky.tap(2000);
  assert.equal(sticky.take(), false);
});

test('mouse reports in three encodings', () => {
  const text = (bytes) => String.fromCharCode(...bytes);
  const at = { button: 0, column: 9, row: 4 };
  assert.equal(text(report(at, { mouse: 1000, encoding: 1006 })), '\x1b[<0;10;5M');
  assert.equal(text(report({ ...at, released: true }, { mouse: 1000, encoding: 1006 })), '\x1b[<0;10;5m');
  assert.equal(
    text(report({ ...at, motion: true, held: { ctrl: true } }, { mouse: 1002, encoding: 1006 })),
    '\x1b[<48;10;5M',
  );
  assert.equal(text(report(at, { mouse: 1000, encoding: 1015 })), '\x1b[32;10;5M');
  assert.deepEqual(
    [...report({ ...at, column: 200, released: true }, { mouse: 1000, encoding: 0 })],
    [27, 91, 77, 35, 233, 37],
  );
  assert.equal(report({ ...at, column: 223 }, { mouse: 1000, encoding: 0 }), null);
  assert.equal(text(report({ ...at, button: 65 }, { mouse: 1000, encoding: 1006 })), '\x1b[<65;10;5M');
});

test('mouse events reported in each mode', () => {
  assert.equal(wanted(0, {}), false);
  assert.equal(wanted(9, { released: true }), false);
  assert.equal(wanted(1000, { motion: true, pressed: 0 }), false);
  assert.equal(wanted(1002, { motion: true }), false);
  assert.equal(wanted(1002, { motion: true, pressed: 0 }), true);
  assert.equal(wanted(1003, { motion: true }), true);
  assert.equal(wheelArrows(-2, NORMAL), '\x1b[A\x1b[A');
});

test('the momentum of a swipe comes to rest', () => {
  const steps = [...momentum(3)];
  assert.ok(steps.length < 200);
  assert.ok(steps.reduce((a, b) => a + b) > 20);
});
