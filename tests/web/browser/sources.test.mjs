// Windows with sources other than a shell, in Chromium with a real server: the dialog, windows not started or away, and
// the bar of a line. Pairs of PTYs by socat are the devices.

import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, freePort, missing, root, until } from '../../lib/server.mjs';
import { Device, endAll } from '../../lib/device.mjs';
import { CTS, DCD, DSR, RI, SerialPort } from './serial-port.mjs';
import * as chromium from './chromium.mjs';

const { launch, open, sees, enter } = chromium;
const DESKTOP = { ...chromium.DESKTOP, viewport: { width: 1200, height: 760 } };
const PHONE = { ...chromium.PHONE, viewport: { width: 390, height: 760 }, colorScheme: 'light' };
const PICTURES = join(root, 'build/test-output');
const DECLARED = `[window shell]
command = /usr/bin/env "PS1=board$ " /bin/sh

[window later]
command = /bin/cat
start = manual
`;
const skip = missing('socat', '-V');

let browser;
before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launch();
});
after(() => {
  endAll();
  return browser.close();
});

const picture = (page, name) => page.screenshot({ path: join(PICTURES, `${name}.png`) });
const windowsOf = async (server) => (await server.json('GET', '/api/sessions/main/windows')).json;
const tab = (name) => `.tab:has(.tab-name:text-is("${name}"))`;
const textOf = (page, name) => page.$eval(name, (box) => box.innerText.replace(/\n/g, ' ')); // hidden elements have none
const says = (page, name, words) => until(`${name} says ${words}`, async () => words.test(await textOf(page, name)));

function story(name, run, options = DESKTOP) {
  test(name, { skip }, async () => {
    const file = join(tmpdir(), `boundtty-sources-${process.pid}.conf`);
    writeFileSync(file, DECLARED);
    const server = await Server.start({ args: ['-c', file] });
    try {
      const page = await open(browser, server.url, options);
      await page.click(tab('shell'));
      await sees(page, 'board$');
      await run(page, server);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    } finally {
      await server.stop();
      rmSync(file);
    }
  });
}

// Opens a window through the dialog: a source, and values by the names of the fields.
async function choose(page, kind, fields) {
  await page.click('#new-choose');
  await page.click(`#new-kinds label:has([value=${kind}])`);
  for (const [name, value] of Object.entries(fields)) await page.fill(`#new [name=${name}]`, value);
  await page.click('#new-open');
}

async function chosen(page, kind, fields) {
  await choose(page, kind, fields);
  await page.waitForSelector('#new', { state: 'hidden' });
  await page.waitForSelector(`${tab(fields.name)}[aria-selected=true]`);
}

const pressed = (page, id) => page.getAttribute(id, 'aria-pressed');
const speedOf = (path) => Number(spawnSync('stty', ['-F', path, 'speed']).stdout);

story(
  'a serial device is opened with the dialog, which shows errors of the server at the field concerned',
  async (page) => {
    const d = await Device.plug();
    await choose(page, 'serial', { device: d.path, speed: 'fast', name: 'console' });
    await page.waitForSelector('#new [name=speed][aria-invalid=true]');
    assert.match(
      await page.textContent('.field:has([name=speed]) + #new-error'),
      /"fast" is not a speed; write bits per second/,
    );
    assert.equal(await page.evaluate(() => document.activeElement.name), 'speed');
    await picture(page, 'desktop-new-window');
    await page.fill('#new [name=speed]', '9600');
    await page.fill('#new [name=device]', '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field:has([name=device]) + #new-error');
    assert.equal(await page.textContent('#new-error'), 'source = serial needs device');
    await page.fill('#new [name=device]', d.path);
    await page.click('#new summary');
    await page.fill('#new [name=frame]', '9N1');
    await page.click('#new summary');
    await page.click('#new-open');
    await page.waitForSelector('#new-more[open] [name=frame][aria-invalid=true]');
    await page.fill('#new [name=frame]', '8N2');
    await page.click('#new-open');
    await page.waitForSelector(`${tab('console')}[aria-selected=true]`);
    await until(
      'the tab says what it is',
      async () => (await page.getAttribute(tab('console'), 'title')) === `console\nserial ${d.path} at 9600`,
    );
    d.say('U-Boot 2026.01\r\n=> ');
    await sees(page, /^=>$/);
    await enter(page, 'printenv');
    await until('what was typed is there', () => d.text === 'printenv\r');
    await page.click('#new-choose');
    assert.equal(await page.inputValue('#new [name=device]'), '/dev/ttyUSB0', 'the next one begins with the defaults');
    await page.keyboard.press('Escape');
    await d.unplug();
  },
);

