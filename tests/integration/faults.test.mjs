// Makes every system call of each process fail, one after the other: nothing hangs, nothing is lost, and afterwards
// everything is as before. The calls are not listed here but recorded during a life without failures. tests/faults has
// the library for fault injection, the ways to fail, and the life.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, freePort, missing, root, sanitized, until } from '../lib/server.mjs';
import { Plan, makeShim } from '../faults/plan.mjs';
import { COMMAND, Job, Life, Serial, Tcp } from '../faults/life.mjs';
import { expected, lasting, periodic, ways } from '../faults/errors.mjs';

const skip = sanitized && 'not with sanitizers: they make calls of their own';
const folder = mkdtempSync(join(tmpdir(), 'boundtty-faults-'));
const library = skip || makeShim();
const table = [];
// Tables whose entries stay until they are displaced: input offsets of clients, and addresses of failed sign-ins.
const REMEMBERED = ['clients', 'failed_logins'];
// How long to wait, in ms, for calls that are not made in every life: the log file is rotated now and then, and the
// keeper reads its usage once a second.
const PATIENCE = 5000;
const STARTS_AT_ONCE = 3;
const lacks = (Kind) => (Kind === Serial && missing('socat', '-V')) || (Kind === Job && missing('tmux', '-V'));

// The outcome of one failure. fault.nth > 1: a later call of the same kind, which may not have been made.
function note(fault, fired, outcome, said) {
  const wrong = fired > 0 ? !expected(fault).includes(outcome) : !(fault.nth > 1) || outcome === 'lost';
  const row = { ...fault, fired, outcome, said, wrong };
  row.name = `${fault.role} ${fault.of ?? ''} ${fault.call} ${fault.kind} ${fault.nth ?? 1} ${fault.what}`;
  table.push(row);
  if (process.env.FAULTS_SHOW)
    console.log(`${row.wrong ? 'WRONG ' : ''}${fired} ${outcome.padEnd(9)} ${row.name} ${said}`);
  return row;
}

function judge(which) {
  const rows = table.filter(which),
    wrong = rows.filter((row) => row.wrong);
  assert.ok(rows.length > 0);
  assert.equal(
    wrong.length,
    0,
    wrong
      .map((row) => `${row.name}: ${row.outcome}, expected ${expected(row)}; it failed ${row.fired} times; ${row.said}`)
      .join('\n'),
  );
}

// Each way of failing for the first call of a kind, and one way for later calls.
function faultsOf(calls, most) {
  const all = [];
  for (const { role, call, kind, count } of calls) {
    const how = periodic(role, call, kind) ? [] : ways(call, kind);
    for (const what of how) all.push({ role, call, kind, what });
    for (let nth = 2; nth <= Math.min(count, most) && how.length > 0; nth++)
      all.push({ role, call, kind, nth, what: how[0] });
  }
  return all;
}

// The calls that a process makes while act runs.
async function recorded(plan, role, act) {
  const before = plan.counts();
  await act();
  return [...plan.counts()]
    .map(([key, count]) => ({ key, count: count - (before.get(key) ?? 0) }))
    .filter(({ key, count }) => count > 0 && key.split(' ')[0] === role)
    .map(({ key, count }) => ({ role, call: key.split(' ')[1], kind: key.split(' ')[2] ?? '', count }));
}

// A server with a plan, and the counters to compare with afterwards.
class Lane {
  static made = 0;

  static async begin(settings = '', Kind = Life) {
    const lane = new Lane(),
      config = join(folder, `lane-${Lane.made++}`);
    writeFileSync(
      config,
      `[server]\nkill-timeout = 1\nserver-min-uptime = 1\nlog-level = debug\nlog = ${config}.log\n${settings}`,
    );
    Object.assign(lane, { settings, config, Kind });
    lane.plan = new Plan(folder, library);
    lane.server = await Server.start({ args: ['-c', config], command: COMMAND, env: lane.plan.env });
    lane.shell = (
      await until('the first window runs', async () => (await lane.windows())?.find((w) => w.phase === 'running'))
    ).pid;
    await new Kind(lane.server).run();
    lane.base = await until('the counters', () => lane.counters());
    return lane;
  }

