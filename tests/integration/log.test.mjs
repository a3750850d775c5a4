// Logging: events, destinations (file, syslog), and readers (/api/log, /api/events).
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, until, missing } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

async function withServer(settings, run, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'boundtty-log-'));
  const config = join(folder, 'boundtty.conf');
  writeFileSync(config, `[server]\n${settings(folder)}\n`);
  const s = await Server.start({ args: ['-c', config], ...options });
  try {
    await run(s, folder);
  } finally {
    await s.stop();
  }
}

const events = async (s, query = '') => (await s.json('GET', `/api/log?format=json${query}`)).json;
const eventOf = async (s, name) => (await events(s)).filter((line) => line.event === name);

// Listens to /api/events. Events are collected in .got as { id, event, data }; for a log line, event is the name of the
// logged event.
function listen(s, fields = {}) {
  const listener = { got: [], text: '' };
  listener.socket = net.connect(s.port, '127.0.0.1', () => {
    const head = { Host: `127.0.0.1:${s.port}`, Authorization: `Bearer ${s.token}`, ...fields };
    listener.socket.write(
      `GET /api/events HTTP/1.1\r\n${Object.entries(head)
        .map(([n, v]) => `${n}: ${v}\r\n`)
        .join('')}\r\n`,
    );
  });
  listener.socket.on('error', () => {});
  listener.socket.on('data', (d) => {
    listener.text += d;
    // Each chunk holds complete events or comments.
    for (let at; (at = listener.text.indexOf('\n\n')) >= 0; listener.text = listener.text.slice(at + 2)) {
      const one = {};
      for (const line of listener.text.slice(0, at).split(/\r?\n/)) {
        const m = /^(id|event|data): (.*)$/.exec(line);
        if (m) one[m[1]] = m[1] === 'data' ? JSON.parse(m[2]) : m[2];
      }
      if (one.event === 'log') one.event = one.data.event;
      else if (one.event) assert.ok(['status', 'missed'].includes(one.event), one.event);
      if (one.event) listener.got.push(one);
    }
  });
  return listener;
}

test('connections, disconnections and failures are logged with one line each, and never a secret', async () => {
  await withServer(
    () => '',
    async (s) => {
      const attached = Date.now();
      const v = await Viewer.attach(s);
      v.type('echo hello\r');
      await until('an echo', async () => (await s.screen()).includes('\nhello'));
      v.socket.cut();
      await until('it is gone', async () => (await eventOf(s, 'viewer-gone')).length === 1);
      const [came] = await eventOf(s, 'viewer-connected'),
        [gone] = await eventOf(s, 'viewer-gone');
      for (const line of [came, gone]) {
        assert.equal(line.session, 'main');
        assert.equal(line.window, 0);
        assert.equal(line.address, '127.0.0.1');
        assert.equal(line.dialect, 'boundtty.v1');
      }
      assert.ok(gone.bytes > 0 && gone.frames > 0);
      assert.ok(Number.isInteger(gone.seconds) && gone.seconds <= (Date.now() - attached) / 1000, `${gone.seconds} s`);
      assert.equal(gone.skipped, 0, 'a viewer that reads misses no frame');
      await s.request('GET', '/api/status', { token: 'wrong-secret' });
      assert.equal((await eventOf(s, 'login-failed')).length, 1);
      const r = await s.json('POST', '/api/sessions/main/windows', { body: { command: ['/no/such/program'] } });
      assert.equal(r.status, 201);
      await until('a failure', async () => (await eventOf(s, 'child-failed')).length === 1);
      const text = (await s.request('GET', '/api/log')).body.toString();
      assert.match(text, /event=child-failed .*errno=ENOENT/);
      for (const secret of [s.token, s.viewerToken, 'wrong-secret'])
        assert.ok(!text.includes(secret) && !s.log.includes(secret));
    },
  );
});

test('control bytes never reach a log unescaped', async () => {
  await withServer(
    () => '',
    async (s) => {
      const name = 'evil\u009b31m';
      await s.json('POST', '/api/sessions', { body: { name: 'a=b "c"' } });
      const v = await Viewer.attach(s, { session: 'a=b "c"' });
      v.socket.cut();
      await until('a line', async () => (await eventOf(s, 'viewer-gone')).length === 1);
      assert.equal((await eventOf(s, 'viewer-gone'))[0].session, 'a=b "c"');
      await s.json('POST', '/api/sessions', { body: { name } });

      assert.ok(!/[\x00-\x09\x0b-\x1f\x7f]|\u009b/.test(s.log));
    },
  );
});

