// Chromium for tests of the page: one browser for each file, one context for each test.
//
// playwright-core is not part of the tree. PLAYWRIGHT is the directory of its node_modules, CHROMIUM the browser to
// start.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.PLAYWRIGHT || process.cwd(), 'x.js'));

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { viewport: { width: 1200, height: 800 }, colorScheme: 'dark' };
export const PHONE = {
  viewport: { width: 360, height: 640 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  colorScheme: 'dark',
};

export function launch() {
  const { chromium } = require('playwright-core');
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGUMENTS });
}

// Opens a page at a URL. Its errors are collected in page.faults.
export async function open(browser, url, options = DESKTOP) {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.stack));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()))
      page.faults.push(message.text());
  });
  await page.goto(url);
  return page;
}

export const rowsOf = (page) => page.$$eval('#rows .row', (rows) => rows.map((row) => row.textContent.trimEnd()));

// Waits until a row of the screen matches; the error contains the whole screen.
export async function sees(page, pattern, timeout = 5000) {
  const wanted = typeof pattern === 'string' ? (row) => row.includes(pattern) : (row) => pattern.test(row);
  const end = Date.now() + timeout;
  for (;;) {
    const rows = await rowsOf(page);
    if (rows.some(wanted)) return rows;
    if (Date.now() > end) throw new Error(`not on the screen: ${pattern}\n${rows.join('\n').trimEnd()}`);
    await page.waitForTimeout(15);
  }
}

// Waits until the page has this many lines of history in its scroll bar.
export function reaches(page, lines) {
  return page.waitForFunction((least) => {
    const row = document.querySelector('#rows .row').getBoundingClientRect().height;
    return document.querySelector('#viewport').scrollHeight >= least * row;
  }, lines);
}

export async function enter(page, command) {
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
}

export function paste(page, text) {
  return page.evaluate((given) => {
    const data = new DataTransfer();
    data.setData('text/plain', given);
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
}

// Moves a finger from one height to another, in steps of an animation frame.
export async function swipe(page, from, to) {
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, y) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 180, y }] });
  await touch('touchStart', from);
  for (let i = 1; i <= 12; i++) {
    await touch('touchMove', from + ((to - from) * i) / 12);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await touch('touchEnd');
}

// Moves two fingers from one distance to another.
export async function pinch(page, from, to) {
  const cdp = await page.context().newCDPSession(page);
  const at = (apart) => [
    { x: 180 - apart / 2, y: 300, id: 0 },
    { x: 180 + apart / 2, y: 300, id: 1 },
  ];
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(from) });
  for (let i = 1; i <= 8; i++)
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(from + ((to - from) * i) / 8) });
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
