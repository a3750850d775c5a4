// The page's widths are those of the engine: both tables come from the same database.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { width } from '../../../web/terminal/width.js';

// Lines of "first[..last] ; value".
function* ranges(file, values) {
  for (const line of readFileSync(new URL(`../../../tools/ucd/${file}`, import.meta.url), 'utf8').split('\n')) {
    const [, first, last = first, value] = /^([0-9A-F]+)(?:\.\.([0-9A-F]+))? ; (\w+)$/.exec(line) ?? [];
    if (values.includes(value)) yield [parseInt(first, 16), parseInt(last, 16)];
  }
}

test('every code point takes the columns that the Unicode database says, in the page as in the engine', () => {
  const expected = new Uint8Array(0x110000).fill(1);
  for (const [first, last] of ranges('EastAsianWidth.txt', ['W', 'F'])) expected.fill(2, first, last + 1);
  for (const [first, last] of ranges('extracted/DerivedGeneralCategory.txt', ['Mn', 'Me', 'Cf']))
    expected.fill(0, first, last + 1);
  expected.fill(0, 0x1160, 0x1200).fill(0, 0xd7b0, 0xd7fc);
  for (const shown of [0xad, 0x6dd, 0x70f, 0x890, 0x891, 0x8e2, 0x110bd, 0x110cd]) expected[shown] = 1;
  expected.fill(1, 0x600, 0x606);
  const wrong = [];
  expected.forEach((columns, point) => {
    if (width(point) !== columns) wrong.push(point.toString(16));
  });
  assert.deepEqual(wrong, []);
});
