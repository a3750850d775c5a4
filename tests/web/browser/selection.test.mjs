// Selecting and copying in Chromium: what is copied is what was selected, whether the page has shown it or not.

import { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../../lib/server.mjs';
import { launch, sees, enter, reaches, rowsOf, DESKTOP } from './chromium.mjs';
import { realStory, standInStory } from './stories.mjs';

const SMALL = { ...DESKTOP, viewport: { width: 700, height: 400 } };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const story = (name, run, options) => realStory(() => browser, name, run, { options });
const staged = (name, run, options) => standInStory(() => browser, name, run, options);

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const toastText = (page) => page.$eval('#toast', (toast) => (toast.hidden ? '' : toast.textContent));
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

// Presses the key that copies. Returns what the page then says.
async function copy(page) {
  await page.evaluate(() => navigator.clipboard.writeText('nothing'));
  await page.keyboard.press('Control+Shift+C');
  await until('a notice', async () => /^(Copied|Nothing|The selected lines (are|could))/.test(await toastText(page)));
  return toastText(page);
}

// The middle of a cell of a row that shows this text.
async function cellOf(page, text, column = 0) {
  const row = page.locator('#viewport .row', { hasText: text }).last();
  const { x, y, height } = await row.boundingBox();
  const cell = await page.$eval('#stage', (stage) => parseFloat(stage.style.getPropertyValue('--cell')));
  return { x: x + (column + 0.2) * cell, y: y + height / 2 };
}

async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
}

story('every line of a selection is copied, those too that the page has never shown', async (page) => {
  await enter(page, 'clear; seq 1500');
  await sees(page, /^1500$/);
  await reaches(page, 1500);
  await page.keyboard.press('Control+Shift+Home');
  await page.waitForFunction(() => document.querySelector('#past .row')?.textContent === '1');
  await page.mouse.click(...Object.values(await cellOf(page, /^1$/)));
  await page.keyboard.press('Control+Shift+End');
  await page.waitForSelector('#to-end', { state: 'hidden' });
  await page.keyboard.down('Shift');
  await page.mouse.click(...Object.values(await cellOf(page, /^1500$/, 4)));
  await page.keyboard.up('Shift');
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), numbers(1, 1500).join('\n'));
});

story(
  'a drag beyond the top scrolls, and all that was passed is copied',
  async (page) => {
    await enter(page, 'clear; seq 1500');
    await sees(page, /^1500$/);
    await reaches(page, 1500);
    const box = await page.locator('#viewport').boundingBox();
    await drag(page, await cellOf(page, /^1500$/, 4), { x: box.x + 1, y: 1 });
    await until('a thousand lines passed', async () =>
      (await page.$$eval('#past .row', (rows) => rows.map((row) => +row.textContent))).some((n) => n > 0 && n < 500),
    );
    await page.mouse.move(box.x + 1, box.y + 20);
    await page.mouse.up();
    assert.equal(await copy(page), 'Copied.');
    const copied = (await clipboard(page)).split('\n').map(Number);
    assert.ok(copied.length > 900);
    assert.deepEqual(copied, numbers(copied[0], 1500));
  },
  SMALL,
);

story('output that arrives while text is selected does not shift the selection', async (page) => {
  await enter(page, 'clear; seq 20; (sleep 1; seq 100 400) &');
  await sees(page, /^20$/);
  await drag(page, await cellOf(page, /^5$/), await cellOf(page, /^7$/, 1));
  await sees(page, /^400$/);
  await page.mouse.up();
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), '5\n6\n7');
});

story('a wrapped line is selected by a triple click and copied as one, also from the history', async (page) => {
  const long = 'abcdefghij'.repeat(60);
  await enter(page, `clear; stty -echo; echo ${long}; seq 300`);
  await sees(page, /^300$/);
  await reaches(page, 300);
  await page.keyboard.press('Control+Shift+Home');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#past .row')].some((r) => /^abc/.test(r.textContent)),
  );
  const { x, y } = await cellOf(page, /j$/, 3);
  await page.mouse.click(x, y, { clickCount: 3 });
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), long);
});