  async windows() {
    return (await this.server.json('GET', '/api/sessions/main/windows').catch(() => null))?.json;
  }

  // null: the server is not running at the moment.
  async counters() {
    const s = this.server;
    try {
      const { tables, timers, children, viewers, ptys } = (await s.json('GET', '/api/status')).json;
      return {
        processes: s
          .children()
          .map((p) => (p.state === 'Z' ? `${p.name} zombie` : p.name))
          .sort()
          .join(' '),
        keeper: s.fds(s.pid),
        server: s.fds(),
        masters: [s.ptys(s.pid), s.ptys(s.serverPid())],
        ...Object.fromEntries(
          Object.entries(tables)
            .filter(([name]) => !REMEMBERED.includes(name))
            .map(([name, t]) => [name, t.used]),
        ),
        viewers,
        ptys,
        children,
        timers: timers.map((t) => t.name).sort(),
      };
    } catch {
      return null;
    }
  }

  // fewer: a server that could not open everything at its start has fewer descriptors.
  async settles(fewer = false, ms = 10000) {
    let now;
    const same = () =>
      JSON.stringify(fewer && now?.server < this.base.server ? { ...now, server: this.base.server } : now) ===
      JSON.stringify(this.base);
    await until('everything as it was', async () => ((now = await this.counters()), same()), ms).catch(() => {
      throw new Error(`not everything is as it was:\n  was ${JSON.stringify(this.base)}\n  is  ${JSON.stringify(now)}`);
    });
  }

  // If another life is needed until then (failed opens are retried on demand), that life has no failures.
  async recovers(fewer) {
    if (
      await this.settles(fewer, 1000).then(
        () => true,
        () => false,
      )
    )
      return;
    await this.lives();
    await this.settles(fewer);
  }

  async lives() {
    const life = new this.Kind(this.server);
    await life.run();
    assert.deepEqual([life.dropped, life.reported, life.left], [0, [], []], 'a life without failures');
  }

  async restarts() {
    return until(
      'the restarts',
      () =>
        this.server
          .json('GET', '/api/status')
          .then(
            (r) => r.json.restarts,
            () => null,
          )
          .then((n) => (n === null ? null : { n })),
      10000,
    ).then((r) => r.n);
  }

  // A life with this failure. replace: starts another server, which has the failure.
  async suffer(fault, { replace, deadline } = {}) {
    const life = new this.Kind(this.server, deadline),
      before = await this.restarts();
    const patient = Date.now() + (fault.nth > 1 ? 0 : PATIENCE);
    let fired = 0,
      lives = 0;
    try {
      this.plan.arm(fault);
      for (; lives === 0 || ((fired = this.plan.fired) === 0 && Date.now() < patient); lives++) {
        await replace?.();
        await life.run({ retypes: fault.call === 'write' && fault.what === 'killed' });
      }
      fired = this.plan.fired;
      this.plan.disarm();
      await this.recovers(replace !== undefined);
      const main = (await this.windows())[0],
        restarts = (await this.restarts()) - before - (replace ? lives : 0);
      assert.deepEqual([main.pid, main.phase], [this.shell, 'running'], 'the first window is what it was');
      if (replace) await replace().then(() => this.settles());
      note(
        fault,
        fired,
        restarts > 0 ? 'restarted' : life.reported.length ? 'reported' : life.dropped && !replace ? 'dropped' : 'same',
        life.reported[0] ?? '',
      );
    } catch (e) {
      note(fault, this.plan.fired, 'lost', `${e.message}\n${this.logged()}`);
      await this.end(); // ends it, so later tests are not affected
      Object.assign(this, await Lane.begin(this.settings, this.Kind));
    }
  }

  logged() {
    return ['.log.1', '.log']
      .map((end) => (existsSync(this.config + end) ? readFileSync(this.config + end, 'latin1') : ''))
      .join('');
  }

  async replace() {
    const old = this.server.serverPid();
    process.kill(old, 'SIGKILL');
    await until('another server serves', async () => this.server.serverPid() !== old && (await this.counters()));
  }

