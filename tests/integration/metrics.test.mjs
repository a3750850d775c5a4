import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, freePort, parseResponse, root, sanitized, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

let s;
before(async () => {
  const config = join(mkdtempSync(join(tmpdir(), 'boundtty-config-')), 'boundtty.conf');
  writeFileSync(config, '[server]\nkill-timeout = 1\n');
  s = await Server.start({ args: ['-c', config] });
});
after(() => s.stop());

const tool = spawnSync('promtool', ['--version']).status === 0;
const without = tool ? false : 'promtool is not installed';

// The values by name with labels, as printed.
function read(text) {
  const values = {};
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    assert.ok(!(line.slice(0, at) in values), `twice: ${line}`);
    values[line.slice(0, at)] = Number(line.slice(at + 1));
  }
  return values;
}

async function metrics(options) {
  const r = await s.request('GET', '/metrics', options);
  assert.equal(r.status, 200);
  return read(r.body.toString());
}

test('metrics are refused without a token and served with the viewer token', async () => {
  assert.equal((await s.request('GET', '/metrics', { token: null })).status, 401);
  assert.equal((await s.request('GET', '/api/samples', { token: null })).status, 401);
  const r = await s.request('GET', '/metrics', { token: s.viewerToken });
  assert.equal(r.status, 200);
  assert.equal(r.fields['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal((await s.request('POST', '/metrics', { body: {} })).status, 405);
});

test('promtool finds nothing to say about the metrics', { skip: without }, async () => {
  const v = await Viewer.attach(s);
  v.type('echo met""rics\n');
  await v.sees('metrics');
  const { body } = await s.request('GET', '/metrics');
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: body });
  assert.equal(`${checked.stdout}${checked.stderr}`, '');
  assert.equal(checked.status, 0);
  v.socket.cut();
});

test('each family has its HELP and TYPE once, and is contiguous', async () => {
  const text = (await s.request('GET', '/metrics')).body.toString();
  const seen = new Set();
  let family, helped;
  for (const line of text.trimEnd().split('\n')) {
    const [, word, name] = /^# (HELP|TYPE) (\S+) ./.exec(line) ?? [];
    if (word === 'HELP') {
      assert.ok(!seen.has(name), `${name} twice`);
      seen.add((helped = name));
    } else if (word === 'TYPE') {
      assert.equal(name, helped);
      family = name;
    } else {
      assert.ok(line.startsWith(family), `${line} is printed under ${family}`);
    }
  }
  assert.ok(text.endsWith('\n') && seen.size > 40);
});

test('a viewer, a wrong token and an unknown path are counted', async () => {
  const before = await metrics();
  const v = await Viewer.attach(s);
  v.type('echo coun""ted\n');
  await v.sees('counted');
  assert.equal((await metrics()).boundtty_viewers, before.boundtty_viewers + 1);
  assert.equal((await s.request('GET', '/api/sessions', { token: 'wrong' })).status, 401);
  assert.equal((await s.request('GET', '/nowhere/at/all')).status, 404);
  const now = await metrics();
  const grown = (name, least, most = Infinity) => {
    const by = now[name] - before[name];
    assert.ok(by >= least && by <= most, `${name} has grown by ${by}`);
  };
  grown('boundtty_login_failures_total', 1, 1);
  grown('boundtty_http_requests_total{code="1xx"}', 1, 1);
  grown('boundtty_http_requests_total{code="2xx"}', 2, 2);
  grown('boundtty_http_requests_total{code="4xx"}', 2, 2);
  grown('boundtty_bytes_total{direction="pty_written"}', 15, 15);
  grown('boundtty_bytes_total{direction="pty_read"}', 8);
  grown('boundtty_bytes_total{direction="network_in"}', 500);
  grown('boundtty_bytes_total{direction="network_out"}', 5000);
  grown('boundtty_frames_total', 1);
  grown('boundtty_echo_latency_seconds_count', 1, 1);
  grown('boundtty_echo_latency_seconds_bucket{le="1"}', 1, 1);
  grown('boundtty_request_duration_seconds_count', 4, 4);
  grown('boundtty_loop_lag_seconds_count', 4);
  grown('boundtty_connections_accepted_total', 5, 5);
  assert.equal(now['boundtty_children{state="running"}'], 1);
  assert.equal(now.boundtty_ptys, 1);
  assert.equal(now['boundtty_table_used{table="windows"}'], 1);
  v.socket.cut();
  await until('the viewer is gone', async () => (await metrics()).boundtty_viewers === before.boundtty_viewers);
});

