// The log file of a window's output: a timestamp before each line, a size limit, continued by the next server.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Server, until } from '../lib/server.mjs';

const windows = '/api/sessions/main/windows';
const folder = mkdtempSync(join(tmpdir(), 'boundtty-windowlog-'));
let s;
before(async () => (s = await Server.start()));
after(async () => {
  await s.stop();
  rmSync(folder, { recursive: true });
});

async function opened(script, options) {
  const { status, json } = await s.json('POST', windows, { body: { command: ['/bin/sh', '-c', script], ...options } });
  assert.equal(status, 201, JSON.stringify(json));
  return { index: json.index, close: () => s.request('DELETE', `${windows}/${json.index}`) };
}
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

test('each line has a timestamp, no viewer is needed, and the next server continues the file', async () => {
  const log = join(folder, 'one.log'),
    go = join(folder, 'go');
  const w = await opened(
    `echo first; printf 'half '; echo line; until [ -e ${go} ]; do sleep 0.05; done; echo later; exec cat`,
    { log },
  );
  await until('two lines', () => read(log).split('\n').length === 3);
  assert.match(
    read(log),
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z first\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z half line\n$/,
  );
  assert.equal(statSync(log).mode & 0o777, 0o600);
  const server = s.serverPid();
  process.kill(server, 'SIGKILL');
  await until(
    'another serves',
    async () => s.serverPid() !== server && (await s.request('GET', '/health').catch(() => ({}))).status === 200,
  );
  writeFileSync(go, '');
  await until('the last line', () => / later\n$/.test(read(log)));
  await w.close();
});

test('the file is rotated at its size limit, and the set number of files is kept', async () => {
  const log = join(folder, 'many.log');
  const w = await opened(
    'i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo "line $i"; [ $((i % 20)) = 0 ] && sleep 0.01; done; ' +
      'echo end; exec cat',
    { log, 'log-size': 4, 'log-files': 3 },
  );
  await until('the last line', () => / end\n$/.test(read(log)), 20000);
  const files = readdirSync(folder)
    .filter((name) => name.startsWith('many.log'))
    .sort();
  assert.deepEqual(files, ['many.log', 'many.log.1', 'many.log.2']);
  for (const name of files)
    assert.ok(statSync(join(folder, name)).size <= 4096 + 2048, `${name} has ${statSync(join(folder, name)).size}`);
  const all = ['many.log.2', 'many.log.1', 'many.log'].map((name) => read(join(folder, name))).join('');
  const numbers = [...all.matchAll(/ line (\d+)\n/g)].map((m) => Number(m[1]));
  assert.equal(numbers.at(-1), 1000);
  numbers.forEach((n, i) => assert.equal(n, numbers[0] + i, 'no line is missing'));
  await w.close();
});

test('what CR separates is a line each, and CR LF ends one line', async () => {
  const log = join(folder, 'bars.log');
  const w = await opened(String.raw`stty -opost; printf ' 10%%\r 20%%\r\n\none\r\n\r\ntwo\r\r\nthree\r'; exec cat`, {
    log,
  });
  await until('the last line', () => / three\n$/.test(read(log)));
  assert.deepEqual(
    read(log)
      .split('\n')
      .map((line) => line.slice('2026-11-21T01:02:03.004Z '.length)),
    [' 10%', ' 20%', '', 'one', '', 'two', 'three', ''],
  );
  await w.close();
});

test('the output of a program that ends at once is logged completely', async () => {
  const log = join(folder, 'short.log');
  const w = await opened('echo one; echo two', { log });
  await until(
    'it has ended',
    async () => (await s.json('GET', windows)).json.find((x) => x.index === w.index).phase === 'ended',
  );
  assert.match(read(log), /Z one\n\S+Z two\n$/);
  await w.close();
});

test('a file that cannot be opened is reported once, and the window runs', async () => {
  const w = await opened('echo here; exec cat', { log: '/nowhere/at/all.log' });
  await until('it is said', () => s.log.includes('event=window-log-failed'));
  await until('it shows', async () => (await s.screen('main', w.index)).includes('here'));
  assert.equal(s.log.split('event=window-log-failed').length, 2);
  await w.close();
});
