// What a server holds, told before and after: whatever was done to it in between, it is to hold no more.
import assert from 'node:assert/strict';
import { sanitized, until } from './server.mjs';

const MEMORY = 16 * 1024;

export class Ledger {
  // Taken when the first window's program runs, and nobody but the asker is connected.
  static async open(server) {
    const l = new Ledger();
    l.server = server;
    await until('the first window runs', async () => (await server.json('GET', '/api/sessions/main/windows')).json[0].phase === 'running');
    await l.begin();
    return l;
  }

  // From now on it is compared with what is there now, so that each leak is told once, by whom it is.
  async begin() {
    this.base = await until('nobody but the asker is connected', async () => {
      const now = await this.count();
      return now.connections === 1 && now;
    });
  }

  // The request for it has one of the connections. Timers are told by name: they come back in any order.
  async count() {
    const { json } = await this.server.json('GET', '/api/status');
    return {
      pid: this.server.serverPid(),
      children: this.server.children().map((p) => `${p.name} ${p.state === 'Z' ? 'zombie' : ''}`).sort().join(', '),
      keeper: this.server.fds(this.server.pid),
      server: this.server.fds(),
      masters: this.server.ptys(),
      windows: json.tables.windows.used,
      sessions: json.tables.sessions.used,
      connections: json.tables.connections.used,
      timers: json.timers.map((t) => t.name).sort().join(', '),
    };
  }

  // All of it is as it was.
  async settles(what, ms = 15000) {
    const base = JSON.stringify(this.base);
    let now;
    await until(what, async () => (now = JSON.stringify(await this.count())) === base, ms).catch((e) => {
      throw new Error(`${e.message}: ${base} again, but it is ${now}`);
    });
  }

  // What both processes have to themselves, and how much that has grown since. A place that is touched for the
  // first time grows once; what leaks grows each time that the same is done again.
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

  // From now on zombies among the keeper's children are looked for; none may stand for a second.
  watch() {
    let standing = new Map();
    this.oldest = 0;
    this.timer = setInterval(() => {
      const now = Date.now();
      const seen = this.server.children().filter((p) => p.state === 'Z').map((p) => p.pid);
      standing = new Map(seen.map((pid) => [pid, standing.get(pid) ?? now]));
      for (const since of standing.values()) this.oldest = Math.max(this.oldest, now - since);
    }, 100);
  }

  unwatch() {
    clearInterval(this.timer);
    assert.ok(this.oldest < 1000, `a zombie stood for ${this.oldest} ms`);
  }

  // Windows, 15 at a time, each closed again; with a phase, only when its program has come that far.
  async windows(count, body, phase) {
    const s = this.server;
    for (let made = 0; made < count; made += 15) {
      const batch = await Promise.all(Array.from({ length: 15 }, () => s.json('POST', '/api/sessions/main/windows', { body })));
      for (const r of batch) assert.equal(r.status, 201, r.body?.toString());
      const ours = new Set(batch.map((r) => r.json.index));
      if (phase) await until(`all are ${phase}`, async () => (await s.json('GET', '/api/sessions/main/windows')).json.every((w) => !ours.has(w.index) || w.phase === phase));
      await Promise.all([...ours].map((index) => s.request('DELETE', `/api/sessions/main/windows/${index}`)));
      await until('the batch is gone', async () => (await s.json('GET', '/api/status')).json.tables.windows.used === 1, 20000);
    }
  }
}
