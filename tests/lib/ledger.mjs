// Compares what a server holds before and after a test: it must hold no more afterwards.
import assert from 'node:assert/strict';
import { sanitized, until } from './server.mjs';

const MEMORY = 16 * 1024;

export class Ledger {
  // Taken when the first window's program runs and only this client is connected.
  static async open(server) {
    const l = new Ledger();
    l.server = server;
    await until(
      'the first window runs',
      async () => (await server.json('GET', '/api/sessions/main/windows')).json[0].phase === 'running',
    );
    await l.begin();
    return l;
  }

  // Takes the present state as the new reference, so that each leak is reported once, by the test that caused it.
  async begin() {
    this.base = await until('nobody but the asker is connected', async () => {
      const now = await this.count();
      return now.connections === 1 && now;
    });
  }

  // The request itself holds one connection. Timers are compared by name, since their order is not fixed.
  async count() {
    const { json } = await this.server.json('GET', '/api/status');
    return {
      pid: this.server.serverPid(),
      children: this.server
        .children()
        .map((p) => `${p.name} ${p.state === 'Z' ? 'zombie' : ''}`)
        .sort()
        .join(', '),
      keeper: this.server.fds(this.server.pid),
      server: this.server.fds(),
      masters: this.server.ptys(),
      windows: json.tables.windows.used,
      sessions: json.tables.sessions.used,
      connections: json.tables.connections.used,
      timers: json.timers
        .map((t) => t.name)
        .sort()
        .join(', '),
    };
  }

  // Everything is as it was.
  async settles(what, ms = 15000) {
    const base = JSON.stringify(this.base);
    let now;
    await until(what, async () => (now = JSON.stringify(await this.count())) === base, ms).catch((e) => {
      throw new Error(`${e.message}: ${base} again, but it is ${now}`);
    });
  }

  // Private memory of both processes, and its growth since. A page that is touched for the first time grows once; a
  // leak grows each time that the same is done again.
  async flat(t, work) {
    const grown = [];
    do {
      const before = this.server.privateDirty();
      await work();
      grown.push(this.server.privateDirty() - before);
    } while (!sanitized && grown.at(-1) > MEMORY && grown.length < 3);
    if (sanitized) t.diagnostic('not checked with the sanitizers, whose shadow moves: the bound on memory');
    else assert.ok(grown.at(-1) <= MEMORY, `memory grew by ${grown.join(', then by ')}`);
  }

  // Watches for zombies among the keeper's children; none may remain for a second.
  watch() {
    let standing = new Map();
    this.oldest = 0;
    this.timer = setInterval(() => {
      const now = Date.now();
      const seen = this.server
        .children()
        .filter((p) => p.state === 'Z')
        .map((p) => p.pid);
      standing = new Map(seen.map((pid) => [pid, standing.get(pid) ?? now]));
      for (const since of standing.values()) this.oldest = Math.max(this.oldest, now - since);
    }, 100);
  }

  unwatch() {
    clearInterval(this.timer);
    assert.ok(this.oldest < 1000, `a zombie stood for ${this.oldest} ms`);
  }

  // Opens and closes windows, 15 at a time; with a phase, each is closed only when it has reached that phase.
  async windows(count, body, phase) {
    const s = this.server;
    for (let made = 0; made < count; made += 15) {
      const batch = await Promise.all(
        Array.from({ length: 15 }, () => s.json('POST', '/api/sessions/main/windows', { body })),
      );
      for (const r of batch) assert.equal(r.status, 201, r.body?.toString());
      const ours = new Set(batch.map((r) => r.json.index));
      if (phase)
        await until(`all are ${phase}`, async () =>
          (await s.json('GET', '/api/sessions/main/windows')).json.every(
            (w) => !ours.has(w.index) || w.phase === phase,
          ),
        );
      await Promise.all([...ours].map((index) => s.request('DELETE', `/api/sessions/main/windows/${index}`)));
      await until(
        'the batch is gone',
        async () => (await s.json('GET', '/api/status')).json.tables.windows.used === 1,
        20000,
      );
    }
  }
}