  async end() {
    this.plan.disarm();
    const late = setTimeout(() => this.server.child.kill('SIGKILL'), 15000);
    await this.server.stop();
    clearTimeout(late);
    this.plan.close();
  }
}

async function failingLives(role, Kind = Life) {
  const lane = await Lane.begin(`log-size = 2\nlog-files = 2\ntmux-socket = boundtty-faults-${process.pid}\n`, Kind),
    of = Kind === Life ? {} : { of: Kind.name };
  const calls = await recorded(lane.plan, role, async () => {
    for (let i = 0; i < 2; i++) await lane.lives();
    await lane.settles();
  });
  for (const fault of faultsOf(calls, Kind === Life ? 3 : 2)) await lane.suffer({ ...fault, ...of });
  await lane.lives();
  await lane.settles();
  await lane.end();
  judge((row) => row.role === role && row.of === of.of && row.what !== 'hang');
}

async function failingSuccessors() {
  const lane = await Lane.begin(),
    replace = () => lane.replace(),
    of = 'takeover';
  for (const [role, most] of [
    ['server-starts', 20],
    ['keeper', 5],
  ])
    for (const fault of faultsOf(await recorded(lane.plan, role, replace), most))
      await lane.suffer({ ...fault, of }, { replace });
  await lane.end();
  judge((row) => row.of === of);
}

// Calls that never return: a server is killed when it does not answer PING, a program that does not reach its exec
// after 10 s.
async function hanging() {
  const lane = await Lane.begin('hang-timeout = 1\n'),
    what = 'hang';
  for (const [call, kind] of [
    ['read', 'connection'],
    ['read', 'pty'],
    ['sendmsg', 'link'],
    ['poll', ''],
  ])
    await lane.suffer({ role: 'server', call, kind, what });
  await lane.suffer({ role: 'server-starts', call: 'getrlimit', kind: '', what }, { replace: () => lane.replace() });
  await lane.suffer({ role: 'program', call: 'execve', kind: '', what }, { deadline: 20000 });
  await lane.end();
  judge((row) => row.what === what);
}

// Lasting failures, such as a full disk or a lack of descriptors, which end at some time.
async function failingForAWhile() {
  const lane = await Lane.begin(),
    of = 'while';
  for (const [role, call, kind, what, times] of lasting) await lane.suffer({ role, call, kind, what, times, of });
  await lane.lives();
  await lane.end();
  judge((row) => row.of === of);
}

// The state directory of a killed keeper: its socket and old files are left.
function leaveOver(from, to) {
  mkdirSync(to, { mode: 0o700 });
  for (const name of ['token', 'viewer-token']) copyFileSync(join(from, name), join(to, name));
  for (const name of ['socket', 'listens']) linkSync(join(from, name), join(to, name));
  writeFileSync(join(to, 'old.new'), '');
  utimesSync(join(to, 'old.new'), 1, 1);
  return true;
}

class Start {
  static made = 0;

  constructor(plan) {
    this.state = join(folder, `start-${Start.made++}`);
    this.plan = plan;
  }

