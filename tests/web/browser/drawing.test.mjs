// What is drawn, in Chromium with a real server: each cell at its column, readable colours, all rows that are in view.

import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, root, until } from '../../lib/server.mjs';
import { Viewer } from '../../lib/viewer.mjs';
import { launch, open, sees, enter, DESKTOP, PHONE } from './chromium.mjs';
import { SHELL, realStory } from './stories.mjs';

const PICTURES = join(root, 'build/test-output');
const LEAST = 4.5;

let browser;
before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launch();
});
after(() => browser.close());

const story = (name, run, options, settings) => realStory(() => browser, name, run, { options, ...settings });

// Where the last character of each row that ends with a mark is drawn, and where it belongs, in cells.
const marks = (page, mark) =>
  page.evaluate((end) => {
    const cell = parseFloat(document.querySelector('#stage').style.getPropertyValue('--cell'));
    const left = document.querySelector('#rows').getBoundingClientRect().left;
    return [...document.querySelectorAll('#rows .row')]
      .filter((row) => row.textContent.trimEnd().endsWith(end))
      .map((row) => {
        const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        let last = null;
        while (walker.nextNode()) if (walker.currentNode.data.includes(end)) last = walker.currentNode;
        const at = last.data.lastIndexOf(end);
        const range = document.createRange();
        range.setStart(last, at);
        range.setEnd(last, at + end.length);
        return { text: row.textContent, column: (range.getBoundingClientRect().left - left) / cell };
      });
  }, mark);

// Texts with the columns that they take on the screen of the server.
const SHIFTING = [
  ['│ שלום │ 12.5 ', 14],
  ['العربية ', 8],
  ['عربي 12 (ab) ', 13],
  ['שלום עולם ', 10],
  ['👍🏽', 4],
  ['🇩🇪🇫🇷', 4],
  ['नमस्ते ', null],
  ['ข้าวน้ำ', null],
  ['👩\u200d👩\u200d👧', null],
  ['\u202eabc\u202c', 3],
  ['\u2067שלום\u2069 x', null],
  ['ᄒ', 2],
  ['☝🏿❤️', null],
  ['ក្ខខ្មែរ', null],
];

story('characters that join, turn or combine do not shift the rest of the row', async (page, server) => {
  const lines = SHIFTING.map(([text]) => `printf '%s\\043\\n' '${text}'`);
  lines.push("printf '\\033[1m%s\\033[0m\\043\\n' 'שלום漢é'", "printf '\\033[3m%s\\033[0m\\043\\n' 'العر漢é'");
  writeFileSync(join(server.state, 'rows.sh'), `clear\n${lines.join('\n')}\n`);
  await enter(page, `sh ${join(server.state, 'rows.sh')}`);
  await until('all rows', async () => (await marks(page, '#')).length === SHIFTING.length + 2);
  const rows = (await server.screen()).split('\n').filter((row) => row.endsWith('#'));
  const seen = await marks(page, '#');
  const off = seen.filter(({ column }) => Math.abs(column - Math.round(column)) > 0.06);
  assert.deepEqual(off, []);
  assert.equal(rows.length, seen.length);
  SHIFTING.forEach(([text, columns], i) => {
    if (columns !== null) assert.equal(Math.round(seen[i].column), columns, text);
  });
  await page.screenshot({ path: join(PICTURES, 'desktop-joining.png') });
});

