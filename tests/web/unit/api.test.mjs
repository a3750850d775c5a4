// Answers of the server as the page interprets them.

import test from 'node:test';
import assert from 'node:assert/strict';
import { bodyOf, login } from '../../../web/net/api.js';

const answer = (body, status = 200, headers = {}) => new Response(body, { status, headers });

test('an answer that is not JSON is an error, even with status 200', async () => {
  await assert.rejects(bodyOf(answer('[{"index":0,')), { status: 502, message: /not JSON/ });
  assert.deepEqual(await bodyOf(answer('[]')), []);
  assert.equal(await bodyOf(answer(null, 204)), null);
});

test('an error without JSON keeps its text, truncated for display', async () => {
  assert.deepEqual(await bodyOf(answer('Bad Gateway', 502)), { error: 'Bad Gateway' });
  assert.equal((await bodyOf(answer('x'.repeat(1000), 500))).error.length, 200);
});

test('a refusal has a status, a sentence and the time to retry', async (t) => {
  t.mock.method(globalThis, 'fetch', async () => answer('{"error":"too many"}', 429, { 'Retry-After': '60' }));
  await assert.rejects(login('x'), { status: 429, message: 'too many', retryAfter: 60 });
  t.mock.method(globalThis, 'fetch', async () => answer('', 500));
  await assert.rejects(login('x'), { status: 500, message: 'The server answered 500.' });
});

test('a server that cannot be reached is reported', async (t) => {
  t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('failed')));
  await assert.rejects(login('x'), { status: 0, message: 'The server cannot be reached.' });
});
