// The page in Chromium with the stand-in server: the page's display, and the data that arrives at the server.

import { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../../lib/server.mjs';
import { launch, open, sees, enter, paste, reaches, rowsOf, swipe, DESKTOP, PHONE } from './chromium.mjs';
import { standInStory } from './stories.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const story = (name, run, options) => standInStory(() => browser, name, run, options);

story('typed text is shown, and the token is removed from the address', async (page) => {
  await enter(page, 'nosuch');
  await sees(page, 'nosuch: command not found');
  assert.equal(new URL(page.url()).hash, '');
});

story('a reload shows the same window', async (page) => {
  await page.click('#new-window');
  await page.waitForSelector('.tab:nth-child(2)[aria-selected=true]');
  await enter(page, 'second');
  await sees(page, 'second: command not found');
  await page.reload();
  await sees(page, 'second: command not found');
  await page.waitForSelector('.tab:nth-child(2)[aria-selected=true]');
});

story('text typed while the server is down arrives once', async (page, server, window) => {
  server.loseAnswers = true;
  await page.keyboard.type('ab');
  await sees(page, '$ ab');
  server.refuse = true;
  server.cut();
  await page.keyboard.type('cd');
  await page.waitForSelector('#banner:not([hidden])');
  server.refuse = server.loseAnswers = false;
  await page.$eval('#banner-retry', (button) => button.click());
  await page.keyboard.type('ef');
  await sees(page, '$ abcdef');
  await page.waitForSelector('#banner', { state: 'hidden' });
  assert.equal(window.received, 'abcdef');
});

story('the page reconnects within a second, a hundred times', async (page, server, window) => {
  let typed = '';
  for (let i = 0; i < 100; i++) {
    const letter = 'abcdefghij'[i % 10];
    server.cut();
    await page.keyboard.type(letter);
    typed += letter;
    const began = Date.now();
    while (window.received.length < typed.length) {
      assert.ok(Date.now() - began < 1000, `round ${i}`);
      await page.waitForTimeout(5);
    }
  }
  assert.equal(window.received, typed);
});

story('the history is scrolled by wheel and keys, and left by typing', async (page) => {
  await enter(page, 'seq 1000');
  await sees(page, 'line 1000');
  await reaches(page, 1000);
  await page.keyboard.press('Control+Shift+Home');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#past .row')].some((row) => row.textContent === 'line 1'),
  );
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 3600);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#past .row')].some((row) => row.textContent === 'line 220'),
  );
  const visible = await page.$eval('#to-end', (button) => !button.hidden);
  assert.ok(visible);
  await page.keyboard.press('Shift+PageUp');
  await page.keyboard.type('x');
  await sees(page, '$ x');
  const end = await page.$eval('#viewport', (v) => v.scrollHeight - v.scrollTop - v.clientHeight);
  assert.ok(end < 3, `${end} pixels from the end`);
});

story('selected text survives new output and is copied without trailing blanks', async (page, server, window) => {
  await enter(page, 'seq 5');
  await sees(page, 'line 5');
  const box = await page.locator('#rows .row', { hasText: 'line 2' }).boundingBox();
  await page.mouse.move(box.x + 1, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 5 + 2 * box.height, { steps: 4 });
  await page.mouse.up();
  window.print('more output');
  window.changed();
  await sees(page, 'more output');
  await page.keyboard.press('Control+Shift+C');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'line 2\nline 3\nline 4');
});