story('a blank left before a wide character is not copied, on the screen and in the history', async (page) => {
  const columns = await page.evaluate(() => {
    const cell = parseFloat(document.querySelector('#stage').style.getPropertyValue('--cell'));
    return Math.floor(document.querySelector('#viewport').clientWidth / cell);
  });
  const text = `${'a'.repeat(columns - 1)}漢`;
  await enter(page, `clear; stty -echo; printf '%*s漢\\n' ${columns - 1} '' | tr ' ' a`);
  const copied = async () => {
    await page.mouse.click(...Object.values(await cellOf(page, /aaa$/, 3)), { clickCount: 3 });
    assert.equal(await copy(page), 'Copied.');
    return clipboard(page);
  };
  await sees(page, /^漢/);
  assert.equal(await copied(), text);
  await enter(page, 'seq 200');
  await sees(page, /^200$/);
  await reaches(page, 200);
  await page.keyboard.press('Control+Shift+Home');
  await page.waitForFunction(() => [...document.querySelectorAll('#past .row')].some((r) => /^漢/.test(r.textContent)));
  assert.equal(await copied(), text);
});

story('a double click takes a path as a whole, a drag after it takes words', async (page) => {
  await enter(page, 'clear; echo "see /usr/lib/x-1.2/y_z.c:12: first word, second"');
  const at = async (column) => Object.values(await cellOf(page, /^see/, column));
  await sees(page, /^see/);
  await page.mouse.dblclick(...(await at(10)));
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), '/usr/lib/x-1.2/y_z.c:12');
  await page.mouse.move(...(await at(31)));
  await page.mouse.down();
  await page.mouse.up();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.move(...(await at(38)), { steps: 3 });
  await page.mouse.up({ clickCount: 2 });
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), 'first word');
});

story('nothing selected: nothing is copied, and the page says so', async (page) => {
  assert.equal(await copy(page), 'Nothing is selected.');
  await page.mouse.click(300, 300);
  assert.equal(await copy(page), 'Nothing is selected.');
  await drag(page, { x: 300, y: 500 }, { x: 500, y: 500 });
  await page.mouse.up();
  assert.equal(await copy(page), 'Nothing is selected.');
  assert.equal(await clipboard(page), 'nothing');
});

story('wide characters and clusters are copied whole', async (page) => {
  await enter(page, "clear; printf 'a漢字e\\314\\201z\\n'");
  await sees(page, /^a漢字/);
  await drag(page, await cellOf(page, /^a漢字/, 2), await cellOf(page, /^a漢字/, 6));
  await page.mouse.up();
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), '漢字e\u0301');
});

staged('lines that are no longer kept are said to be missing', async (page, server, window) => {
  await enter(page, 'seq 5400');
  await sees(page, 'line 5400');
  await reaches(page, 4900);
  await page.keyboard.press('Control+Shift+Home');
  await page.waitForFunction(() => document.querySelector('#past .row'));
  const first = window.first;
  const box = await page.locator('#viewport').boundingBox();
  await page.mouse.click(box.x + 1, box.y + 8);
  await page.keyboard.press('Control+Shift+End');
  await page.waitForSelector('#to-end', { state: 'hidden' });
  await page.keyboard.down('Shift');
  await page.mouse.click(...Object.values(await cellOf(page, 'line 5400', 9)));
  await page.keyboard.up('Shift');
  const total = window.lines.indexOf('line 5400') + window.first - first + 1;
  window.print(Array.from({ length: 300 }, (_, i) => `new ${i}`).join('\n'));
  window.changed();
  await sees(page, 'new 299');
  const [, lost] = /^Copied, without (\d+) of the selected lines, which are no longer kept\.$/.exec(await copy(page));
  const copied = (await clipboard(page)).split('\n');
  assert.ok(lost > 0 && lost <= window.first - first, `${lost} of ${window.first - first}`);
  assert.equal(copied.length, total - lost);
  assert.equal(copied.at(-1), 'line 5400');
});

