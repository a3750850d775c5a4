import test from 'node:test';
import assert from 'node:assert/strict';
import { bytes, duration, points } from '../../../web/panels/status.js';

test('amounts are formatted for people', () => {
  assert.deepEqual([0, 1023, 1536, 20480, 3 * 1048576].map(bytes), ['0 B', '1023 B', '1.5 KB', '20 KB', '3.0 MB']);
  assert.deepEqual([7, 1500, 250000, 2500000].map(duration), ['7 µs', '1.5 ms', '250 ms', '2.5 s']);
});

test('a curve ends at the right edge and reaches the top at its maximum', () => {
  assert.equal(points([0, 5, 10], 100, 20, 3), '0.0,18.0 50.0,10.0 100.0,2.0');
  assert.equal(points([], 100, 20, 3), '');
});