story('pastes are bracketed, and must be confirmed in a plain shell', async (page, server, window) => {
  await paste(page, 'echo a\necho b\x1b[201~');
  await sees(page, /echo b/);
  assert.match(window.received, /^\x1b\[200~echo a\recho b\[201~\x1b\[201~$/);
  window.modes.paste = false;
  window.typed = '';
  window.received = '';
  window.print('plain');
  window.changed();
  await sees(page, 'plain');
  await paste(page, 'one\ntwo');
  await page.waitForSelector('#ask[open]');
  await page.click('#ask-no');
  await page.waitForSelector('#ask:not([open])', { state: 'attached' });
  await paste(page, 'three\nfour');
  await page.waitForSelector('#ask[open]');
  await page.click('#ask-yes');
  await sees(page, 'three: command not found');
  assert.equal(window.received, 'three\rfour');
});

story('the mouse is reported to the program; with Shift it selects', async (page, server, window) => {
  await enter(page, 'mouse');
  await page.waitForSelector('#stage.mouse');
  window.received = '';
  const { x, y } = await page.locator('#screen').boundingBox();
  await page.mouse.click(x + 95, y + 40);
  await sees(page, '[<0;11;3m');
  assert.equal(window.received, '\x1b[<0;11;3M\x1b[<0;11;3m');
  await page.mouse.wheel(0, 100);
  await sees(page, '[<65;');
  window.received = '';
  await page.keyboard.down('Shift');
  await page.mouse.dblclick(x + 30, y + 5);
  await page.keyboard.up('Shift');
  assert.equal(window.received, '');
  assert.notEqual(await page.evaluate(() => String(getSelection())), '');
});

story('on the alternate screen the wheel sends arrow keys', async (page, server, window) => {
  await enter(page, 'alt');
  await sees(page, 'alternate row 1');
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, 54);
  await until('three arrows', () => /(\x1b\[B){3}$/.test(window.received));
});

story('text composed by an input method is shown at the cursor and sent once', async (page, server, window) => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
  await cdp.send('Input.imeSetComposition', { text: '日本', selectionStart: 2, selectionEnd: 2 });
  await page.waitForFunction(() => document.querySelector('#composing').textContent === '日本');
  assert.equal(window.received, '');
  await cdp.send('Input.insertText', { text: '日本' });
  await sees(page, '$ 日本');
  await page.keyboard.type('x');
  await sees(page, '$ 日本x');
  assert.equal(Buffer.from(window.received, 'latin1').toString(), '日本x');
});

story('tabs: new, rename, close with a question', async (page, server) => {
  await page.click('#new-window');
  await page.waitForSelector('.tab:nth-child(2)[aria-selected=true]');
  await page.dblclick('.tab:nth-child(2) .tab-label');
  await page.keyboard.type('logs');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.tab:nth-child(2)').textContent.includes('logs'));
  assert.equal(server.sessions[0].windows[1].name, 'logs');
  await page.click('.tab:nth-child(2) .tab-close');
  await page.click('#ask-yes');
  await page.waitForSelector('.tab:nth-child(2)', { state: 'detached' });
  await sees(page, 'board:~$');
  await page.keyboard.type('here');
  await sees(page, '$ here');
});

story('the drawer: create, rename, switch, close', async (page, server) => {
  await page.click('#open-drawer');
  await page.fill('#new-session-name', 'work');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#session-name').textContent === 'work');
  await page.click('#open-drawer');
  await page.click('.session[data-name=work] [aria-label^=Rename]');
  await page.keyboard.type('play');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.session[data-name=play]');
  assert.equal(await page.textContent('#session-name'), 'play');
  await page.click('.session[data-name=play] [aria-label^=Close]');
  await page.click('#ask-yes');
  await page.waitForFunction(() => document.querySelector('#session-name').textContent === 'main');
  assert.deepEqual(
    server.sessions.map((s) => s.name),
    ['main'],
  );
});

story('a program that ended shows its ending and can be started again', async (page) => {
  await enter(page, 'exit 3');
  await page.waitForSelector('#ended:not([hidden])');
  assert.match(await page.textContent('#ended-text'), /exit status 3/);
  await page.click('#restart');
  await page.waitForSelector('#ended', { state: 'hidden' });
  await page.keyboard.type('again');
  await sees(page, '$ again');
});

story('a window of another size shows a note and can be fitted', async (page) => {
  const other = await open(browser, `${page.url()}#token=secret`, { viewport: { width: 700, height: 400 } });
  await sees(other, 'board:~$');
  await page.waitForSelector('#note:not([hidden])');
  await page.click('#fit');
  await page.waitForSelector('#note', { state: 'hidden' });
  await other.waitForSelector('#note:not([hidden])');
  await other.context().close();
});

story('the window follows the size of the page', async (page, server, window) => {
  const before = window.rows;
  await page.setViewportSize({ width: 700, height: 500 });
  await until('the window is smaller', () => window.rows < before && window.columns < 90);
  await until('the page shows it', async () => (await rowsOf(page)).length === window.rows);
});

story('titles and links', async (page) => {
  await enter(page, 'title hello <b>');
  await page.waitForFunction(() => document.title.startsWith('hello <b>'));
  await enter(page, 'link');
  await sees(page, 'a link and');
  const link = page.locator('.row a');
  assert.equal(await link.getAttribute('href'), 'https://example.org/a');
  assert.match(await link.getAttribute('rel'), /noopener/);
  await page.context().route('https://example.org/**', (route) => route.fulfill({ body: 'elsewhere' }));
  const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click({ modifiers: ['Control'] })]);
  await opened.waitForURL('https://example.org/a');
});