test('limits that are reached are logged, at a limited rate', async () => {
  await withServer(
    () => 'viewers-per-session = 1',
    async (s) => {
      const v = await Viewer.attach(s);
      const upgrade = {
        Connection: 'Upgrade, close',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'Sec-WebSocket-Protocol': 'boundtty.v1',
      };
      for (let i = 0; i < 30; i++) {
        const r = await s.request('GET', '/api/sessions/main/windows/0/attach', {
          fields: { ...upgrade, Origin: null },
        });
        assert.equal(r.status, 429);
        assert.ok(r.fields['retry-after']);
      }
      const hits = (await eventOf(s, 'limit-hit')).filter((line) => line.limit === 'viewers-per-session');
      assert.equal(hits.length, 10);
      v.socket.cut();
    },
  );
});

test('requests that are too large, too slow or too frequent are logged with the address, but no secret', async () => {
  await withServer(
    () => 'header-timeout = 1',
    async (s) => {
      const hit = (limit, address = '127.0.0.1') =>
        until(`limit-hit ${limit}`, () =>
          s.log.split('\n').find((line) => line.includes(` event=limit-hit limit=${limit} address=${address}`)),
        );
      assert.equal((await s.request('POST', '/api/sessions', { body: `{"name":"${'x'.repeat(20000)}"}` })).status, 413);
      await hit('body');
      assert.equal((await s.request('GET', '/', { fields: { 'X-Long': 'x'.repeat(9000) } })).status, 431);
      await hit('head');
      const slow = net.connect(s.port, '127.0.0.1', () => slow.write('GET / HT'));
      slow.on('error', () => {});
      await hit('time');
      slow.destroy();
      const v = await Viewer.attach(s);
      v.socket.cut();
      await s.request('GET', '/ws?token=secret-in-an-address', { token: null });
      for (let i = 0; i < 15; i++) await s.json('POST', '/api/login', { token: null, body: { token: `secret-${i}` } });
      await hit('failed-logins');
      assert.equal(s.log.split('event=login-failed ').length - 1, 10);
      assert.match(s.log, /event=login-failed address=127\.0\.0\.1 failures=10\n/);
      for (const secret of [s.token, s.viewerToken, 'secret-']) assert.ok(!s.log.includes(secret), secret);
    },
  );
});

test('a log line reports the figures', async () => {
  await withServer(
    () => 'runtime-interval = 1',
    async (s) => {
      await until('two of them', async () => (await eventOf(s, 'runtime')).length >= 2);
      const [line] = await eventOf(s, 'runtime');
      for (const member of [
        'rss_kib',
        'fds',
        'connections',
        'windows',
        'connections_high',
        'keeper_rss_kib',
        'keeper_fds',
        'children',
        'ptys',
        'loop_lag_us',
      ])
        assert.equal(typeof line[member], 'number', member);
      assert.ok(line.rss_kib > 0 && line.fds > 3 && line.windows === 1);
    },
  );
});