story('each letter of a right-to-left word is at its own column', async (page) => {
  await enter(page, "clear; printf 'ab שלום cd\\n'");
  await sees(page, /^ab .* cd$/);
  const columns = await page.evaluate(() => {
    const cell = parseFloat(document.querySelector('#stage').style.getPropertyValue('--cell'));
    const left = document.querySelector('#rows').getBoundingClientRect().left;
    const row = [...document.querySelectorAll('#rows .row')].find((r) => /^ab .* cd/.test(r.textContent));
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let i = 0; i < node.length; i++) {
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        found.push(Math.round((range.getBoundingClientRect().left - left) / cell));
      }
    }
    return found;
  });
  assert.deepEqual(columns.slice(0, 10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

// The pairs of text and ground on the screen whose contrast (WCAG 2.2) is too low.
const faint = (page, least = LEAST) =>
  page.evaluate((limit) => {
    const light = (colour) => {
      const [r, g, b] = colour
        .match(/[\d.]+/g)
        .map((v) => (v / 255 <= 0.04045 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const found = new Set();
    const stage = getComputedStyle(document.querySelector('#stage')).backgroundColor;
    for (const span of document.querySelectorAll('#rows .row > *')) {
      if (!span.textContent.trim() || /^[\u2580-\u259f]+$/.test(span.textContent)) continue;
      const { color, backgroundColor } = getComputedStyle(span);
      const ground = backgroundColor === 'rgba(0, 0, 0, 0)' ? stage : backgroundColor;
      const [low, high] = [light(color), light(ground)].sort((a, b) => a - b);
      if (high / low < limit) found.add(`${color} on ${ground}: ${(high / low).toFixed(2)} “${span.textContent}”`);
    }
    return [...found];
  }, least);

const setTheme = async (page, theme) => {
  await page.click('#open-settings');
  await page.click(`#settings label:has([value=${theme}])`);
  await page.keyboard.press('Escape');
};

// Prints text in each of the sixteen colours on each of them and on the default ground, with an attribute before it.
const pairs = (attribute) =>
  `for g in 49 40 41 42 43 44 45 46 47 100 101 102 103 104 105 106 107; do ` +
  `for t in 39 30 31 32 33 34 35 36 37 90 91 92 93 94 95 96 97; do printf "\\033[0;${attribute}\${t};\${g}mx$t"; done; ` +
  `printf '\\033[0m\\n'; done`;

story('text in every pair of the sixteen colours is readable, in both themes', async (page) => {
  for (const theme of ['dark', 'light']) {
    await setTheme(page, theme);
    for (const attribute of ['', '1;', '2;', '3;4;', '7;', '2;7;', '9;']) {
      await enter(page, `clear; ${pairs(attribute)}; echo done`);
      await sees(page, /^done$/, 10000);
      assert.deepEqual(await faint(page), [], `${theme}, ${attribute}`);
    }
  }
});

story('a theme that is changed, and reverse video, leave text readable', async (page) => {
  await setTheme(page, 'dark');
  await enter(page, `clear; ${pairs('')}; echo done`);
  await sees(page, /^done$/, 10000);
  const grounds = () => page.$$eval('#rows .bg', (spans) => spans.map((s) => getComputedStyle(s).backgroundColor));
  const dark = await grounds();
  await setTheme(page, 'light');
  await until('other grounds', async () => String(await grounds()) !== String(dark));
  assert.deepEqual(await faint(page), []);
  await enter(page, "printf '\\033[?5h'; echo reversed");
  await sees(page, /^reversed$/);
  await page.waitForSelector('#stage.reverse');
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(await faint(page), []);
});

story(
  'what a program asks for by true colour, blocks and pairs of other colours are left as they are',
  async (page) => {
    await enter(
      page,
      "clear; printf '\\033[38;2;10;20;30;48;2;11;21;31mtrue\\033[0m\\n\\033[34;44m\\342\\226\\204\\033[0m\\n" +
        "\\033[38;5;17;48;5;18mcube\\033[0m\\n\\033[38;5;226mother\\033[0m\\n'",
    );
    await sees(page, /^other$/);
    const colours = (text) =>
      page.$$eval(
        '#rows .row > *',
        (spans, wanted) => {
          const { color, backgroundColor } = getComputedStyle(spans.find((s) => s.textContent.startsWith(wanted)));
          return [color, backgroundColor];
        },
        text,
      );
    assert.deepEqual(await colours('true'), ['rgb(10, 20, 30)', 'rgb(11, 21, 31)']);
    assert.deepEqual(await colours('cube'), ['rgb(0, 0, 95)', 'rgb(0, 0, 135)']);
    assert.equal((await colours('▄'))[0], 'rgb(118, 168, 236)');
    await setTheme(page, 'light');
    await until('another ground', async () => (await faint(page, 3)).every((pair) => /true|cube/.test(pair)));
  },
);

story('the history above a screen that is lower than the view is drawn without scrolling', async (page, server) => {
  await enter(page, 'clear; seq 300');
  await sees(page, /^300$/);
  const small = await Viewer.attach(server, { cols: 60, rows: 10 });
  await page.waitForSelector('#note:not([hidden])');
  const inView = () =>
    page.evaluate(() => {
      const { top, bottom } = document.querySelector('#viewport').getBoundingClientRect();
      return [...document.querySelectorAll('#viewport .row')]
        .map((row) => [row.getBoundingClientRect(), row.textContent.trim()])
        .filter(([box]) => box.top >= top - 1 && box.bottom <= bottom + 1)
        .sort(([a], [b]) => a.top - b.top)
        .map(([, text]) => text);
    });
  const numbers = (last) => async () => {
    const rows = (await inView()).filter((text) => /^\d+$/.test(text)).map(Number);
    return rows.length > 30 && rows.at(-1) === last && rows.every((n, i) => i === 0 || n === rows[i - 1] + 1);
  };
  await until('the history above', numbers(300));
  small.type('clear; seq 500\r');
  await until('the history after new output', numbers(500));
  small.socket.cut();
});

// Displays, and the binary of each profile that fills them.
const ROUTER = 'build/plain-router/boundtty';
for (const [display, width, height, binary] of [
  ['4K', 3840, 2160],
  ['1440p', 2560, 1440],
  ['1080p', 1920, 1080],
  ['1080p, of a router', 1920, 1080, ROUTER],
]) {
  story(
    `the window fills the view on a display of ${display}`,
    async (page) => {
      const seen = await page.evaluate(() => {
        const row = document.querySelector('#rows .row').getBoundingClientRect();
        const { clientWidth, clientHeight } = document.querySelector('#viewport');
        const left = document.querySelector('#stage').clientHeight - clientHeight;
        return { rows: document.querySelectorAll('#rows .row').length, row, clientWidth, clientHeight, left };
      });
      assert.equal(seen.rows, Math.round(seen.clientHeight / seen.row.height));
      assert.ok(seen.left < 2 * seen.row.height, `${seen.left} pixels below are empty`);
      await enter(page, 'clear; stty size');
      const rows = await sees(page, /^\d+ \d+$/);
      const [high, wide] = rows.find((text) => /^\d+ \d+$/.test(text)).split(' '); // prettier-ignore
      assert.equal(+high, seen.rows);
      const cell = await page.$eval('#stage', (stage) => parseFloat(stage.style.getPropertyValue('--cell')));
      assert.equal(+wide, Math.floor(seen.clientWidth / cell));
      assert.ok(await page.isHidden('#bound'));
    },
    { ...DESKTOP, viewport: { width, height } },
    binary ? { binary } : {},
  );
}

story(
  'a router that cannot fill a display says so',
  async (page) => {
    await page.waitForSelector('#bound:not([hidden])');
    const [, columns, rows] = /at most (\d+)×(\d+) here, of \d+×\d+ that fit/.exec(await page.textContent('#bound'));
    await enter(page, 'clear; stty size');
    await sees(page, `${rows} ${columns}`);
  },
  { ...DESKTOP, viewport: { width: 3840, height: 2160 } },
  { binary: ROUTER },
);

// Programs that paint grounds, with a sign that their screen is complete, and the keys that end them. In six pairs of themes and sizes.
const PROGRAMS = [
  ['dialog', "dialog --menu 'What now?' 15 36 4 1 first 2 second 3 third", /<Cancel>/, ['Escape']],
  ['mc', 'mc -c -u', /1Help/, ['F10']],
  ['htop', 'htop -p $$', /Load average/, ['q']],
  [
    'vim',
    `vim -n -u NONE -c 'syntax on' -c 'set number shortmess=aIT' web/lib/store.js`,
    /^ *1 \/\/ Values/,
    [':', 'q', '!', 'Enter'],
  ],
];
const WIDE = { ...DESKTOP, viewport: { width: 2560, height: 1440 } };
const missing = PROGRAMS.map(([name]) => name).filter((name) =>
  (process.env.PATH ?? '').split(':').every((folder) => !existsSync(join(folder, name))),
);
for (const [size, options] of Object.entries({ phone: PHONE, desktop: DESKTOP, wide: WIDE })) {
  for (const colorScheme of ['dark', 'light']) {
    test(
      `text of dialog, mc, htop and vim is readable: ${size}, ${colorScheme}`,
      { skip: missing.length > 0 && `${missing} not installed` },
      async () => {
        const server = await Server.start({ command: ['/usr/bin/env', 'TERM=xterm', ...SHELL.slice(1)] });
        const page = await open(browser, server.url, { ...options, colorScheme });
        await sees(page, 'board$');
        for (const [name, command, mark, keys] of PROGRAMS) {
          await enter(page, `clear; export TERM=xterm; cd ${root}; ${command}`);
          await sees(page, mark, 10000);
          await page.screenshot({ path: join(PICTURES, `${name}-${size}-${colorScheme}.png`) });
          assert.deepEqual(await faint(page), [], name);
          for (const key of keys) await page.keyboard.press(key);
          await sees(page, 'board$', 10000);
        }
        await page.context().close();
        await server.stop();
      },
    );
  }
}

// The colour of the stage, or of the last span that holds a text.
const colourOf = (page, text, property) =>
  page.evaluate(
    ([what, name]) => {
      const spans = [...document.querySelectorAll('#rows span')].filter((span) => span.textContent.includes(what));
      return getComputedStyle(what ? spans.at(-1) : document.querySelector('#stage'))[name];
    },
    [text, property],
  );

story('colours that a program sets are shown, also of what was drawn before, until it resets them', async (page) => {
  const own = await colourOf(page, '', 'backgroundColor');
  await enter(page, String.raw`printf '\033[38;5;200mpink\033[48;5;1m red \033[m\n'`);
  await sees(page, 'pink red');
  await enter(page, String.raw`printf '\033]11;#004050\a\033]4;200;#abcdef;1;#400000\a'`);
  await until('the background', async () => (await colourOf(page, '', 'backgroundColor')) === 'rgb(0, 64, 80)');
  await until('colour 200', async () => (await colourOf(page, 'pink', 'color')) === 'rgb(171, 205, 239)');
  await until('colour 1', async () => (await colourOf(page, ' red', 'backgroundColor')) === 'rgb(64, 0, 0)');
  await enter(page, String.raw`printf '\033]111\a\033]104\a'`);
  await until('its own background', async () => (await colourOf(page, '', 'backgroundColor')) === own);
  await until('colour 200 of the palette', async () => (await colourOf(page, 'pink', 'color')) === 'rgb(255, 0, 215)');
});

story('a query is answered with the colours of the theme, also after it has changed', async (page) => {
  const ask = String.raw`stty raw -echo; printf '\033]11;?\a'; head -c 24 | tr -d '\033\007'; stty sane; echo`;
  await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
  await enter(page, ask);
  await sees(page, 'rgb:1515/1818/1c1c');
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'));
  await enter(page, ask);
  await sees(page, 'rgb:fcfc/fbfb/f8f8');
});
