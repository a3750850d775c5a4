// The page in Chromium with a real server and real programs, as a user sees it.

import { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, until } from '../../lib/server.mjs';
import { Viewer } from '../../lib/viewer.mjs';
import * as chromium from './chromium.mjs';
import { SHELL, realStory } from './stories.mjs';

const { launch, open, sees, enter, paste, rowsOf, reaches, swipe, pinch } = chromium;
const DESKTOP = { ...chromium.DESKTOP, viewport: { width: 1200, height: 760 } };
const PHONE = { ...chromium.PHONE, viewport: { width: 390, height: 760 } };
const ANDROID = {
  ...PHONE,
  locale: 'en-US',
  userAgent:
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) ' +
    'Chrome/120.0.0.0 Mobile Safari/537.36',
};
const PICTURES = join(root, 'build/test-output');
const KILLS = Number(process.env.PAGE_KILLS ?? 5); // consecutive kills of the server
const BASH_PROMPT = String.raw`\[\033[1;32m\]board\[\033[0m\]:\[\033[34m\]\w\[\033[0m\]\$ `;

let browser;
before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launch();
});
after(() => browser.close());

const picture = (page, name) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

const story = (name, run, options = DESKTOP, command = SHELL, skip = false) =>
  realStory(() => browser, name, run, { options, command, skip });

const screenText = async (page) => (await rowsOf(page)).join('\n').trimEnd();

// The number of whole cells in a row of the view.
const columnsOf = (page) =>
  page.evaluate(() => {
    const cell = parseFloat(document.querySelector('#stage').style.getPropertyValue('--cell'));
    return Math.floor(document.querySelector('#viewport').clientWidth / cell);
  });

// The first line in view, of the history or of the screen.
const firstInSight = (page) =>
  page.evaluate(() => {
    const { left, top } = document.querySelector('#viewport').getBoundingClientRect();
    return document
      .elementFromPoint(left + 3, top + 3)
      ?.closest('.row')
      ?.textContent.trimEnd();
  });

const cursorInSight = (page) =>
  page.evaluate(() => {
    const [cursor, view] = ['#cursor', '#viewport'].map((name) => document.querySelector(name).getBoundingClientRect());
    return cursor.height > 0 && cursor.top >= view.top - 1 && cursor.bottom <= view.bottom + 1;
  });

story('a command is typed and its output is shown', async (page) => {
  await enter(page, 'echo $((6*7)) && printf "%s-%s\\n" real shell');
  await sees(page, /^42$/);
  await sees(page, /^real-shell$/);
  assert.equal(new URL(page.url()).hash, '');
  await picture(page, 'desktop-shell');
});

story('vim: text is written and saved, and the shell is back', async (page, server) => {
  const file = join(server.state, 'poem.txt');
  await enter(page, 'echo before');
  await sees(page, /^before$/);
  await enter(page, `vim -u NONE -N ${file}`);
  await sees(page, /^~$/);
  await page.keyboard.type('iroses are red');
  await page.keyboard.press('Enter');
  await page.keyboard.type('violets äöü 日本');
  await sees(page, /^violets äöü 日本$/);
  await picture(page, 'desktop-vim');
  await page.keyboard.press('Escape');
  await enter(page, ':wq');
  await sees(page, /^before$/);
  assert.equal(readFileSync(file, 'utf8'), 'roses are red\nviolets äöü 日本\n');
});

story('the program has the size of the page, even after that has changed', async (page) => {
  const reported = async () => {
    await enter(page, 'clear; stty size');
    const rows = await sees(page, /^\d+ \d+$/);
    return rows
      .find((row) => /^\d+ \d+$/.test(row))
      .split(' ')
      .map(Number);
  };
  const shown = async () => [(await rowsOf(page)).length, await columnsOf(page)];
  const [rows, columns] = await reported();
  assert.deepEqual([rows, columns], await shown());
  await page.setViewportSize({ width: 800, height: 500 });
  let now;
  await until('the program has the size of the page', async () => {
    now = await reported();
    return now[0] < rows && now[1] < columns && String(now) === String(await shown());
  });
});