story(
  'an unplugged device shows a banner with the reason and keeps its screen, and is reopened automatically',
  async (page) => {
    let d = await Device.plug();
    await chosen(page, 'serial', { device: d.path, name: 'console' });
    d.say('Starting kernel ...\r\n');
    await sees(page, 'Starting kernel');
    await d.unplug();
    await says(page, '#away', /^Away: .*reopened automatically/);
    await page.waitForSelector(`${tab('console')} .phase-mark[aria-label=away]`);
    await sees(page, 'Starting kernel');
    await picture(page, 'desktop-away');
    await page.click(tab('shell'));
    await page.waitForSelector('#away', { state: 'hidden' });
    await page.click(tab('console'));
    await page.waitForSelector('#away:not([hidden])');
    d = await Device.plug(d.path);
    await page.waitForSelector('#away', { state: 'hidden' });
    await page.waitForSelector(`${tab('console')} .phase-mark`, { state: 'detached' });
    d.say('login: ');
    await sees(page, 'login:');
    await d.unplug();
  },
);

story('keys for an absent device wait for it, and are discarded by a button', async (page) => {
  let d = await Device.plug();
  await chosen(page, 'serial', { device: d.path, name: 'console' });
  d.say('=> ');
  await sees(page, '=>');
  await d.unplug();
  await says(page, '#away', /reopened automatically/);
  await page.keyboard.type('reset');
  await says(page, '#away', /5 bytes wait for it, up to 10 s/);
  await page.click('#away-discard');
  await page.waitForSelector('#away-discard', { state: 'hidden' });
  await page.keyboard.type('ok');
  await says(page, '#away', /2 bytes wait for it/);
  d = await Device.plug(d.path);
  await until('what was typed last', () => d.text.length > 0);
  assert.equal(d.text, 'ok');
  await d.unplug();
});

story('a TCP port without a listener is retried at once on request', async (page, server) => {
  const port = await freePort();
  await chosen(page, 'tcp', { device: `127.0.0.1:${port}`, name: 'rack' });
  await says(page, '#away', new RegExp(`^Away: connection refused: 127\\.0\\.0\\.1:${port}\\.`));
  const far = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.write('rack> ');
  });
  await new Promise((done) => far.listen(port, '127.0.0.1', done));
  await page.click('#away-retry').catch(() => {}); // the line may have been opened already
  await sees(page, 'rack>');
  await page.waitForSelector('#away', { state: 'hidden' });
  assert.ok(await page.isHidden('#open-line'), 'a raw port has no line to set');
  await server.request('DELETE', '/api/sessions/main/windows/2');
  far.close();
});

story('a window that was not started waits for Enter', async (page, server) => {
  await page.waitForSelector(`${tab('later')} .phase-mark[aria-label="not started"]`);
  await page.click(tab('later'));
  await says(page, '#ended', /^Not started yet: press Enter to start it\. Start$/);
  await picture(page, 'desktop-idle');
  await page.keyboard.type('lost');
  assert.equal((await windowsOf(server)).find((w) => w.name === 'later').phase, 'idle');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#ended', { state: 'hidden' });
  await enter(page, 'it runs');
  await until(
    'once typed, once by cat',
    async () => (await chromium.rowsOf(page)).filter((row) => row === 'it runs').length === 2,
  );
  assert.ok(!(await chromium.rowsOf(page)).some((row) => row.includes('lost')));
  await page.waitForSelector(`${tab('later')} .phase-mark`, { state: 'detached' });
});