story('a wrong token shows the form', async (page) => {
  await page.context().clearCookies();
  await page.goto(`${page.url()}?x#token=wrong`);
  await page.waitForSelector('#login:not([hidden])');
  await page.fill('#token', 'nonsense');
  await page.click('#login-button');
  await page.waitForFunction(() => document.querySelector('#login-error').textContent.includes('not the token'));
  await page.fill('#token', 'secret');
  await page.click('#login-button');
  await sees(page, 'board:~$');
});

story('wide characters stay on the grid', async (page) => {
  await enter(page, 'wide');
  await sees(page, '漢字');
  const off = await page.evaluate(() => {
    const cell = parseFloat(document.querySelector('#stage').style.getPropertyValue('--cell'));
    const left = document.querySelector('#rows').getBoundingClientRect().left;
    const ends = [];
    for (const row of document.querySelectorAll('#rows .row')) {
      if (!row.textContent.endsWith('|')) continue;
      const range = document.createRange();
      const last = row.lastChild.firstChild;
      range.setStart(last, last.length - 1);
      range.setEnd(last, last.length);
      const cells = (range.getBoundingClientRect().left - left) / cell;
      ends.push(Math.abs(cells - Math.round(cells)));
    }
    return ends;
  });
  assert.ok(off.length >= 3);
  for (const part of off) assert.ok(part < 0.06, `off the grid by ${off} of a cell`);
});

story(
  'phone: keys with sticky modifiers work, and nothing is wider than the screen',
  async (page, server, window) => {
    await page.waitForSelector('#key-rows:not([hidden])');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await enter(page, 'raw');
    window.received = '';
    await page.tap('#key-ctrl');
    assert.equal(await page.getAttribute('#key-ctrl', 'aria-pressed'), 'true');
    await page.keyboard.type('c');
    await sees(page, '\\u0003');
    assert.equal(await page.getAttribute('#key-ctrl', 'aria-pressed'), 'false');
    await page.tap('[data-key=ArrowUp]');
    await sees(page, '[A');
    await page.tap('[data-text="|"]');
    await sees(page, '"|"');
    await page.tap('#key-ctrl');
    await page.tap('#key-ctrl');
    await page.keyboard.type('ab');
    await sees(page, '\\u0002');
    assert.equal(window.received, '\x03\x1b[A|\x01\x02');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'terminal-input');
  },
  PHONE,
);

story(
  'phone: a swipe scrolls the history; on the alternate screen it sends arrow keys',
  async (page, server, window) => {
    await enter(page, 'seq 500');
    await sees(page, 'line 500');
    await reaches(page, 500);
    await swipe(page, 150, 350);
    await page.waitForSelector('#to-end:not([hidden])');
    await page.tap('#to-end');
    await enter(page, 'alt');
    await sees(page, 'alternate row 1');
    window.received = '';
    await swipe(page, 400, 250);
    await until('arrows', () => /^(\x1b\[B){5,}$/.test(window.received));
  },
  PHONE,
);

story('the keyboard alone reaches the tabs and returns', async (page) => {
  await page.keyboard.press('Control+Shift+Space');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'terminal-input');
});

story('new output is announced if this is enabled', async (page, server, window) => {
  await page.click('#open-settings');
  await page.check('[name=announce]');
  await page.keyboard.press('Escape');
  window.print('something new');
  window.changed();
  await page.waitForFunction(() => document.querySelector('#live').textContent.includes('something new'));
});

story('several lines from a soft keyboard are pasted: bracketed, or asked about', async (page, server, window) => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.insertText', { text: 'echo a\necho b' });
  await until('a bracketed paste', () => window.received === '\x1b[200~echo a\recho b\x1b[201~');
  window.modes.paste = false;
  window.typed = window.received = '';
  window.print('plain');
  window.changed();
  await sees(page, 'plain');
  await cdp.send('Input.insertText', { text: 'one\ntwo\n' });
  await page.waitForSelector('#ask[open]');
  assert.equal(window.received, '');
  await page.click('#ask-yes');
  await until('it was sent', () => window.received === 'one\rtwo\r');
  await page.keyboard.type('x');
  await until('typing goes on', () => window.received.endsWith('x'));
});