test('the resource usage of the processes agrees with the system', async () => {
  const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  const near = (a, b) => Math.abs(a - b) < 0.25 * b;
  // One descriptor more than seen from outside: the connection of the request itself.
  const m = await until('the same descriptors', async () => {
    const all = await metrics();
    return all.process_open_fds === s.fds() + 1 && all.boundtty_keeper_open_fds === s.fds(s.pid) && all;
  });
  assert.ok(near(m.process_resident_memory_bytes, rss(s.serverPid())), `${m.process_resident_memory_bytes}`);
  assert.ok(near(m.boundtty_keeper_resident_memory_bytes, rss(s.pid)), `${m.boundtty_keeper_resident_memory_bytes}`);
  assert.ok(m.process_cpu_seconds_total > 0);
  assert.ok(Math.abs(m.process_start_time_seconds - Date.now() / 1000) < 300);
  assert.ok(m.process_max_fds > m.process_open_fds);
});

test('a limit that is reached is counted by name', async () => {
  const before = await metrics();
  const viewers = [];
  for (let i = 0; i < 5; i++) viewers.push(await Viewer.attach(s));
  assert.equal((await Viewer.attach(s)).socket.refused.status, 429);
  assert.equal((await s.request('GET', '/', { fields: { X: 'y'.repeat(9000) } })).status, 431);
  assert.equal((await s.request('POST', '/api/login', { body: ' '.repeat(20000) })).status, 413);
  viewers[0].type('x'.repeat(32768));
  await viewers[0].socket.closed;
  const now = await metrics();
  for (const limit of ['viewers', 'head', 'body', 'message'])
    assert.equal(
      now[`boundtty_limit_hits_total{limit="${limit}"}`],
      before[`boundtty_limit_hits_total{limit="${limit}"}`] + 1,
      limit,
    );
  for (const v of viewers) v.socket.cut();
});

test('frames that a slow viewer misses are counted', async () => {
  const before = (await metrics()).boundtty_frames_skipped_total;
  const v = await Viewer.attach(s, { acknowledge: false });
  v.type('i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done\n');
  await until('a picture that was skipped', async () => (await metrics()).boundtty_frames_skipped_total > before);
  v.socket.cut();
});

test('counters survive the server, and its death is counted', async () => {
  const before = await metrics();
  const dead = s.serverPid();
  process.kill(dead, 'SIGKILL');
  await until('another server', () => s.serverPid() && s.serverPid() !== dead);
  await until('an answer', () =>
    s.request('GET', '/health').then(
      (r) => r.status === 200,
      () => false,
    ),
  );
  const now = await metrics();
  assert.equal(now.boundtty_server_restarts_total, before.boundtty_server_restarts_total + 1);
  for (const [name, value] of Object.entries(before))
    if (/_total|_count|_bucket/.test(name) && !/cpu|table_refused|table_displaced/.test(name))
      assert.ok(now[name] >= value, `${name} fell from ${value} to ${now[name]}`);
});

test('a program that had to be killed is counted by the keeper, and children by their state', async () => {
  const made = await s.json('POST', '/api/sessions/main/windows', {
    body: { command: ['/bin/sh', '-c', 'trap "" TERM HUP; echo ready; while :; do sleep 1; done'] },
  });
  await until('it runs', async () => (await s.screen('main', made.json.index)).includes('ready'));
  const before = await until('two children', async () => {
    const m = await metrics();
    return m['boundtty_children{state="running"}'] === 2 && m;
  });
  await s.request('DELETE', `/api/sessions/main/windows/${made.json.index}`);
  await until('it is ending', async () => (await metrics())['boundtty_children{state="ending"}'] === 1);
  await until(
    'a kill',
    async () => (await metrics()).boundtty_child_kills_total === before.boundtty_child_kills_total + 1,
    15000,
  );
  await until('one child and one PTY', async () => {
    const m = await metrics();
    return m['boundtty_children{state="running"}'] === 1 && m.boundtty_ptys === 1;
  });
});

