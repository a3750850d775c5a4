import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bytesOf, themeColours } from '../../../web/terminal/theme.js';

test('a colour of the style is read in its short and its long form, and in no other', () => {
  assert.deepEqual(bytesOf(' #15181c'), [0x15, 0x18, 0x1c]);
  assert.deepEqual(bytesOf('#fA0'), [0xff, 0xaa, 0]);
  for (const text of ['', 'red', '#1234', '#12345g', 'rgb(1,2,3)']) assert.equal(bytesOf(text), null);
});

test('both themes report 19 colours', () => {
  const css = readFileSync(new URL('../../../web/style/theme.css', import.meta.url), 'utf8');
  const [dark, light] = css.split("[data-theme='light']");
  for (const theme of [dark, light]) {
    const style = { getPropertyValue: (name) => new RegExp(`\\s${name}: ([^;]+);`).exec(theme)?.[1] ?? '' };
    assert.equal(themeColours(style).length, 57);
  }
  assert.equal(themeColours({ getPropertyValue: () => '' }), null);
});