story('text that is dropped on the terminal is pasted', async (page, server, window) => {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'dropped\nlines');
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    if (document.querySelector('#rows .row').dispatchEvent(drop)) throw new Error('the page would be left');
  });
  await until('a bracketed paste', () => window.received === '\x1b[200~dropped\rlines\x1b[201~');
});

const focused = (page) => page.evaluate(() => document.activeElement.id);

story('after each button of the page, a letter goes to the terminal', async (page, server, window) => {
  const typed = async (what) => {
    await until(`the focus after ${what}`, async () => (await focused(page)) === 'terminal-input');
    window.received = '';
    await page.keyboard.type('x');
    await until(`a letter after ${what}`, () => window.received === 'x');
  };
  await page.dblclick('.tab .tab-label');
  await page.keyboard.type('other');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.tab').textContent.includes('other'));
  await typed('a rename');
  await page.dblclick('.tab .tab-label');
  await page.keyboard.press('Escape');
  await typed('a cancelled rename');
  await page.click('#open-settings');
  await page.click('#settings .primary');
  await typed('the settings');
  await page.click('#open-drawer');
  await page.click('#drawer-close');
  await typed('the drawer');
  await page.click('#new-choose');
  await page.keyboard.press('Escape');
  await typed('the dialog for a window');
  await page.click('.tab');
  await typed('its own tab');
  await page.click('#open-drawer');
  await page.click('.session [aria-label^=Close]');
  await page.click('#ask-no');
  await page.keyboard.press('Escape');
  await typed('a question over the drawer');
});

story('a refused name is left to be corrected, and the reason is shown above the drawer', async (page, server) => {
  server.createSession('taken');
  await page.click('#open-drawer');
  await page.click('.session[data-name=main] [aria-label^=Rename]');
  await page.keyboard.type('taken');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#toast:not([hidden])');
  const seen = await page.evaluate(() => {
    const { left, top, width, height } = document.querySelector('#toast').getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2).closest('#toast') !== null;
  });
  assert.ok(seen, 'the message can be seen and pressed');
  assert.match(await page.textContent('#toast'), /There is a session taken already/);
  assert.equal(await page.inputValue('.rename'), 'taken');
  await page.keyboard.type('-2');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.session[data-name=taken-2]');
  await page.keyboard.press('Escape');
  await page.dblclick('.tab .tab-label');
  await page.keyboard.type('refused');
  server.refuseNames = true;
  await page.keyboard.press('Enter');
  await until('the reason', async () => /not this one/.test(await page.textContent('#toast')));
  assert.equal(await page.inputValue('.rename'), 'refused');
  server.refuseNames = false;
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.tab').textContent.includes('refused'));
});

story('a new window opens by a key that browsers leave to pages', async (page) => {
  await page.keyboard.press('Control+Shift+Enter');
  await page.waitForSelector('.tab:nth-child(2)[aria-selected=true]');
  assert.match(await page.getAttribute('#new-window', 'title'), /Ctrl\+Shift\+Enter/);
});

story('a server that is silent while input waits is reported after two seconds', async (page, server, window) => {
  server.deaf = true;
  const began = Date.now();
  await page.keyboard.type('x');
  await page.waitForSelector('#banner:not([hidden])');
  const after = Date.now() - began;
  assert.ok(after >= 1900 && after < 4000, `${after} ms`);
  assert.match(await page.textContent('#banner-text'), /does not answer.*What you type is kept/);
  server.deaf = false;
  window.print('alive');
  window.changed();
  await page.waitForSelector('#banner', { state: 'hidden' });
});

story('an upgraded server is noticed by an open page', async (page, server) => {
  server.cut();
  await page.keyboard.type('a');
  await sees(page, '$ a');
  assert.ok(await page.isHidden('#upgrade'), 'the same server');
  server.version = '0.2.0';
  server.cut();
  await page.keyboard.type('b');
  await page.waitForSelector('#upgrade:not([hidden])');
  assert.match(await page.textContent('#upgrade'), /upgraded to 0\.2\.0: reload/);
  await page.click('#reload');
  await sees(page, '$ ab');
  assert.ok(await page.isHidden('#upgrade'));
  server.pageDigest = 2;
  server.cut();
  await page.keyboard.type('c');
  await page.waitForSelector('#upgrade:not([hidden])');
});

