// The router profile under limits that the kernel enforces (tools/memlimit), with everything full at once.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, root, until } from '../lib/server.mjs';
import { FLOOD, failedLogin, fill, tables } from '../lib/full.mjs';
import { Viewer } from '../lib/viewer.mjs';

const memlimit = join(root, 'tools/memlimit');
const binary = 'build/plain-router/boundtty';
const run = (how, ...words) => {
  const r = spawnSync(memlimit, words, { encoding: 'utf8', env: { ...process.env, MEMLIMIT_HOW: how } });
  return { ...r, refused: r.stderr.includes('does not let us limit it') };
};
const grouped = ['v2', 'v1', 'systemd'].find((how) => !run(how, '64M', 'true').refused);

test('tools/memlimit reports the status, the peak and what was killed', (t) => {
  const plain = run('ulimit', '64M', 'sh', '-c', 'cat; exit 3');
  assert.equal(plain.status, 3);
  assert.match(plain.stderr, /limited by ulimit -v, each process by itself\n.*peaks.* \d+ KiB together/);
  assert.equal(run('ulimit', '64M', process.execPath, '-e', '0').status === 0, false);
  for (const wrong of [[], ['16M'], ['x', 'true'], ['16Q', 'true'], ['0', 'true']])
    assert.equal(run('ulimit', ...wrong).status, 2);
  if (!grouped) return t.diagnostic('this system lets us make no control group: only ulimit was looked at');
  const fits = run(grouped, '16M', 'sh', '-c', 'exit 4');
  assert.equal(fits.status, 4);
  assert.match(fits.stderr, /the peak was \d+ KiB of 16384 KiB; processes that the kernel killed: 0/);
  const grows = run(grouped, '8M', 'sh', '-c', 'x=$(head -c 30000000 /dev/zero | tr "\\0" x); echo ${#x}');
  assert.equal(grows.status, 137, grows.stdout + grows.stderr);
  assert.match(grows.stderr, /that the kernel killed: [1-9]/);
});

// Bytes written by both processes: each one's own, and the shared board once (each process counts its proportion).
function held(s) {
  let own = 0,
    board = 0;
  for (const pid of [s.pid, s.serverPid()]) {
    const maps = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
    for (const map of maps.filter(Boolean)) {
      const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(map)[1]);
      if (/^\S+ rw-s/.test(map)) board += kib('Pss');
      else own += kib('Private_Dirty');
    }
  }
  assert.ok(board > 0);
  return (own + board) * 1024;
}
const bound = (of) =>
  Number(/(\d+) bytes of at most/.exec(spawnSync(join(root, of), ['limits'], { encoding: 'utf8' }).stdout)[1]);

// Checks the error of each full table, and that the server still serves.
async function tablesAreFull(s, { names, viewers }) {
  const now = await tables(s);
  for (const name of ['sessions', 'windows', 'logins']) assert.equal(now[name].used, now[name].size, name);
  assert.ok(
    (await s.request('GET', '/api/log')).body.toString().trim().split('\n').length >= 30,
    'the ring of the log',
  );
  const says = async (status, words, path, body) => {
    const r = await s.json('POST', path, { body });
    assert.equal(r.status, status);
    assert.match(r.json.error, words);
    assert.ok(r.fields['retry-after']);
  };
  await says(503, /session table full/, '/api/sessions', { name: 'one-more' });
  await says(503, /window table full/, '/api/sessions/main/windows', {});
  for (let i = 0; i < 10; i++) await failedLogin(s, '127.0.2.1');
  assert.equal(await failedLogin(s, '127.0.2.1'), 429);
  // The last slots: the fifth viewer of a session, and no sixth.
  const fifth = await Viewer.attach(s, { session: names[0] });
  assert.ok(!fifth.socket.refused);
  const sixth = await Viewer.attach(s, { session: names[0] });
  assert.equal(sixth.socket.refused.status, 429);
  viewers.push(fifth, await Viewer.attach(s, { session: names[1] }));
  const over = await s.json('GET', '/health', { token: null });
  assert.equal(over.status, 503);
  assert.ok(over.fields['retry-after']);
  viewers.pop().socket.cut();
  await until('a place is free', () =>
    s.request('GET', '/health').then(
      (r) => r.status === 200,
      () => false,
    ),
  );
}

async function keepsServing(s, { names, viewers }) {
  // A viewer whose input is held back is not read at all, including its acknowledgements.
  const live = viewers.filter((v) => v.acknowledge && v.offset === 0 && !v.socket.gone),
    before = live.map((v) => v.frames);
  for (let i = 0; i < 50; i++) assert.equal((await s.request('GET', '/health', { token: null })).status, 200);
  await until(
    'every viewer that shows its frames gets more',
    () => live.every((v, i) => v.frames > before[i] + 10),
    30000,
  );
  for (const name of names) assert.match(await s.screen(name), /the flood/);
  assert.match(await s.screen(names[0], 0, '?history=40'), /the flood/);
}

// Everything at once: the peak is reported with the bound.
async function everything(t, s, of = binary) {
  const most = bound(of);
  const full = await fill(s, 2);
  try {
    await tablesAreFull(s, full);
    await keepsServing(s, full);
    const bytes = held(s);
    t.diagnostic(`with everything full both processes hold ${bytes} bytes of at most ${most}`);
    assert.ok(bytes <= most, `${bytes} bytes, of at most ${most}`);
    assert.equal((await s.json('GET', '/api/status')).json.restarts, 0);
  } finally {
    for (const v of full.viewers) v.socket.cut();
  }
}

function tellPeak(t, s) {
  for (const line of s.log.match(/^memlimit: .*/gm)) t.diagnostic(line);
  if (grouped) assert.match(s.log, /that the kernel killed: 0/);
}

test('with everything full, 16 MiB suffice for all processes: nothing is killed', { timeout: 180000 }, async (t) => {
  const s = await Server.start({ binary, command: FLOOD, under: [memlimit, '16M'] });
  await everything(t, s).finally(() => s.stop());
  tellPeak(t, s);
});

// The static binary has no mappings of libraries; with it, the server's own rlimits can be compared.
const small = ['build/static-router/boundtty', binary].find((file) => existsSync(join(root, file)));
const limits = (pid) => readFileSync(`/proc/${pid}/limits`, 'utf8');
const most = (pid, name) => Number(new RegExp(`^Max ${name} +\\d+ +(\\d+)`, 'm').exec(limits(pid))[1]);

test(
  'all processes including the programs fit in 4 MiB, also after a takeover',
  { timeout: 180000, skip: !grouped && 'this system lets us make no control group' },
  async (t) => {
    const s = await Server.start({ binary: small, command: FLOOD, under: [memlimit, '4M'] });
    try {
      for (const name of ['address space', 'data size']) {
        const bytes = most(s.serverPid(), name);
        t.diagnostic(`${small}: the server's own limit of its ${name} is ${bytes} bytes`);
        if (small.includes('static')) assert.ok(bytes <= 4 << 20, `${bytes} bytes`);
      }
      await everything(t, s, small);
      const before = s.serverPid();
      process.kill(before, 'SIGKILL');
      await until(
        'a successor serves',
        () =>
          s.serverPid() !== before &&
          s.request('GET', '/health').then(
            (r) => r.status === 200,
            () => false,
          ),
      );
      await until('the flood continues', async () => (await s.screen()).includes('the flood'));
    } finally {
      await s.stop();
    }
    tellPeak(t, s);
  },
);