story('a reload shows the same screen', async (page) => {
  await enter(page, 'printf "\\033[31mred\\033[0m and %s\\n" kept; seq 3');
  await sees(page, /^red and kept$/);
  await until('a prompt', async () => (await screenText(page)).endsWith('3\nboard$'));
  const earlier = await screenText(page);
  await page.reload();
  await until('the same screen', async () => (await screenText(page)) === earlier);
  await enter(page, 'echo on-it-goes');
  await sees(page, /^on-it-goes$/);
});

story('the server is killed: the page reconnects within a second, typed text arrives once', async (page, server) => {
  let slowest = 0;
  await enter(page, 'cat');
  for (let round = 0; round < KILLS; round++) {
    const served = Date.now();
    await until('the server has served for a second', () => Date.now() - served > 1050);
    const earlier = await screenText(page);
    const old = server.serverPid();
    process.kill(old, 'SIGKILL');
    const killed = Date.now();
    const word = `typed-in-the-gap-${round}`;
    await page.keyboard.type(word);
    await until('another server', () => server.serverPid() && server.serverPid() !== old);
    await sees(page, word, 1000);
    slowest = Math.max(slowest, Date.now() - killed);
    assert.equal(await screenText(page), `${earlier}\n${word}`);
    await page.keyboard.press('Enter');
    await until(
      'the line twice, by terminal and by cat',
      async () => (await rowsOf(page)).filter((row) => row === word).length === 2,
    );
    await page.waitForSelector('#banner', { state: 'hidden' });
  }
  assert.ok(slowest < 1000, `${slowest} ms`);
  console.log(`# the page was back within ${slowest} ms`);
});