story('with the keyboard only, a command with quotes is started in a window', async (page, server) => {
  await page.keyboard.press('Control+Shift+Space');
  for (let i = 0; i < 2; i++) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'new-choose');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#new[open]');
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.isVisible('#new [name=speed]'));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Tab');
  await page.keyboard.type("sh -c \"echo in 'two words'; exec cat");
  await page.keyboard.press('Enter');
  await says(page, '#new-error', /^A quote is not closed\.$/);
  await page.keyboard.press('End');
  await page.keyboard.type('"');
  await page.keyboard.press('Enter');
  await sees(page, /^in two words$/);
  assert.match((await windowsOf(server)).at(-1).describe, /^command sh/);
  await enter(page, 'typed');
  await until(
    'once typed, once by cat',
    async () => (await chromium.rowsOf(page)).filter((row) => row === 'typed').length === 2,
  );
  await page.click('#new-window', { button: 'right' });
  await page.waitForSelector('#new[open]');
  await page.keyboard.press('Escape');
});

const lamps = async (page) => (await page.$$eval('.lamp', (all) => all.map((lamp) => lamp.dataset.state))).join(' ');

story(
  'the bar of a line: the speed is changed while it runs, also after a reload; unreported modem lines are a dash',
  async (page, server) => {
    const d = await Device.plug();
    await chosen(page, 'serial', { device: d.path, name: 'console' });
    assert.ok(await page.isHidden('#line'));
    await page.click('#open-line');
    await page.waitForSelector('#line:not([hidden])');
    assert.equal(await page.textContent('#line-device'), d.path);
    assert.equal(await page.inputValue('#line-speed'), '115200');
    assert.equal(await lamps(page), 'unknown unknown unknown unknown');
    assert.equal(await page.getAttribute('#line-cts', 'aria-label'), 'CTS not reported');
    await page.fill('#line-speed', '57600');
    await page.keyboard.press('Enter');
    await until('the device has the new speed', () => speedOf(d.path) === 57600);
    await page.fill('#line-speed', 'fast');
    await page.keyboard.press('Enter');
    await says(page, '#toast', /^“fast” is not a speed/);
    assert.equal(await page.inputValue('#line-speed'), '57600', 'a value that is refused is not left in the field');
    await page.fill('#line-speed', '300');
    await page.keyboard.press('Escape');
    assert.equal(await page.inputValue('#line-speed'), '57600');
    await page.click('#line-break');
    assert.equal(speedOf(d.path), 57600);
    await until('a break is shown', async () => (await pressed(page, '#line-break')) === 'true');
    await until('and its end', async () => (await pressed(page, '#line-break')) === 'false');
    await picture(page, 'desktop-line');
    await page.reload();
    await page.waitForSelector('#line:not([hidden])');
    await until('the speed that was set', async () => (await page.inputValue('#line-speed')) === '57600');
    await server.json('POST', '/api/sessions/main/windows/2/line', { body: { speed: 9600 } });
    await until('a speed that another one set', async () => (await page.inputValue('#line-speed')) === '9600');
    await page.click(tab('shell'));
    await page.waitForSelector('#line', { state: 'hidden' });
    assert.ok(await page.isHidden('#open-line'));
    await page.click(tab('console'));
    await page.click('#open-line');
    await page.waitForSelector('#line', { state: 'hidden' });
    await d.unplug();
  },
);

