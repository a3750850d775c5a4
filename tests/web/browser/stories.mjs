// Stories: tests with a page of their own, at a real server with a shell, or at the stand-in for one.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Server } from '../../lib/server.mjs';
import { FakeServer } from '../fake-server.mjs';
import { open, sees, DESKTOP } from './chromium.mjs';

export const SHELL = ['/usr/bin/env', 'PS1=board$ ', '/bin/sh'];

// Runs a story with a real server; `settings` are those of Server.start(). An error contains the screen of the program.
export function realStory(browser, name, run, { options = DESKTOP, skip = false, ...settings } = {}) {
  test(name, { skip }, async () => {
    const server = await Server.start({ command: SHELL, ...settings });
    try {
      const page = await open(browser(), server.url, options);
      await sees(page, 'board$');
      await run(page, server);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    } catch (error) {
      error.message += `\nthe screen of the program:\n${(await server.screen().catch(String)).trimEnd()}`;
      throw error;
    } finally {
      await server.stop();
    }
  });
}

// Runs a story with the stand-in and its first window.
export function standInStory(browser, name, run, options = DESKTOP) {
  test(name, async () => {
    const server = new FakeServer();
    const port = await server.listen(0);
    const page = await open(browser(), `http://127.0.0.1:${port}/#token=secret`, options);
    try {
      await sees(page, 'board:~$');
      await run(page, server, server.sessions[0].windows[0]);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
      server.close();
    }
  });
}
