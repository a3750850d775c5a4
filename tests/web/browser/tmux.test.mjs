// The sessions of the machine's tmux in the page's drawer: shown, created, renamed, closed.

import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, missing, root, until } from '../../lib/server.mjs';
import { DESKTOP, launch, open, sees } from './chromium.mjs';

const skip = missing('tmux', '-V');
const name = `boundtty-page-${process.pid}`;
let browser, folder, server, page;

const tmux = (...words) =>
  spawnSync('tmux', ['-u', '-L', name, '-f', '/dev/null', ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', SHELL: '/bin/sh', TMUX_TMPDIR: folder },
  }).stdout;
const sessions = () =>
  tmux('list-sessions', '-F', '#{session_name}')
    .trim()
    .split('\n')
    .filter((x) => !x.startsWith('boundtty-'));
const item = (words) => page.locator('#tmux-sessions .session').filter({ hasText: words });
const drawer = async () => {
  await page.click('#open-drawer');
  await page.waitForSelector('#tmux:not([hidden])');
};

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'boundtty-page-'));
  writeFileSync(join(folder, 'config'), `[server]\ntmux-socket = ${name}\n`);
  mkdirSync(join(root, 'build/test-output'), { recursive: true });
  server = await Server.start({ args: ['-c', join(folder, 'config')], env: { SHELL: '/bin/sh', TMUX_TMPDIR: folder } });
  browser = await launch();
  page = await open(browser, server.url, DESKTOP);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  tmux('kill-server');
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('a tmux that is not running is shown as such, and a session is created', { skip }, async () => {
  await drawer();
  assert.equal(await page.textContent('#tmux-note'), 'tmux does not run.');
  await page.click('#new-tmux');
  await item('').first().waitFor();
  assert.equal(sessions().length, 1);
});

test('sessions and windows of tmux are opened in windows of boundtty, each once', { skip }, async () => {
  tmux('new-session', '-d', '-s', 'build <farm>', '-n', 'log', 'echo the log; exec sleep 1000');
  tmux('new-window', '-d', '-t', '=build <farm>:', '-n', 'compiler', 'echo the compiler; exec sleep 1000');
  await page.click('#drawer-close');
  await drawer();
  await item('compiler').waitFor();
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await page.screenshot({ path: join(root, 'build/test-output/desktop-drawer-tmux.png') });
  await item('compiler').locator('.session-choose').click();
  await sees(page, 'the compiler');
  await drawer();
  await item('2 windows').locator('.session-choose').click();
  await sees(page, 'the log');
  await drawer();
  await item('compiler').locator('.session-choose').click();
  await sees(page, 'the compiler');
  assert.equal((await server.json('GET', '/api/sessions/main/windows')).json.length, 3);
  await drawer();
  assert.match(await item('2 windows').textContent(), /attached/);
});

test('sessions and windows of tmux are renamed and closed', { skip }, async () => {
  await item('2 windows').getByLabel('Rename build <farm>').click();
  await page.keyboard.type('$(id) #{pid} "x";');
  await page.keyboard.press('Enter');
  await until('tmux knows its name', () => sessions().includes('$(id) #{pid} "x";'));
  await item('$(id) #{pid} "x";').getByLabel('New window').click();
  await item('3 windows').waitFor();
  await item('compiler').getByLabel('Close compiler').click();
  await page.click('#ask-yes');
  await item('2 windows').waitFor();
  await item('2 windows').getByLabel('Close').click();
  await page.click('#ask-yes');
  await until('it is gone', () => sessions().length === 1);
  await until(
    'so are the windows that looked at it',
    async () => (await server.json('GET', '/api/sessions/main/windows')).json.length === 1,
  );
  assert.deepEqual(page.faults, []);
});
