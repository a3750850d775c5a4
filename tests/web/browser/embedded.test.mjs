// Embedded scripts (tools/embed): identical to the source except for comments and blanks.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Server, root } from '../../lib/server.mjs';

const require = createRequire(join(process.env.PLAYWRIGHT || process.cwd(), 'x.js'));
const { tokenizer } = require('acorn');
const WEB = join(root, 'web');

// The tokens of a module.
function tokensOf(source) {
  const all = [...tokenizer(source, { ecmaVersion: 'latest', sourceType: 'module' })];
  return all.map(({ type, start, end }) => `${type.label} ${source.slice(start, end)}`);
}

test('every served script has the same tokens as its source', async () => {
  const server = await Server.start();
  try {
    const names = readdirSync(WEB, { recursive: true }).filter((name) => name.endsWith('.js'));
    assert.ok(names.length > 30);
    for (const name of names) {
      const { body } = await server.request('GET', `/${name}`, { token: null });
      const source = readFileSync(join(WEB, name), 'utf8');
      assert.deepEqual(tokensOf(body.toString()), tokensOf(source), name);
      assert.ok(body.length < source.length, name);
      assert.doesNotMatch(body.toString(), /^\/\//m, name);
    }
  } finally {
    await server.stop();
  }
});