story('the speed is guessed and shown in the bar', async (page) => {
  const d = await Device.plug();
  await chosen(page, 'serial', { device: d.path, name: 'console' });
  await page.click('#open-line');
  const noise = Buffer.concat(Array(8).fill(Buffer.from([0xe6, 0x80, 0x00, 0xfe, 0x18, 0x9c, 0xf8, 0x06])));
  const board = setInterval(
    () => d.say(speedOf(d.path) === 19200 ? 'Booting Linux on physical CPU 0x0\r\n' : noise),
    40,
  );
  try {
    await page.click('#line-guess');
    await until(
      'it says that it guesses',
      async () =>
        (await page.getAttribute('#line-speed', 'placeholder')) === 'guessing…' ||
        (await page.inputValue('#line-speed')) === '19200',
    );
    await until('the speed', async () => (await page.inputValue('#line-speed')) === '19200', 20000);
    await sees(page, 'Booting Linux');
  } finally {
    clearInterval(board);
  }
  await d.unplug();
});

story('a line at a TCP port: modem lines are shown, and DTR and RTS are set by a click', async (page) => {
  const port = await SerialPort.listen();
  await page.click('#new-choose');
  await page.click('#new-kinds label:has([value=tcp])');
  await page.selectOption('#new [name=protocol]', 'rfc2217');
  await page.fill('#new [name=device]', port.address);
  await page.click('#new-open');
  await page.click('#open-line');
  assert.equal(await page.textContent('#line-device'), port.address);
  await until('it has our speed', () => port.asked.includes('speed 115200'));
  port.modem(CTS | DCD);
  await until('lamps', async () => (await lamps(page)) === 'on off on off');
  port.modem(DSR | RI);
  await until('other lamps', async () => (await lamps(page)) === 'off on off on');
  assert.equal(await pressed(page, '#line-dtr'), 'mixed');
  for (const [id, off, on] of [
    ['#line-dtr', '5 9', '5 8'],
    ['#line-rts', '5 12', '5 11'],
  ]) {
    await page.click(id);
    await until('it falls', () => port.asked.includes(off));
    await until('that is shown', async () => (await pressed(page, id)) === 'false');
    await page.click(id);
    await until('it rises', () => port.asked.at(-1) === on);
    await until('that is shown', async () => (await pressed(page, id)) === 'true');
  }
  await picture(page, 'desktop-line-lamps');
  await port.close();
  await page.waitForSelector('#away:not([hidden])');
  await until('the buttons are off', () => page.isDisabled('#line-dtr'));
  assert.equal(await lamps(page), 'unknown unknown unknown unknown');
});

story('two viewers of a line: one is given the input lock on request, one takes it back', async (page, server) => {
  const d = await Device.plug();
  await chosen(page, 'serial', { device: d.path, name: 'console' });
  await page.keyboard.type('one');
  await until('it arrives', () => d.text === 'one');
  await page.click('#open-line');
  await says(page, '#lock-note', /^you type$/);
  const other = await open(browser, server.url);
  await other.click(tab('console'));
  await says(other, '#input-lock', /^Another viewer has the input lock\. Ask for it Take it$/);
  await other.keyboard.type('nothing');
  await picture(other, 'desktop-input-lock');
  await other.click('#input-lock button:text-is("Ask for it")');
  await says(other, '#input-lock', /has been asked for it\. Take it$/);
  await says(page, '#input-lock', /^Another viewer asks for the input lock\. Give it Keep it$/);
  await page.click('#input-lock button:text-is("Give it")');
  await other.waitForSelector('#input-lock', { state: 'hidden' });
  await other.keyboard.type(' two');
  await until('it arrives', () => d.text === 'one two');
  await page.click('#input-lock button:text-is("Take it")');
  await other.waitForSelector('#input-lock:not([hidden])');
  await page.keyboard.type(' three');
  await until('it arrives', () => d.text === 'one two three');
  await other.click('#input-lock button:text-is("Ask for it")');
  await page.click('#input-lock button:text-is("Keep it")');
  await page.waitForSelector('#input-lock', { state: 'hidden' });
  assert.deepEqual(other.faults, []);
  await other.context().close();
  await d.unplug();
});

