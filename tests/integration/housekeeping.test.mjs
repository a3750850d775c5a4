// Housekeeping of the state directory, and boundtty check.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, root } from '../lib/server.mjs';

const program = join(root, process.env.BOUNDTTY ?? 'build/boundtty');
const check = (...words) => spawnSync(program, ['check', ...words], { encoding: 'utf8' });
const modeOf = (file) => statSync(file).mode & 0o777;

// A directory with every kind of mistake; files outside of it must remain unchanged.
function untidy() {
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-untidy-')),
    outside = join(mkdtempSync(join(tmpdir(), 'boundtty-outside-')), 'file');
  const old = Date.now() / 1000 - 8 * 24 * 3600;
  writeFileSync(outside, 'not ours to touch', { mode: 0o644 });
  symlinkSync(outside, join(folder, 'link'));
  writeFileSync(join(folder, 'open'), '', { mode: 0o644 });
  for (const name of ['old.part', 'young.part', 'old.txt']) writeFileSync(join(folder, name), '', { mode: 0o600 });
  for (const name of ['old.part', 'old.txt']) utimesSync(join(folder, name), old, old);
  chmodSync(folder, 0o755);
  return { folder, outside };
}

test('files that others could read are closed, leftovers are removed, and both are counted', async () => {
  const { folder, outside } = untidy();
  const s = await Server.start({ state: folder });
  try {
    assert.equal(modeOf(folder), 0o700);
    assert.equal(modeOf(join(folder, 'open')), 0o600);
    assert.ok(!existsSync(join(folder, 'old.part')));
    for (const name of ['young.part', 'old.txt', 'link']) assert.ok(existsSync(join(folder, name)), name);
    assert.equal(modeOf(outside), 0o644);
    const text = (await s.request('GET', '/metrics')).body.toString();
    assert.match(text, /^boundtty_file_permission_errors_total\S* [1-9]/m);
    assert.match(s.log, /event=housekeeping file=open what="can be read or changed by others" repaired=yes/);
    assert.match(s.log, /event=housekeeping file=old.part .*repaired=yes/);
  } finally {
    await s.stop();
  }
});

test('check reports all of this and changes nothing', () => {
  const { folder } = untidy();
  const config = join(mkdtempSync(join(tmpdir(), 'boundtty-config-')), 'boundtty.conf');
  writeFileSync(config, '[server]\nlisten = nowhere\nidle-timeout = 5\nno-such-key = 1\nping-interval = often\n');
  const said = check('-c', config, '-s', folder);
  assert.equal(said.status, 1, said.stdout + said.stderr);
  for (const [line, words] of [
    [2, /nowhere.*is not an address/],
    [4, /no-such-key.*is not known/],
    [5, /often.*is not a number of seconds/],
  ])
    assert.ok(
      said.stdout.split('\n').some((l) => l.startsWith(`${config}:${line}: `) && words.test(l)),
      said.stdout,
    );
  assert.match(said.stdout, /^open: can be read or changed by others/m);
  assert.match(said.stdout, /^old.part: was left/m);
  assert.equal(modeOf(folder), 0o755);
  assert.ok(existsSync(join(folder, 'old.part')));
});

test('check finds no fault in the files that a start creates', async () => {
  const s = await Server.start();
  try {
    const said = check('-s', s.state);
    assert.match(said.stdout, /^all is well[:;] .*\n$/);
    assert.equal(said.status, 0);
    assert.equal(check('-x').status, 2);
  } finally {
    await s.stop();
  }
});