story('a bound on the size is said once, and can be dismissed', async (page, server, window) => {
  assert.ok(await page.isHidden('#bound'));
  window.asked = { columns: 500, rows: 200 };
  window.changed();
  await page.waitForSelector('#bound:not([hidden])');
  const words = `at most ${window.columns}×${window.rows} here, of 500×200`;
  assert.ok((await page.textContent('#bound')).includes(words));
  await page.click('#bound-ok');
  window.print('more');
  window.changed();
  await sees(page, 'more');
  assert.ok(await page.isHidden('#bound'));
  window.asked = { columns: 600, rows: 200 };
  window.changed();
  await page.waitForSelector('#bound:not([hidden])');
});

story(
  'while the page changes its size, the server has the first at once and then only the last',
  async (page, server, window) => {
    server.messages.length = 0;
    await page.evaluate(async () => {
      const app = document.querySelector('#app');
      for (let i = 1; i <= 13; i++) {
        app.style.width = `${1200 - i * 20}px`;
        await new Promise((done) => setTimeout(done, 15));
      }
    });
    const columns = () => page.evaluate(() => Math.floor(document.querySelector('#viewport').clientWidth / parseFloat(document.querySelector('#stage').style.getPropertyValue('--cell')))); // prettier-ignore
    await until('the last size', async () => window.columns === (await columns()));
    const told = server.messages.filter((type) => type === '1').length;
    assert.ok(told >= 2 && told <= 4, `${told} sizes`);
  },
);

story(
  'forced colours: cursor, selection and the chosen tab are seen',
  async (page) => {
    const style = (selector, name) => page.$eval(selector, (e, n) => getComputedStyle(e)[n], name);
    const ground = await style('#stage', 'backgroundColor');
    assert.notEqual(await style('#cursor', 'backgroundColor'), ground);
    assert.equal(await style('#cursor', 'outlineStyle'), 'solid');
    assert.notEqual(await style('.tab[aria-selected=true]', 'backgroundColor'), ground);
    await enter(page, 'colors');
    await sees(page, 'text7');
    assert.equal(await style('#rows .bg', 'outlineStyle'), 'solid');
  },
  { ...DESKTOP, forcedColors: 'active' },
);

// Types a text while the connection is lost, in which the window gets another incarnation.
async function typedForAnother(page, server, window, text) {
  server.refuse = true;
  server.cut();
  await page.keyboard.type(text);
  await page.waitForSelector('#banner:not([hidden])');
  window.incarnation++;
  window.applied.clear();
  server.refuse = false;
  await page.$eval('#banner-retry', (button) => button.click());
  await page.waitForSelector('#unsent:not([hidden])');
}

story('text typed for a program that has ended is asked about, and sent on request', async (page, server, window) => {
  await typedForAnother(page, server, window, 'ls -l');
  assert.match(await page.textContent('#unsent'), /5 bytes typed for a program or device that has ended.*ls -l/);
  assert.equal(window.received, '');
  await page.keyboard.type('id;'); // for the present program
  await until('it arrives', () => window.received === 'id;');
  // By the keyboard alone: out of the terminal, to the bar, and on to the question.
  await page.keyboard.press('Control+Shift+Space');
  for (let i = 0; i < 30 && (await page.evaluate(() => document.activeElement.id)) !== 'unsent-send'; i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until('it arrives', () => window.received === 'id;ls -l');
  await page.waitForSelector('#unsent', { state: 'hidden' });
});

story('text typed for a program that has ended is discarded on request', async (page, server, window) => {
  await typedForAnother(page, server, window, 'reboot');
  await page.click('#unsent-discard');
  await page.waitForSelector('#unsent', { state: 'hidden' });
  await page.keyboard.type('ok');
  await until('it arrives', () => window.received === 'ok');
  server.cut();
  await page.keyboard.type('!');
  await until('it arrives', () => window.received === 'ok!');
  assert.ok(await page.$eval('#unsent', (element) => element.hidden));
});

story('typed bytes that the server has discarded are reported', async (page, server, window) => {
  window.discarded = 3;
  window.changed();
  await page.waitForSelector('#toast:not([hidden])');
  assert.match(await page.textContent('#toast'), /^3 bytes that you typed did not reach the program/);
});