// Selects from the first line of the history to the end of `last`, by a click and a click with Shift.
async function selectLines(page, last) {
  await page.keyboard.press('Control+Shift+Home');
  await page.waitForFunction(() => document.querySelector('#past .row'));
  await page.mouse.click(...Object.values(await cellOf(page, /^line 1$/)));
  await page.keyboard.press('Control+Shift+End');
  await page.waitForSelector('#to-end', { state: 'hidden' });
  await page.keyboard.down('Shift');
  await page.mouse.click(...Object.values(await cellOf(page, `line ${last}`, `line ${last}`.length)));
  await page.keyboard.up('Shift');
}

staged('the connection is lost while lines are fetched: the copy is completed after it', async (page, server) => {
  await enter(page, 'seq 2000');
  await sees(page, 'line 2000');
  await reaches(page, 2000);
  await selectLines(page, 2000);
  server.refuse = true;
  server.cut();
  await page.waitForSelector('#banner:not([hidden])');
  await page.keyboard.press('Control+Shift+C');
  await until('a notice', async () => (await toastText(page)) === 'Fetching the selected lines…');
  server.refuse = false;
  await until('the copy', async () => (await toastText(page)) === 'Copied.', 15000);
  assert.equal(await clipboard(page), numbers(1, 2000).map((n) => `line ${n}`).join('\n')); // prettier-ignore
});

staged('where the page may not write the clipboard itself, a second press copies what was fetched', async (page) => {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }));
  await enter(page, 'seq 900');
  await sees(page, 'line 900');
  await reaches(page, 900);
  await selectLines(page, 900);
  await page.keyboard.press('Control+Shift+C');
  await page.click('#toast button');
  await until('the copy', async () => (await toastText(page)) === 'Copied.');
  await page.evaluate(() => delete navigator.clipboard);
  assert.equal((await clipboard(page)).split('\n').length, 900);
});

staged('a selection is seen where it is drawn, and typing ends it', async (page, server, window) => {
  await enter(page, 'seq 5');
  await sees(page, 'line 5');
  await drag(page, await cellOf(page, 'line 2'), await cellOf(page, 'line 4', 6));
  await page.mouse.up();
  const seen = () => page.evaluate(() => String(getSelection()).replaceAll('\n', ' ').trim());
  assert.equal(await seen(), 'line 2 line 3 line 4');
  await page.keyboard.type('x');
  await sees(page, '$ x');
  assert.equal(await seen(), '');
  assert.equal(window.received.at(-1), 'x');
  assert.equal(await copy(page), 'Nothing is selected.');
});

staged('a selection that the browser makes is the page’s own, beyond what is drawn too', async (page) => {
  await enter(page, 'seq 700');
  await sees(page, 'line 700');
  await reaches(page, 700);
  await page.evaluate(() => {
    const row = [...document.querySelectorAll('#rows .row')].find((r) => r.textContent.startsWith('line 700'));
    document.querySelector('#viewport').focus();
    getSelection().setBaseAndExtent(row.firstChild.firstChild, 4, row.firstChild.firstChild, 8);
  });
  assert.equal(await copy(page), 'Copied.');
  assert.equal(await clipboard(page), ' 700');
  await page.evaluate(() => getSelection().selectAllChildren(document.querySelector('#viewport')));
  assert.equal(await copy(page), 'Copied.');
  const copied = (await clipboard(page)).split('\n');
  assert.ok(copied.includes('line 1') && copied.includes('line 350') && copied.includes('line 700'));
});

staged('a resize clears a selection, as its lines have other numbers then', async (page) => {
  await enter(page, 'seq 5');
  await sees(page, 'line 5');
  await page.mouse.dblclick(...Object.values(await cellOf(page, 'line 2')));
  const rows = (await rowsOf(page)).length;
  await page.setViewportSize({ width: 900, height: 500 });
  await until('fewer rows', async () => (await rowsOf(page)).length < rows);
  assert.equal(await copy(page), 'Nothing is selected.');
});