  async begin() {
    const config = `${this.state}.conf`;
    this.port = await freePort();
    writeFileSync(config, `[server]\nlog = ${join(this.state, 'log')}\n`);
    const env = {
      PATH: `${process.env.PATH}:${this.state}`,
      NOTIFY_SOCKET: join(this.state, 'nobody'),
      ...this.plan.env,
    };
    this.child = spawn(
      join(root, 'build/boundtty'),
      [
        '-c',
        config,
        '-s',
        this.state,
        '-l',
        `127.0.0.1:${this.port}`,
        '-l',
        `unix:${join(this.state, 'listens')}`,
        '--',
        '/bin/cat',
      ],
      { env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.said = '';
    this.child.stderr.on('data', (d) => (this.said += d));
    this.ended = new Promise((done) => this.child.on('close', (code, signal) => done((this.gone = { code, signal }))));
    await until('it serves or has ended', async () => this.gone || (await this.serves()));
  }

  async serves() {
    const answer = await Server.prototype.request.call(this, 'GET', '/health', { token: null }).catch(() => null);
    return answer?.status === 200;
  }

  // Processes that use its state directory.
  left() {
    return readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`:${this.state}\0`);
      } catch {
        return false;
      }
    });
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
    await until('its server has ended with it', () => this.left().length === 0);
  }

  // Refused: with an error and an exit status. Served: ends on request. Neither leaves anything behind.
  async outcome(fault) {
    const served = !this.gone;
    if (served) this.child.kill('SIGTERM');
    await until('its end', () => this.gone);
    if (served) assert.deepEqual(this.gone, { code: 0, signal: null });
    else
      assert.ok(
        [1, 2].includes(this.gone.code) && /^boundtty: .{8,}\n$/m.test(this.said),
        `${JSON.stringify(this.gone)} ${this.said}`,
      );
    assert.deepEqual(this.left(), [], 'no process is left');
    // Leftovers of an earlier keeper stay if they could not be inspected.
    const ours = fault && this.used ? /token.new$/ : /^(socket|listens|.*token.new)$/;
    const files = existsSync(this.state) ? readdirSync(this.state).filter((name) => ours.test(name)) : [];
    if (!fault?.call.startsWith('unlink')) assert.deepEqual(files, [], 'no file is left');
    return served ? 'served' : 'refused';
  }
}

async function failingStart(fault, prepare) {
  const plan = new Plan(folder, library),
    start = new Start(plan);
  start.used = prepare(start.state);
  plan.arm(fault);
  try {
    await start.begin();
    note(fault, plan.fired, await start.outcome(fault), start.said.trim());
  } catch (e) {
    note(fault, plan.fired, 'lost', `${e.message} ${start.said}`);
    await start.kill();
  }
  plan.close();
}

async function failingStarts(prepare) {
  const plan = new Plan(folder, library);
  const faults = faultsOf(
    await recorded(plan, 'keeper-starts', async () => {
      const start = new Start(plan);
      prepare(start.state);
      await start.begin();
      assert.equal(await start.outcome(), 'served', start.said);
    }),
    30,
  );
  await Promise.all(
    Array.from({ length: STARTS_AT_ONCE }, async () => {
      for (let fault; (fault = faults.shift()) !== undefined;) await failingStart(fault, prepare);
    }),
  );
  plan.close();
}

async function everyStart() {
  const torn = new Start(new Plan(folder, library));
  await torn.begin();
  await torn.kill();
  await failingStarts(() => false);
  await failingStarts((state) => leaveOver(torn.state, state));
  judge((row) => row.role === 'keeper-starts');
}

test('boundtty survives the failure of every system call', { skip, concurrency: true }, async (t) => {
  await Promise.all([
    ...['keeper', 'server', 'program'].map((role) =>
      t.test(`of the ${role}, in the middle of a life`, () => failingLives(role)),
    ),
    ...[Serial, Tcp, Job]
      .map((Kind) =>
        ['keeper', 'server', 'program'].map((role) =>
          t.test(`of the ${role}, with a ${Kind.name}`, { skip: lacks(Kind) }, () => failingLives(role, Kind)),
        ),
      )
      .flat(),
    t.test('of a server that takes over', failingSuccessors),
    t.test('of a keeper that starts', everyStart),
    t.test('again and again', failingForAWhile),
    t.test('or did not come back', hanging),
  ]);
  const fired = table.filter((row) => row.fired > 0);
  assert.ok(fired.length >= 500, `only ${fired.length} kinds of failure came`);
});

after(() => {
  for (const role of new Set(table.map((row) => row.role))) {
    const rows = table.filter((row) => row.role === role && row.fired > 0),
      ends = [...new Set(rows.map((row) => row.outcome))].sort();
    console.log(
      `${role.padEnd(13)} ${String(rows.length).padStart(3)} kinds of failure: ${ends
        .map((end) => `${rows.filter((row) => row.outcome === end).length} ${end}`)
        .join(', ')}`,
    );
  }
  console.log(
    `${table.filter((row) => row.fired > 0).length} kinds of failure came, of ${table.length} that were planned`,
  );
  if (process.env.FAULTS_SHOW) console.log(process.getActiveResourcesInfo());
  rmSync(folder, { recursive: true, force: true });
});