story(
  'pastes are bracketed for a program that supports it; many lines for a plain shell must be confirmed',
  async (page) => {
    await enter(page, "printf '\\033[?2004hready\\n'; cat -v");
    await sees(page, /^ready$/);
    await paste(page, 'one\ntwo');
    await sees(page, '^[[200~one');
    await sees(page, /^two\^\[\[201~/);
    await page.keyboard.press('Control+c');
    await enter(page, "clear; printf '\\033[?2004l'; echo plain");
    await sees(page, /^plain$/);
    await paste(page, 'echo first\necho second');
    await page.waitForSelector('#ask[open]');
    assert.match(await page.textContent('#ask'), /echo first/);
    await page.click('#ask-no');
    await page.waitForSelector('#ask:not([open])', { state: 'attached' });
    await paste(page, 'echo third\necho fourth\n');
    await page.waitForSelector('#ask[open]');
    await page.click('#ask-yes');
    await sees(page, /^third$/);
    const rows = await sees(page, /^(board\$ )?fourth$/);
    assert.ok(!rows.some((row) => /first|second/.test(row)));
  },
);

story('the selection is copied, with wrapped lines joined', async (page) => {
  const long = 'x'.repeat(400);
  await enter(page, `clear; echo ${long} | tr x y; echo the next`);
  await sees(page, /^the next$/);
  const first = await page.locator('#rows .row', { hasText: /^y+$/ }).first().boundingBox();
  const last = await page.locator('#rows .row', { hasText: /^the next$/ }).boundingBox();
  await page.mouse.move(first.x + 1, first.y + first.height / 2);
  await page.mouse.down();
  await page.mouse.move(last.x + 200, last.y + last.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.press('Control+Shift+C');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await until('a copy', async () => (await copied()).includes('the next'));
  assert.equal(await copied(), `${'y'.repeat(400)}\nthe next`);
});

const pastRows = (page) => page.$$eval('#past .row', (rows) => rows.map((row) => row.textContent.trimEnd()));

story('the history is scrolled by wheel and keys, including output that no viewer has shown', async (page, server) => {
  await enter(page, 'clear; seq 500');
  await sees(page, /^500$/);
  await reaches(page, 500);
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, -2000);
  await until('older lines', async () => (await pastRows(page)).some((row) => row > 300 && row < 440));
  const from = Number(await firstInSight(page));
  const rows = (await rowsOf(page)).length;
  await page.keyboard.press('Shift+PageUp');
  await until('a page before', async () => Number(await firstInSight(page)) === from - (rows - 1));
  await picture(page, 'desktop-history');
  await page.keyboard.press('Control+Shift+Home');
  await until('the oldest', async () => (await pastRows(page)).includes('1'));
  await page.keyboard.type('x');
  await sees(page, /^board\$ x$/);
  await page.waitForSelector('#to-end', { state: 'hidden' });
  await page.keyboard.press('Backspace');
  const url = page.url();
  await page.goto('about:blank');
  const viewer = await Viewer.attach(server);
  viewer.type('seq 1001 1800\r');
  await until('it ran', async () => (await server.screen()).includes('\n1800\n'));
  viewer.socket.cut();
  await page.goto(url);
  await sees(page, /^1800$/);
  await reaches(page, 1300);
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, -4000);
  await until('lines of which no viewer had a picture', async () =>
    (await pastRows(page)).some((row) => row > 1200 && row < 1700),
  );
});

story('the mouse is reported to a program that requests it; with Shift it selects', async (page) => {
  await enter(page, "clear; stty -icanon -echo; printf '\\033[?1000h\\033[?1006h'; cat -v");
  await page.waitForSelector('#stage.mouse');
  const { x, y } = await page.locator('#screen').boundingBox();
  await page.mouse.click(x + 60, y + 200);
  const rows = await sees(page, /\^\[\[<0;\d+;\d+M.*\^\[\[<0;\d+;\d+m/);
  await page.keyboard.down('Shift');
  await page.mouse.move(x + 1, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + 70, y + 8, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  assert.match(await page.evaluate(() => String(getSelection())), /^\^\[\[<0/);
  assert.deepEqual(await rowsOf(page), rows);
});

story(
  'tabs and the drawer: windows and sessions are created, renamed, left and closed; the last one used is shown again',
  async (page, server) => {
    const windows = async (session) => (await server.json('GET', `/api/sessions/${session}/windows`)).json;
    await page.click('#new-window');
    await page.waitForSelector('.tab:nth-child(2)[aria-selected=true]');
    await sees(page, 'board$');
    await enter(page, "echo in the second; printf '\\033]2;my title\\007'");
    await sees(page, /^in the second$/);
    await page.waitForFunction(() => document.title.startsWith('my title'));
    await page.waitForFunction(() => document.querySelector('.tab:nth-child(2)').textContent.includes('my title'));
    await page.dblclick('.tab:nth-child(2) .tab-label');
    await page.keyboard.type('logs');
    await page.keyboard.press('Enter');
    await until('the board knows its name', async () => (await windows('main'))[1].name === 'logs');
    await page.click('.tab:nth-child(1)');
    await until('the first window', async () => !(await screenText(page)).includes('in the second'));
    await page.click('.tab:nth-child(2) .tab-close');
    await page.click('#ask-yes');
    await page.waitForSelector('.tab:nth-child(2)', { state: 'detached' });
    await until('one window', async () => (await windows('main')).length === 1);
    await page.click('#open-drawer');
    await page.fill('#new-session-name', 'work');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#session-name').textContent === 'work');
    await sees(page, 'board$');
    await enter(page, 'echo at work');
    await sees(page, /^at work$/);
    await page.click('#open-drawer');
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    await picture(page, 'desktop-drawer');
    await page.click('.session[data-name=work] [aria-label^=Rename]');
    await page.keyboard.type('play');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.session[data-name=play]');
    await page.click('.session[data-name=main] .session-choose');
    await page.waitForFunction(() => document.querySelector('#session-name').textContent === 'main');
    await until('the screen of main', async () => !(await screenText(page)).includes('at work'));
    await page.click('#open-drawer');
    await page.click('.session[data-name=play] .session-choose');
    await sees(page, /^at work$/);
    await page.goto(server.url.split('#')[0]);
    await page.waitForFunction(() => document.querySelector('#session-name').textContent === 'play');
    await sees(page, /^at work$/);
    await page.click('#open-drawer');
    await page.click('.session[data-name=play] [aria-label^=Close]');
    await page.click('#ask-yes');
    await page.waitForFunction(() => document.querySelector('#session-name').textContent === 'main');
    await until('one session', async () => (await server.json('GET', '/api/sessions')).json.length === 1);
  },
);

story('an ended program shows its ending and can be started again', async (page) => {
  await enter(page, 'exit 3');
  await page.waitForSelector('#ended:not([hidden])');
  assert.match(await page.textContent('#ended-text'), /exit status 3/);
  await sees(page, /exit 3$/);
  await picture(page, 'desktop-ended');
  await page.click('#restart');
  await page.waitForSelector('#ended', { state: 'hidden' });
  await enter(page, 'echo again-$((40+2))');
  await sees(page, /^again-42$/);
  await enter(page, 'kill -9 $$');
  await page.waitForSelector('#ended:not([hidden])');
  assert.match(await page.textContent('#ended-text'), /SIGKILL, possibly out of memory/);
});

story('a program that keeps ending shows the time of the next start, which can be skipped', async (page, server) => {
  const flag = join(server.state, 'repaired');
  const command = ['/bin/sh', '-c', `[ -e ${flag} ] || exit 3; echo lives; exec sleep 600`];
  const window = async () => (await server.json('GET', '/api/sessions/main/windows')).json.find((w) => w.index === 1);
  assert.equal(
    (
      await server.json('POST', '/api/sessions/main/windows', {
        body: { name: 'restless', command, respawn: 'failure' },
      })
    ).status,
    201,
  );
  await page.click('.tab:has-text("restless")');
  const bar = async () =>
    (await page.isVisible('#ended')) &&
    `${await page.textContent('#ended-words')} [${await page.textContent('#restart')}]`;
  const says = (words) => until(`${words}`, async () => words.exec(await bar()));
  const first = await says(/^The program has ended: exit status 3; starts again in (\d) s \[Try now\]$/);
  assert.ok(Number(first[1]) <= 8);
  // Starts by hand fail as automatic ones do.
  for (let last = await window(); last.breaker !== 'open'; last = await window()) {
    if (last.phase === 'ended') await page.click('#restart');
    await until('another start', async () => (await window()).starts > last.starts);
    await until('its end', async () => (await window()).phase === 'ended');
  }
  await says(/; failed 5 times within 10 s of its start; tries again in (30|29) s \[Try now\]$/);
  await says(/tries again in 2[0-8] s/); // the countdown is running
  await picture(page, 'desktop-breaker');
  writeFileSync(flag, '');
  await page.click('#restart');
  await sees(page, /^lives$/);
  await page.waitForSelector('#ended', { state: 'hidden' });
  assert.equal((await window()).breaker, 'half-open');
  process.kill((await window()).pid, 'SIGKILL');
  await says(/SIGKILL.*; failed 6 times within 10 s of its start; tries again in/);
  await server.json('PATCH', '/api/sessions/main/windows/1', { body: { respawn: 'never' } });
  await says(/^The program has ended: killed by SIGKILL[^;]* \[Start again\]$/);
});

story('without a token a form is shown; a wrong token is refused, the right one signs in', async (page, server) => {
  const other = await open(browser, server.url.split('#')[0]);
  await other.waitForSelector('#login:not([hidden])');
  await other.fill('#token', 'wrong');
  await other.keyboard.press('Enter');
  await other.waitForFunction(() => document.querySelector('#login-error').textContent.includes('not the token'));
  await other.fill('#token', server.token);
  await other.keyboard.press('Enter');
  await sees(other, 'board$');
  assert.deepEqual(other.faults, []);
  await other.context().close();
});

story('text composed by an input method arrives once', async (page) => {
  await enter(page, 'cat');
  const cdp = await page.context().newCDPSession(page);
  for (const text of ['に', 'にほ', '日本'])
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await page.waitForFunction(() => document.querySelector('#composing').textContent === '日本');
  await cdp.send('Input.insertText', { text: '日本' });
  await page.keyboard.type(' go');
  await page.keyboard.press('Enter');
  await until(
    'once typed, once by cat',
    async () => (await rowsOf(page)).filter((row) => row === '日本 go').length === 2,
  );
});

story('the network is lost and restored: a banner is shown, typed text arrives once', async (page) => {
  await enter(page, 'cat');
  await sees(page, /^board\$ cat$/);
  const rows = (await rowsOf(page)).length;
  await page.context().setOffline(true);
  await page.waitForSelector('#banner:not([hidden])');
  assert.match(await page.textContent('#banner'), /offline/);
  await picture(page, 'desktop-offline');
  assert.equal(await firstInSight(page), 'board$ cat');
  assert.equal((await rowsOf(page)).length, rows);
  await page.keyboard.type('typed offline');
  await page.context().setOffline(false);
  await page.waitForSelector('#banner', { state: 'hidden' });
  await page.keyboard.press('Enter');
  await until(
    'once typed, once by cat',
    async () => (await rowsOf(page)).filter((row) => row === 'typed offline').length === 2,
  );
});

story('text typed while the server hangs is kept, and arrives once when it resumes', async (page, server) => {
  await enter(page, 'cat');
  const hung = server.serverPid();
  process.kill(hung, 'SIGSTOP');
  try {
    await page.keyboard.type('kept');
    await page.evaluate(() => dispatchEvent(new Event('online'))); // the page probes the connection
    await page.waitForSelector('#banner:not([hidden])');
  } finally {
    process.kill(hung, 'SIGCONT');
  }
  await page.waitForSelector('#banner', { state: 'hidden' });
  await page.keyboard.press('Enter');
  await until('once typed, once by cat', async () => (await rowsOf(page)).filter((row) => row === 'kept').length === 2);
});

story('after another page and back, the same screen is shown', async (page) => {
  await enter(page, 'echo before');
  await sees(page, /^before$/);
  await page.goto('about:blank');
  await page.goBack();
  await sees(page, /^before$/);
  await enter(page, 'echo after');
  await sees(page, /^after$/);
});

story('a bell in another window marks its tab until that window is shown', async (page) => {
  await page.click('#new-window');
  await page.waitForSelector('.tab:nth-child(2)[aria-selected=true]');
  await sees(page, 'board$');
  await enter(page, "read go; printf '\\007'; echo rang");
  await page.click('.tab:nth-child(1)');
  const second = new Promise((resolve) => page.context().once('page', resolve));
  await page.evaluate(() => window.open(location.href));
  const other = await second;
  await other.waitForSelector('.tab:nth-child(2)');
  await other.click('.tab:nth-child(2)');
  await sees(other, 'read go');
  await other.keyboard.press('Enter');
  await sees(other, /^rang$/);
  await page.bringToFront();
  await page.waitForSelector('.tab:nth-child(2) .bell-mark');
  await picture(page, 'desktop-bell');
  await page.click('.tab:nth-child(2)');
  await page.waitForSelector('.bell-mark', { state: 'detached' });
});

story(
  'a note shows that another viewer has another size; when that viewer leaves, the window has the size of the page again',
  async (page, server) => {
    const rows = (await rowsOf(page)).length;
    const same = await Viewer.attach(server, { cols: await columnsOf(page), rows });
    await until('two viewers', async () => (await page.textContent('#viewers')) === '2 viewers');
    assert.ok(await page.isHidden('#note'));
    const small = await Viewer.attach(server, { cols: 70, rows: 20 });
    await page.waitForSelector('#note:not([hidden])');
    assert.match(await page.textContent('#note'), /70×20/);
    assert.equal((await rowsOf(page)).length, 20);
    const large = await Viewer.attach(server, { cols: 80, rows: rows + 30 });
    await until('the rows of a larger screen', async () => (await rowsOf(page)).length === rows + 30);
    await until('the prompt in sight', () => cursorInSight(page));
    await enter(page, `seq ${rows + 5}`);
    await until('the output', async () => (await screenText(page)).endsWith(`\n${rows + 5}\nboard$`));
    await until('the prompt after it in sight', () => cursorInSight(page));
    await enter(page, 'clear');
    await until('an empty screen', async () => (await screenText(page)) === 'board$');
    await until('the prompt at its top in sight', () => cursorInSight(page));
    assert.ok(await page.isHidden('#to-end'));
    for (const viewer of [same, small, large]) viewer.socket.cut();
    await page.waitForSelector('#note', { state: 'hidden' });
    await until('the rows of the page', async () => (await rowsOf(page)).length === rows);
  },
);

// Programs that fill the screen, with a picture of each.
for (const [name, command, mark, needs] of [
  ['htop', 'TERM=xterm-256color htop -p $$', /Load average/, 'htop'],
  ['less', `less ${join(root, 'src/README.md')}`, /^# /, 'less'],
]) {
  const missing = (process.env.PATH ?? '').split(':').every((folder) => !existsSync(join(folder, needs)));
  story(
    `${name} draws its screen, and the shell's screen is restored afterwards`,
    async (page) => {
      await enter(page, 'clear; echo before');
      await sees(page, /^before$/);
      await enter(page, command);
      await sees(page, mark);
      await picture(page, `desktop-${name}`);
      await page.keyboard.type('q');
      await sees(page, /^before$/);
    },
    DESKTOP,
    SHELL,
    missing && `${needs} is not installed`,
  );
}

story(
  'bash with colours and its line editor',
  async (page) => {
    await enter(page, `cd ${root}; PS1='${BASH_PROMPT}'; clear; ls --color=always -la`);
    await sees(page, /README\.md$/);
    await page.keyboard.type('echo one three');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('two ');
    await sees(page, /echo one two three$/);
    await picture(page, 'desktop-bash');
    await page.keyboard.press('Control+e');
    await page.keyboard.press('Enter');
    await sees(page, /^one two three$/);
  },
  DESKTOP,
  ['/usr/bin/env', 'PS1=board$ ', 'bash', '--norc'],
);

// The lowest contrast (WCAG 2.2) of text on a coloured background.
const faintest = (page) =>
  page.$$eval('#rows .bg', (spans) => {
    const light = (colour) => {
      const [r, g, b] = colour
        .match(/[\d.]+/g)
        .map((v) => (v / 255 <= 0.04045 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    return Math.min(
      ...spans
        .filter((span) => span.textContent.trim())
        .map((span) => {
          const { color, backgroundColor } = getComputedStyle(span);
          const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
          return high / low;
        }),
    );
  });

story('light and dark', async (page) => {
  const ground = () => page.$eval('#stage', (stage) => getComputedStyle(stage).backgroundColor);
  const dark = await ground();
  await enter(
    page,
    'for c in 1 2 3 4 5 6 7; do printf "\\033[3${c}mcolour $c\\033[0m ";' +
      ' printf "\\033[4${c}mground $c\\033[30m black $c\\033[0m\\n"; done',
  );
  await sees(page, 'black 7');
  assert.ok((await faintest(page)) > 3.7, `contrast ${await faintest(page)}`);
  await page.click('#open-settings');
  await picture(page, 'desktop-settings');
  await page.click('#settings label:has([value=light])');
  assert.notEqual(await ground(), dark);
  assert.ok((await faintest(page)) > 3.7, `contrast ${await faintest(page)}`);
  await page.keyboard.press('Escape');
  await picture(page, 'desktop-light');
  await page.reload();
  await sees(page, 'ground 7');
  assert.notEqual(await ground(), dark);
  await page.click('#open-settings');
  await page.click('#settings label:has([value=auto])');
  assert.equal(await ground(), dark);
});

story('the status page shows the tables, the programs and the log, and is updated', async (page, server) => {
  await page.click('#open-drawer');
  await page.click('#open-status');
  await page.waitForSelector('#status[open]');
  await page.waitForFunction(() => /windows/.test(document.querySelector('#status-tables').textContent));
  assert.match(await page.textContent('#status-tables'), /windows1 of 16, most 1/);
  assert.match(await page.textContent('#status-words'), /profile board/);
  assert.match(await page.textContent('#status-children'), /1 running/);
  await page.waitForFunction(() => /viewer-connected/.test(document.querySelector('#status-log').textContent));
  await server.json('POST', '/api/sessions/main/windows', { body: {} });
  await page.waitForFunction(() => /windows2 of 16, most 2/.test(document.querySelector('#status-tables').textContent));
  await page.waitForFunction(() => /window-started/.test(document.querySelector('#status-log').textContent));
  await picture(page, 'desktop-status');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#status:not([open])', { state: 'attached' });
});

story(
  'phone: keys and a swipe work, and the prompt stays in view',
  async (page) => {
    await page.waitForSelector('#key-rows:not([hidden])');
    await enter(page, 'clear; seq 300');
    await sees(page, /^300$/);
    await reaches(page, 300);
    await swipe(page, 150, 450);
    await until('older lines', async () => (await pastRows(page)).some((row) => row > 200 && row < 280));
    await page.keyboard.type('c');
    await sees(page, /^board\$ c$/);
    await enter(page, 'at -v');
    await page.tap('[data-key=Escape]');
    await page.tap('[data-key=ArrowUp]');
    await page.tap('[data-text="|"]');
    await page.tap('[data-key=Home]');
    await page.tap('[data-key=Tab]');
    await page.keyboard.type('.');
    await sees(page, /^\^\[\^\[\[A\|\^\[\[H +\.$/);
    await picture(page, 'phone-keys');
    await page.tap('#key-ctrl');
    await page.keyboard.type('c');
    await until('the shell', async () => (await screenText(page)).endsWith('board$'));
    const { bottom, seen } = await page.evaluate(() => ({
      bottom: document.querySelector('#cursor').getBoundingClientRect().bottom,
      seen: visualViewport.height,
    }));
    assert.ok(bottom <= seen, `the cursor ends at ${bottom} of ${seen}`);
  },
  PHONE,
);

story(
  'phone: text from a keyboard that composes every word arrives once',
  async (page) => {
    await enter(page, 'cat');
    const cdp = await page.context().newCDPSession(page);
    for (const word of ['h', 'he', 'hello'])
      await cdp.send('Input.imeSetComposition', { text: word, selectionStart: word.length, selectionEnd: word.length });
    await cdp.send('Input.insertText', { text: 'hello ' });
    for (const word of ['b', 'bo', 'board'])
      await cdp.send('Input.imeSetComposition', { text: word, selectionStart: word.length, selectionEnd: word.length });
    await cdp.send('Input.insertText', { text: 'board' });
    await page.keyboard.press('Enter');
    await until(
      'once typed, once by cat',
      async () => (await rowsOf(page)).filter((row) => row === 'hello board').length === 2,
    );
  },
  PHONE,
);

story(
  'phone: a pinch changes the font size, and the program is resized',
  async (page) => {
    const size = async () => {
      await enter(page, 'clear; stty size');
      const rows = await sees(page, /^\d+ \d+$/);
      return rows
        .find((row) => /^\d+ \d+$/.test(row))
        .split(' ')
        .map(Number);
    };
    const [rows, columns] = await size();
    await pinch(page, 100, 180);
    let now;
    await until('fewer and larger cells', async () => {
      now = await size();
      return now[0] < rows && now[1] < columns && now[1] === (await columnsOf(page));
    });
    await picture(page, 'phone-pinched');
  },
  PHONE,
);

story(
  'Android: letters appear while a word is composed, a correction changes them, and each arrives once',
  async (page) => {
    await enter(page, 'cat');
    const cdp = await page.context().newCDPSession(page);
    const unnamed = { windowsVirtualKeyCode: 229, key: 'Unidentified', code: '' };
    const compose = async (text) => {
      await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...unnamed });
      await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...unnamed });
    };
    for (const text of ['t', 'te', 'teh']) await compose(text);
    await sees(page, /^teh$/);
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...unnamed });
    await cdp.send('Input.insertText', { text: 'the ' });
    for (const text of ['b', 'bo', 'board']) await compose(text);
    await sees(page, /^the board$/);
    await cdp.send('Input.insertText', { text: 'board' });
    await page.keyboard.press('Enter');
    await until(
      'once typed, once by cat',
      async () => (await rowsOf(page)).filter((row) => row === 'the board').length === 2,
    );
  },
  ANDROID,
);