test('many pipelined scrapes are answered completely, one after the other', async () => {
  const count = 60;
  const socket = net.connect(s.port, '127.0.0.1');
  const one = (last) =>
    `GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${s.token}\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
  socket.write(one(false).repeat(count - 1) + one(true));
  socket.pause();
  await new Promise((next) => setTimeout(next, 200));
  const parts = [];
  socket.on('data', (d) => parts.push(d));
  socket.resume();
  await new Promise((end) => socket.on('close', end));
  const answers = Buffer.concat(parts)
    .toString()
    .split(/(?=HTTP\/1\.1 200 OK\r\n)/);
  assert.equal(answers.length, count);
  const names = Object.keys(await metrics()).join();
  for (const a of answers) assert.equal(Object.keys(read(parseResponse(Buffer.from(a)).body.toString())).join(), names);
});

test('the status is complete', async () => {
  const v = await Viewer.attach(s);
  v.type('echo sta""tus\n');
  await v.sees('status');
  const { json } = await s.json('GET', '/api/status');
  assert.match(json.profile, /^(router|board|server)$/);
  assert.equal(json.viewers, 1);
  assert.deepEqual(Object.keys(json.tables), [
    'connections',
    'sessions',
    'windows',
    'viewers',
    'clients',
    'logins',
    'failed_logins',
    'timers',
    'jobs',
    'tmux_waiting',
    'draining',
    'listeners',
    'watches',
  ]);
  assert.deepEqual(Object.keys(json.tables.clients), ['size', 'used', 'high', 'displaced']);
  assert.deepEqual(Object.keys(json.tables.windows), ['size', 'used', 'high', 'refused']);
  assert.equal(json.children.running, 1);
  assert.ok(json.processes.server.resident > 0 && json.processes.keeper.fds > 2);
  assert.equal(json.counters.login_failures, 1);
  assert.ok(json.latency.echo.count > 0 && json.latency.echo.p99_us >= json.latency.echo.p50_us);
  assert.ok(json.memory_bound > 0 && json.uptime >= json.server_uptime);
  v.socket.cut();
});

test('samples are arrays of the same length', async () => {
  const { json } = await s.json('GET', '/api/samples');
  assert.equal(json.every, 15);
  for (const name of [
    'unix',
    'server_kib',
    'keeper_kib',
    'fds',
    'keeper_fds',
    'lag_us',
    'in_bytes_per_second',
    'out_bytes_per_second',
    'viewers',
    'windows',
  ])
    assert.equal(json[name].length, json.unix.length, name);
});

test('the alerting rules fire as expected, and the example configuration is valid', { skip: without }, () => {
  const run = (...args) => {
    const r = spawnSync('promtool', args, { cwd: join(root, 'tools/prometheus') });
    assert.equal(r.status, 0, `${args.join(' ')}\n${r.stdout}${r.stderr}`);
  };
  run('check', 'rules', 'rules.yml');
  run('test', 'rules', 'rules_test.yml');
  run('check', 'config', '--syntax-only', 'prometheus.yml');
});

const startPrometheus = (dir, port) =>
  spawn(
    'prometheus',
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );

test(
  'a real Prometheus scrapes with the viewer token, and its rules and the dashboard find their metrics',
  { skip: without },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'boundtty-prometheus-'));
    const port = await freePort();
    writeFileSync(join(dir, 'token'), s.viewerToken, { mode: 0o600 });
    writeFileSync(
      join(dir, 'prometheus.yml'),
      readFileSync(join(root, 'tools/prometheus/prometheus.yml'), 'utf8')
        .replaceAll('15s', '1s')
        .replaceAll('/etc/prometheus/boundtty-token', join(dir, 'token'))
        .replace('127.0.0.1:7681', `127.0.0.1:${s.port}`)
        .replace('rules.yml', join(root, 'tools/prometheus/rules.yml')),
    );
    const p = startPrometheus(dir, port);
    let log = '';
    p.stderr.on('data', (d) => (log += d));
    const ended = new Promise((done) => p.on('close', done));
    const ask = async (expr) => {
      const r = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expr)}`)
        .then((a) => a.json())
        .catch(() => ({ status: 'away' }));
      assert.ok(r.status !== 'error', `${expr}: ${r.error}`);
      return r.data?.result ?? [];
    };
    try {
      await until('up', async () => (await ask('up{job="boundtty"}'))[0]?.value[1] === '1', 30000);
      assert.equal((await ask('boundtty_table_used{table="windows"}'))[0].value[1], '1');
      if (!sanitized)
        assert.equal((await ask('process_resident_memory_bytes > boundtty_memory_bound_bytes')).length, 0);
      await until(
        'a rate',
        async () => Number((await ask('rate(boundtty_http_requests_total{code="2xx"}[10s])'))[0]?.value[1]) > 0,
        20000,
      );
      const board = JSON.parse(readFileSync(join(root, 'tools/grafana/boundtty.json'), 'utf8'));
      for (const panel of board.panels)
        for (const { expr } of panel.targets) {
          const asked = expr
            .replaceAll('$job', 'boundtty')
            .replaceAll('$instance', `127.0.0.1:${s.port}`)
            .replaceAll('$__rate_interval', '10s');
          assert.ok((await ask(asked)).length > 0, `${panel.title}: ${asked} finds nothing`);
        }
      const { data } = await (await fetch(`http://127.0.0.1:${port}/api/v1/rules`)).json();
      for (const rule of data.groups[0].rules) assert.notEqual(rule.health, 'err', `${rule.name}: ${rule.lastError}`);
      assert.ok(data.groups[0].rules.length >= 7);
    } catch (e) {
      throw new Error(`${e.message}\n${log}`);
    } finally {
      p.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
