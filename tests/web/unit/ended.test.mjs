import test from 'node:test';
import assert from 'node:assert/strict';
import { nextStart } from '../../../web/panels/ended.js';

test('the next start of an ended program is described', () => {
  const window = { breaker: 'closed', failures: 2, min_uptime: 10 };
  assert.equal(nextStart(window, 4), '; starts again in 4 s');
  assert.equal(nextStart(window, 0), '; starts again now');
  assert.equal(nextStart({ ...window, breaker: 'half-open' }, 1), '; starts again in 1 s');
});

test('a program that keeps ending is described as such', () => {
  const window = { breaker: 'open', failures: 5, min_uptime: 10 };
  assert.equal(nextStart(window, 30), '; failed 5 times within 10 s of its start; tries again in 30 s');
  assert.equal(nextStart({ ...window, failures: 1 }, -1), '; failed once within 10 s of its start; tries again now');
});
