// The page in Chromium against a real server with real programs: what a person sees.

import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, root, until } from '../../lib/server.mjs';
import { Viewer } from '../../lib/viewer.mjs';
import { launch, open, sees, enter, paste, rowsOf, swipe, DESKTOP, PHONE } from './chromium.mjs';

const PICTURES = join(root, 'build/test-output');
const SHELL = ['/usr/bin/env', 'PS1=board$ ', '/bin/sh'];

let browser;
before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    browser = await launch();
});
after(() => browser.close());

const picture = (page, name) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

function story(name, run, options = DESKTOP, command = SHELL) {
    test(name, async () => {
        const server = await Server.start({ command });
        try {
            const page = await open(browser, server.url, options);
            await sees(page, 'board$');
            await run(page, server);
            assert.deepEqual(page.faults, []);
            await page.context().close();
        } finally {
            await server.stop();
        }
    });
}

const screenText = async (page) => (await rowsOf(page)).join('\n').trimEnd();
const focus = (page) => page.focus('#keyboard');

story('a command is typed, its output read', async (page) => {
    await enter(page, 'echo $((6*7)) && printf "%s-%s\\n" real shell');
    await sees(page, /^42$/);
    await sees(page, /^real-shell$/);
    assert.equal(new URL(page.url()).hash, '');
    await picture(page, 'desktop-shell');
});

story('vim: text is written, saved, and the shell is there again', async (page, server) => {
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

story('the program has the size of the page, also after it changed', async (page) => {
    const told = async () => {
        await enter(page, 'clear; stty size');
        const rows = await sees(page, /^\d+ \d+$/);
        return rows.find((row) => /^\d+ \d+$/.test(row)).split(' ').map(Number);
    };
    const [rows, columns] = await told();
    assert.equal((await rowsOf(page)).length, rows);
    await page.setViewportSize({ width: 800, height: 500 });
    let now;
    await until('the program was told what the page shows', async () => {
        now = await told();
        return now[0] < rows && now[1] < columns && now[0] === (await rowsOf(page)).length;
    });
});

story('a reload shows the same screen', async (page) => {
    await enter(page, 'printf "\\033[31mred\\033[0m and %s\\n" kept; seq 3');
    await sees(page, /^red and kept$/);
    await until('a prompt', async () => (await screenText(page)).endsWith('3\nboard$'));
    const before = await screenText(page);
    await page.reload();
    await until('the same screen', async () => (await screenText(page)) === before);
    await enter(page, 'echo on-it-goes');
    await sees(page, /^on-it-goes$/);
});

story('the server is killed: the page is back within a second, what was typed arrives once', async (page, server) => {
    let slowest = 0;
    await enter(page, 'cat');
    for (let round = 0; round < 5; round++) {
        const served = Date.now();
        await until('the server has served for a second', () => Date.now() - served > 1050);
        const before = await screenText(page);
        const old = server.serverPid();
        process.kill(old, 'SIGKILL');
        const killed = Date.now();
        const word = `typed-in-the-gap-${round}`;
        await page.keyboard.type(word);
        await until('another server', () => server.serverPid() && server.serverPid() !== old);
        await sees(page, word, 1000);
        slowest = Math.max(slowest, Date.now() - killed);
        assert.equal(await screenText(page), `${before}\n${word}`);
        await page.keyboard.press('Enter');
        await until('the line twice, by terminal and by cat', async () => (await rowsOf(page)).filter((row) => row === word).length === 2);
        await page.waitForSelector('#banner', { state: 'hidden' });
    }
    assert.ok(slowest < 1000, `${slowest} ms`);
    console.log(`# the page was back within ${slowest} ms`);
});

story('pasting: brackets for a program that knows them, a question before many lines reach a plain shell', async (page) => {
    await enter(page, "printf '\\033[?2004h'; cat -v");
    await sees(page, 'cat -v');
    await until('the page knows', () => page.evaluate(() => document.querySelector('#rows .row:nth-child(2)').textContent.trim() === ''));
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
});

story('what is selected is copied, a wrapped line as one', async (page) => {
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