story('a port of an ssh host is passed on, and a wrong one is refused at its field', async (page, server) => {
  await choose(page, 'ssh', { host: 'nobody@host.invalid', port: '70000', name: 'far' });
  await page.waitForSelector('[name=port][aria-invalid=true]');
  await page.fill('[name=port]', '2222');
  await page.click('#new-open');
  await page.waitForSelector('.tab:has-text("far")');
  const { json } = await server.json('GET', '/api/sessions/main/windows');
  assert.equal(json.at(-1).describe, 'ssh ssh://nobody@host.invalid:2222');
});

story('the dialog opens an ssh host, and a program with a restart policy', async (page, server) => {
  await chosen(page, 'ssh', { host: 'nobody@host.invalid', 'remote-session': 'work', name: 'far' });
  await page.click('#new-choose');
  await page.click('#new-kinds label:has([value=command])');
  await page.fill('#new [name=command]', 'cat');
  await page.click('#new summary');
  await page.selectOption('#new [name=respawn]', 'failure');
  await page.fill('#new [name=cwd]', '/tmp');
  await page.click('#new-open');
  await page.waitForSelector('#new', { state: 'hidden' });
  const [far, cat] = (await windowsOf(server)).slice(-2);
  assert.deepEqual([far.name, far.source, far.describe], ['far', 'ssh', 'ssh nobody@host.invalid work']);
  assert.deepEqual([cat.source, cat.describe, cat.respawn], ['command', 'command cat', 'failure']);
});

story('a view-only user is offered no new window and cannot change the bar of a line', async (page, server) => {
  const d = await Device.plug();
  await chosen(page, 'serial', { device: d.path, name: 'console' });
  const viewer = await open(browser, server.url.replace(server.token, server.viewerToken));
  await viewer.click(tab('console'));
  await viewer.click('#open-line');
  assert.equal(await viewer.inputValue('#line-speed'), '115200');
  for (const id of ['#line-speed', '#line-guess', '#line-break', '#line-dtr'])
    assert.ok(await viewer.isDisabled(id), id);
  for (const id of ['#new-window', '#new-choose', '#input-lock']) assert.ok(await viewer.isHidden(id), id);
  await viewer.click(tab('later'));
  await says(viewer, '#ended', /^Not started yet/);
  assert.ok(await viewer.isHidden('#restart'));
  assert.deepEqual(viewer.faults, []);
  await viewer.context().close();
  await d.unplug();
});

story(
  'phone: the dialog, the bar and the banner fit, and a long press on + opens the dialog',
  async (page) => {
    const inside = async (name) => {
      const { x, y, width, height } = await page.locator(name).boundingBox();
      assert.ok(
        x >= 0 && x + width <= 390 && y >= 0 && y + height <= 760,
        `${name} is at ${x} ${y}, ${width} by ${height}`,
      );
    };
    const d = await Device.plug();
    await page.dispatchEvent('#new-window', 'contextmenu');
    await page.waitForSelector('#new[open]');
    for (const kind of ['command', 'tcp', 'ssh', 'serial']) {
      await page.tap(`#new-kinds label:has([value=${kind}])`);
      await inside('#new-open');
    }
    await page.tap('#new summary');
    await picture(page, 'phone-new-window');
    await page.tap('#new summary');
    await page.fill('#new [name=device]', d.path);
    await page.tap('#new-open');
    await page.waitForSelector('#new', { state: 'hidden' });
    await page.tap('#open-line');
    const [close, plus] = await Promise.all(
      ['[aria-selected=true] .tab-close', '#new-window'].map((name) => page.locator(name).boundingBox()),
    );
    assert.ok(close.x + close.width <= plus.x, 'the whole tab is in sight');
    for (const name of [
      '#line-device',
      '#line-speed',
      '#line-guess',
      '#line-break',
      '#line-rts',
      '#line-ri',
      '#open-settings',
    ])
      await inside(name);
    d.say('U-Boot 2026.01\r\n=> ');
    await sees(page, 'U-Boot');
    await picture(page, 'phone-line');
    await d.unplug();
    await page.waitForSelector('#away:not([hidden])');
    await inside('#away-retry');
    await picture(page, 'phone-away');
  },
  PHONE,
);