// Counts how often each of the two processes wakes up within some seconds.
async function wakes(s, seconds) {
  const count = (pid) =>
    Number(/\nvoluntary_ctxt_switches:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  const pids = [s.pid, s.serverPid()],
    before = pids.map(count);
  await new Promise((next) => setTimeout(next, seconds * 1000));
  return pids.map((pid, i) => count(pid) - before[i]);
}

test('without viewers both processes sleep', async () => {
  await withServer(
    (folder) => `log = ${folder}/log`,
    async (s, folder) => {
      await until('a prompt', async () => (await s.screen()).trim());
      for (const times of await wakes(s, 4)) assert.ok(times < 4, `${times} times in 4 s`);
      assert.ok(!readFileSync(join(folder, 'log'), 'utf8').includes('log-lost'));
    },
  );
});

test('with a viewer that only reads, each process wakes up at most once a second', async (t) => {
  await withServer(
    (folder) => `log = ${folder}/log`,
    async (s) => {
      const v = await Viewer.attach(s);
      await until('a prompt', () => v.text().trim());
      for (let round = 1; ; round++) {
        const times = await wakes(s, 5);
        t.diagnostic(`in 5 s the keeper woke ${times[0]} times, the server ${times[1]}`);
        if (times.every((n) => n <= 5)) break;
        assert.ok(round < 3, `${times} times in 5 s`);
      }
      v.socket.cut();
    },
  );
});

test("a program's start and end are logged, with its ending, duration and resource usage", async () => {
  await withServer(
    () => 'kill-timeout = 1',
    async (s) => {
      const begin = async (command) =>
        (await s.json('POST', '/api/sessions/main/windows', { body: { command } })).json.index;
      const line = (event, pid) =>
        until(`${event} of ${pid}`, async () => (await eventOf(s, event)).find((l) => l.pid === pid));
      const started = (index) =>
        until('a start', async () => (await eventOf(s, 'window-started')).find((l) => l.window === index));
      const three = await started(await begin(['/bin/sh', '-c', 'exit 3']));
      const ended = await line('child-ended', three.pid);
      assert.deepEqual([three.session, ended.status, ended.asked, ended.sent], ['main', 3, 'no', undefined]);
      const index = await begin(['/bin/sh', '-c', 'trap "" HUP TERM; echo deaf; while :; do sleep 1; done']);
      const deaf = await started(index);
      await until('it is deaf', async () => (await s.screen('main', index)).includes('deaf'));
      await s.request('DELETE', `/api/sessions/main/windows/${index}`);
      const killed = await line('child-killed', deaf.pid);
      assert.deepEqual([killed.level, killed.kill_ms], ['warning', 1000]);
      const over = await line('child-ended', deaf.pid);
      assert.deepEqual([over.signal, over.asked, over.sent], [9, 'yes', 'HUP,TERM,KILL']);
      assert.ok(over.seconds >= 1);
    },
  );
});

test('the last log lines of a killed server are kept, with its ending', async () => {
  await withServer(
    () => '',
    async (s) => {
      await Viewer.attach(s);
      const old = s.serverPid();
      process.kill(old, 'SIGKILL');
      await until('another', () => s.serverPid() && s.serverPid() !== old);
      const lines = await until('an answer', () => events(s).catch(() => null));
      const order = lines
        .map((line) => line.event)
        .filter((e) => ['viewer-connected', 'server-ended', 'server-ready'].includes(e));
      assert.deepEqual(order, ['server-ready', 'viewer-connected', 'server-ended', 'server-ready']);
      assert.equal(lines.find((line) => line.event === 'server-ended').signal, 9);
      const [again] = await until('the keeper has heard of it', async () => {
        const found = await eventOf(s, 'server-restarted');
        return found.length && found;
      });
      assert.equal(again.signal, 9);
      assert.ok(again.after_ms < 5000 && again.level === 'warning');
      assert.equal((await events(s, '&lines=2')).length, 2);
    },
  );
});

test('the log file is rotated at its size limit, and all files are 0600', async () => {
  await withServer(
    (folder) => `log = ${folder}/log\nlog-size = 2\nlog-files = 3\nlog-format = json`,
    async (s, folder) => {
      for (let i = 0; i < 40; i++) (await Viewer.attach(s)).socket.cut();
      const gone = async () =>
        (await s.request('GET', '/api/log')).body.toString().split('event=viewer-gone').length > 40;
      await until('all have gone', gone);
      const last = JSON.stringify((await events(s)).at(-1));
      await until(
        'the file has caught up',
        () =>
          existsSync(join(folder, 'log')) &&
          readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').at(-1) === last,
      );
      assert.ok(existsSync(join(folder, 'log.2')));
      assert.ok(!existsSync(join(folder, 'log.3')));
      for (const name of ['log', 'log.1', 'log.2']) {
        const file = join(folder, name);
        assert.ok(statSync(file).size <= 2048, name);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        for (const line of readFileSync(file, 'utf8').trim().split('\n')) assert.ok(JSON.parse(line).event, line);
      }
      assert.equal(s.log, '');
    },
  );
});

test('only the keeper has the log file open, neither the server nor a program', async () => {
  await withServer(
    (folder) => `log = ${folder}/log`,
    async (s, folder) => {
      const open = (pid) =>
        readdirSync(`/proc/${pid}/fd`).map((fd) => {
          try {
            return readlinkSync(`/proc/${pid}/fd/${fd}`);
          } catch {
            return '';
          }
        });
      const old = s.serverPid();
      assert.ok(open(s.pid).includes(join(folder, 'log')));
      process.kill(old, 'SIGKILL');
      await until('another', () => s.serverPid() && s.serverPid() !== old);
      await until(
        'what it said',
        () => readFileSync(join(folder, 'log'), 'utf8').split('event=server-ready').length === 3,
      );
      for (const child of s.children()) assert.ok(!open(child.pid).includes(join(folder, 'log')), child.name);
    },
  );
});

test('a log that cannot be written is an error at the start', async () => {
  await assert.rejects(
    withServer(
      () => 'log = /no/such/folder/log',
      async () => {},
    ),
    /no such file or directory/i,
  );
});

test('syslog gets datagrams in its format, even if it starts late', { skip: missing('socat', '-V') }, async () => {
  await withServer(
    (folder) => `log = syslog\nsyslog-socket = ${folder}/syslog`,
    async (s, folder) => {
      const reader = spawn('socat', ['-u', `UNIX-RECVFROM:${folder}/syslog,fork`, 'STDOUT']);
      let text = '';
      reader.stdout.on('data', (d) => (text += d));
      await until('a syslog', () => existsSync(join(folder, 'syslog')));
      await until('its line', async () => {
        (await Viewer.attach(s)).socket.cut();
        return /<30>boundtty\[\d+\]: time=\S+ level=info process=server event=viewer-connected/.test(text);
      });
      await until('the count of lost lines', () => /event=log-lost lines=\d+/.test(text));
      reader.kill();
    },
  );
});

test('events are sent as they happen, with numbers; a listener that reconnects continues', async () => {
  await withServer(
    () => '',
    async (s) => {
      const l = listen(s);
      await until('a status', () => l.got.some((e) => e.event === 'status'));
      (await Viewer.attach(s)).socket.cut();
      await until('gone', () => l.got.some((e) => e.event === 'viewer-gone'));
      const came = l.got.find((e) => e.event === 'viewer-connected'),
        gone = l.got.find((e) => e.event === 'viewer-gone');
      assert.ok(Number(gone.id) > Number(came.id));
      assert.equal(came.data.session, 'main');
      l.socket.destroy();
      const again = listen(s, { 'Last-Event-ID': came.id });
      await until('what came after', () => again.got.some((e) => e.id === gone.id));
      assert.ok(!again.got.some((e) => e.id === came.id));
      again.socket.destroy();
      await until(
        'no slot is held',
        async () => (await s.json('GET', '/api/status')).json.tables.connections.used === 1,
      );
    },
  );
});

test('a listener that reconnects after a crash is sent the events it missed; the viewer token suffices', async () => {
  await withServer(
    () => '',
    async (s) => {
      for (const path of ['/api/log', '/api/events'])
        assert.equal((await s.request('GET', path, { token: null })).status, 401);
      const l = listen(s, { 'Last-Event-ID': '0', Authorization: `Bearer ${s.viewerToken}` });
      await until('the first line', () => l.got.some((e) => e.event === 'server-ready'));
      assert.equal(l.got[0].id, '1');
      const last = l.got.filter((e) => e.id).at(-1).id,
        old = s.serverPid();
      process.kill(old, 'SIGKILL');
      await until('another', () => s.serverPid() && s.serverPid() !== old);
      await until('an answer', () => events(s).catch(() => null));
      const again = listen(s, { 'Last-Event-ID': last });
      await until('it serves again', () => again.got.some((e) => e.event === 'server-restarted'));
      const sent = again.got.filter((e) => e.id && Number(e.id) > Number(last)).map((e) => e.event);
      assert.deepEqual(
        sent.filter((e) => e.startsWith('server-')),
        ['server-ended', 'server-ready', 'server-restarted'],
      );
      assert.equal(Number(again.got.find((e) => e.id).id), Number(last) + 1);
      assert.match((await s.request('HEAD', '/api/events')).fields['content-type'], /^text\/event-stream/);
      again.socket.destroy();
    },
  );
});

test('log lines are written as JSON to standard error', async () => {
  await withServer(
    () => 'log-format = json\nlog-level = warning',
    async (s) => {
      await s.request('GET', '/api/status', { token: 'wrong-secret' });
      const line = await until('the line', () =>
        s.log
          .split('\n')
          .slice(0, -1)
          .map((text) => JSON.parse(text))
          .find((found) => found.event === 'login-failed'),
      );
      assert.deepEqual([line.level, line.failures], ['warning', 1]);
    },
  );
});

test('a slow listener is sent the number of events it missed', async () => {
  await withServer(
    () => '',
    async (s) => {
      const l = listen(s);
      await until('it listens', () => l.got.length > 0);
      l.socket.pause();
      for (let i = 0; i < 1500; i++) (await Viewer.attach(s)).socket.cut();
      await until('all gone', async () => (await s.json('GET', '/api/status')).json.tables.connections.used <= 2);
      l.socket.resume();
      await until('what it missed', () => l.got.some((e) => e.event === 'missed'), 20000);
      const at = l.got.findIndex((e) => e.event === 'missed');
      const numbered = l.got.filter((e) => e.id);
      let missed = 0;
      for (const e of l.got) if (e.event === 'missed') missed += e.data.missed;
      assert.ok(at > 0 && missed > 0);
      assert.equal(Number(numbered.at(-1).id) - Number(numbered[0].id) + 1, numbered.length + missed);
      l.socket.destroy();
      const again = listen(s, { 'Last-Event-ID': '1' });
      await until('the oldest that is kept', () => again.got.some((e) => e.id));
      const [sent, first] = again.got.filter((e) => e.id || e.event === 'missed');
      assert.equal(sent.event, 'missed');
      assert.equal(sent.data.missed, Number(first.id) - 2);
      again.socket.destroy();
      const fresh = listen(s, { 'Last-Event-ID': '4000000000' });
      await until('a status', () => fresh.got.length > 0);
      assert.deepEqual(
        fresh.got.map((e) => e.event),
        ['status'],
      );
      fresh.socket.destroy();
    },
  );
});
