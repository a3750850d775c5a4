// The picture of the README, from the real page and server: the console of a board at a TCP port (RFC 2217), between
// tabs of other sources. It is written to build/test-output/screenshot.png; copied to web/ when the page has changed.

import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, freePort, root, until } from '../../lib/server.mjs';
import { CTS, DCD, DSR, SerialPort } from './serial-port.mjs';
import { launch, open, sees, DESKTOP } from './chromium.mjs';
import { reduceColours } from './palette-png.mjs';

const FILE = join(root, 'build/test-output/screenshot.png');
const BYTES_MAX = 60 * 1024;
const PORT = 2217;
const VIEW = { ...DESKTOP, viewport: { width: 860, height: 540 }, deviceScaleFactor: 1.5 };

const paint = (sgr, text) => `\x1b[${sgr}m${text}\x1b[0m`;
const green = (text) => paint('32', text);
const blue = (text) => paint('1;34', text);
const dim = (text) => paint('90', text);
const ok = (text) => `[  ${paint('1;32', 'OK')}  ] ${text}`;
const PROMPT = `${paint('1;32', 'root@board')}:${blue('~')}# `;

const folders = (names) => names.split(' ').map(blue).join('  ');
const links = (names) =>
  names
    .split(' ')
    .map((name) => paint('1;36', name))
    .join('  ');

// The output of the board, from the boot loader to a shell.
const CONSOLE = [
  paint('1', 'U-Boot 2026.01 (Jan 12 2026 - 09:30:00 +0000) Allwinner Technology'),
  'CPU:   Allwinner H3 (SUN8I 1680)',
  'DRAM:  512 MiB',
  'Starting kernel ...',
  `${dim('[    0.000000]')} Booting Linux on physical CPU 0x0`,
  `${dim('[    0.912404]')} mmc0: new high speed SDHC card at address aaaa`,
  `${dim('[    1.604118]')} ${paint('33', 'cpufreq: vdd-cpux has no voltage tolerance, using the default')}`,
  ok('Mounted /var/lib/boundtty.'),
  ok(`Started ${paint('1', 'boundtty.service')}, web terminal.`),
  '',
  `board login: root`,
  `${PROMPT}ls --color /`,
  `${links('bin')}  ${folders('boot dev etc home')}  ${links('lib')}  ${folders('media proc root run')}  ` +
    `${links('sbin')}  ${folders('srv sys')}  ${paint('30;42', 'tmp')}  ${folders('usr var')}`,
  `${PROMPT}ip -c -br addr`,
  `${paint('36', 'lo')}      ${green('UNKNOWN')}  ${paint('35', '127.0.0.1')}/8 ${paint('34', '::1')}/128`,
  `${paint('36', 'eth0')}    ${green('UP')}       ${paint('35', '192.0.2.17')}/24 ${paint('34', '2001:db8::17')}/64`,
  `${paint('36', 'wlan0')}   ${paint('31', 'DOWN')}`,
  `${PROMPT}git -C /etc log --oneline --graph --color | head -n 3`,
  `* ${paint('33', '6d1f0c2')} (${paint('1;36', 'HEAD -> ')}${paint('1;32', 'main')}) uart2: 115200 8N1`,
  `${paint('31', '|')}${paint('32', '\\')}`,
  `${paint('31', '|')} * ${paint('33', 'c02e9b4')} network: a fixed address for eth0`,
  PROMPT,
].join('\r\n');

// The windows in the picture; the last one is shown.
async function makeWindows(server, address) {
  const unused = await freePort();
  await server.json('PATCH', '/api/sessions/main/windows/0', { body: { name: 'shell' } });
  for (const body of [
    { name: 'logs', command: ['tail', '-f', '/dev/null'] },
    { name: 'switch', source: 'tcp', device: `127.0.0.1:${unused}` },
    { name: 'router', command: ['/bin/cat'] },
    { name: 'board', source: 'tcp', device: address, protocol: 'rfc2217' },
  ]) {
    assert.equal((await server.json('POST', '/api/sessions/main/windows', { body })).status, 201);
  }
}

// Turned off and on again: a line at a TCP port shows the state requested last.
async function switchOn(page, id) {
  for (const state of ['false', 'true']) {
    await page.click(id);
    await page.waitForSelector(`${id}[aria-pressed=${state}]`);
  }
}

async function takePicture(server, port) {
  const browser = await launch();
  try {
    const page = await open(browser, server.url, VIEW);
    await page.click('.tab:has(.tab-name:text-is("board"))');
    await page.click('#open-line');
    port.say(CONSOLE);
    port.modem(CTS | DSR | DCD);
    await sees(page, 'c02e9b4');
    await page.waitForSelector('#line-cts[data-state=on]');
    for (const id of ['#line-dtr', '#line-rts']) await switchOn(page, id);
    await page.click('#viewport');
    await page.waitForSelector('.tab:has(.tab-name:text-is("switch")) .phase-mark');
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.ready)));
    assert.deepEqual(page.faults, []);
    return await page.screenshot({ animations: 'disabled' });
  } finally {
    await browser.close();
  }
}

test('the picture of the README is made', async () => {
  const port = await SerialPort.listen(PORT).catch(() => SerialPort.listen());
  const server = await Server.start({ command: ['/bin/sh'] });
  try {
    await makeWindows(server, port.address);
    await until('the board is connected', () => port.socket);
    const picture = reduceColours(await takePicture(server, port));
    mkdirSync(join(root, 'build/test-output'), { recursive: true });
    writeFileSync(FILE, picture);
    assert.ok(picture.length <= BYTES_MAX, `${picture.length} bytes`);
  } finally {
    await server.stop();
    await port.close();
  }
});
