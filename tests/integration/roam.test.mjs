// boundtty roam with a real sshd, tmux and screen: the network is cut in many ways, and the user gets the same shell
// again.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Far, Roam, noFar } from '../lib/far.mjs';
import { Cable, noCable } from '../lib/cable.mjs';
import { Server, freePort, root, sanitized, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const options = { skip: noFar };
const binary = process.env.BOUNDTTY ?? 'build/boundtty';
const CUTS = Number(process.env.ROAM_CUTS ?? (sanitized ? 5 : 20));
const LOSSES = Number(process.env.ROAM_LOSSES ?? 2);

let far, s;
before(async () => {
  if (noFar) return;
  far = await Far.start();
  s = await Server.start({ env: { PATH: far.path } });
});
after(async () => {
  await s?.stop();
  await far?.stop();
});

// Runs a story with one roam, which is closed in any case.
async function roaming(words, story, { on = s, start = [join(root, binary), 'roam', ...words] } = {}) {
  const r = await Roam.start(on, start);
  try {
    return await story(r);
  } finally {
    await r.close();
  }
}
const onTmux = (...words) => ['-L', far.socket, '-I', '1', ...words];

// The pids of the tmux clients on the remote host.
const clients = (on = far) => on.tmux('list-clients', '-F', '#{client_pid}').stdout.split('\n').filter(Boolean);
async function another(old, on = far, ms = 15000) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(40)) {
    const now = clients(on).filter((pid) => !old.includes(pid));
    if (now.length > 0) return now;
  }
  throw new Error(`no other client than ${old} came`);
}

const children = (pid) =>
  spawnSync('ps', ['--ppid', String(pid), '-o', 'pid=,comm='], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .filter(Boolean)
    .map((l) => l.trim().split(/\s+/));
const sshOf = (pid) => Number(children(pid).find(([, name]) => name === 'ssh')?.[0]);
const gone = (pid) => !readdirSync('/proc').includes(String(pid));

test(
  `the network is cut ${CUTS} times: the same shell is back within the interval and two seconds`,
  options,
  async () => {
    await roaming(onTmux('far', 'cuts'), async (r) => {
      let shown = await another([]);
      const shell = await r.shell('first');
      let worst = 0;
      for (let i = 0; i < CUTS; i++) {
        const begun = Date.now();
        far.cut();
        shown = await another(shown);
        worst = Math.max(worst, Date.now() - begun);
        assert.equal(await r.shell(`m${i}`), shell);
      }
      console.log(`# back after ${worst} ms at most`);
      assert.ok(worst < 3000, `back after ${worst} ms`);
      assert.deepEqual(
        children(await r.pid).map(([, name]) => name),
        ['ssh'],
        'one ssh, and no other child',
      );
    });
    far.tmux('kill-server');
  },
);

test('a detach ends roam with status 0; the session continues and is found again by its name', options, async () => {
  const name = `it's "my"; wörk * \`x\` & more`;
  const shell = await roaming(onTmux('-V', 'far', name), async (r) => {
    await another([]);
    const pid = await r.shell('here');
    r.type('\x02d');
    assert.equal(await r.ends(), 0);
    const seen = await r.sees('detached; the remote session lives on at far');
    assert.match(seen.replace(/\n/g, ''), /status 220; the remote session lives; this was a detach/);
    return pid;
  });
  assert.equal(far.tmux('list-sessions').status, 0);
  await roaming(onTmux('far', name), async (r) => {
    await another([]);
    assert.equal(await r.shell('again'), shell);
    r.type(' exit\r');
    assert.equal(await r.ends(), 0);
    await r.sees('the remote session has ended');
  });
});

test("with a plain shell its exit status is roam's, even if ssh itself uses the same status", options, async () => {
  for (const status of [0, 7, 255])
    await roaming(['-V', '--none', 'far'], async (r) => {
      await r.shell('up');
      r.type(` exit ${status}\r`);
      assert.equal(await r.ends(), status);
      await r.sees("the remote program's end");
    });
});

test('with screen the same shell is back after a cut; a name never matches a longer one', options, async () => {
  const name = `far ${far.port}`;
  await roaming(['-S', '-I', '1', 'far', `${name}2`], async (longer) => {
    const other = await longer.shell('longer');
    await roaming(['-S', '-I', '1', 'far', name], async (r) => {
      const shell = await r.shell('one');
      assert.notEqual(shell, other);
      far.cut();
      await r.sees('line lost');
      await until('screen is shown again', async () => (await r.screen()).includes(`one=${shell}=`), 15000);
      assert.equal(await r.shell('two'), shell);
      r.type('\x01d');
      assert.equal(await r.ends(), 0);
      await r.sees('detached; the remote session lives on');
    });
    await roaming(['-S', 'far', name], async (r) => {
      await r.shell('three');
      r.type(' exit\r');
      assert.equal(await r.ends(), 0);
      await r.sees('the remote session has ended');
    });
    await longer.shell('still');
    longer.type(' exit\r');
    assert.equal(await longer.ends(), 0);
  });
});

test('a killed tmux is reported as killed; a killed client of tmux is started again', options, async () => {
  await roaming(onTmux('-V', 'far', 'killed'), async (r) => {
    const shown = await another([]);
    const shell = await r.shell('first');
    process.kill(Number(shown[0]), 'SIGKILL');
    await another(shown);
    assert.equal(await r.shell('second'), shell);
    process.kill(Number(far.tmux('display-message', '-p', '#{pid}').stdout), 'SIGKILL');
    assert.equal(await r.ends(), 1);
    const seen = (await r.sees('has ended with status 1')).replace(/\n/g, '');
    assert.match(seen, /\(137\), possibly out of memory/);
    assert.match(seen, /tmux on the remote host has ended with status 1: it was killed, possibly out of memory/);
    assert.match(seen, /the remote session is gone; this was the remote program's end/);
  });
});

// Runs a story while the remote user's tmux has these settings.
async function configuredTmux(settings, story) {
  far.tmux('kill-server');
  far.writes('.tmux.conf', settings.map((line) => `set-option -g ${line}\n`).join(''));
  try {
    await story();
  } finally {
    far.tmux('kill-server');
    far.writes('.tmux.conf', '');
  }
}

test('a session is kept although the remote tmux destroys unattached ones', options, () =>
  configuredTmux(['destroy-unattached on'], () =>
    roaming(onTmux('far', 'kept'), async (r) => {
      const shown = await another([]);
      const shell = await r.shell('before');
      far.cut();
      await another(shown);
      assert.equal(await r.shell('after'), shell);
    }),
  ),
);

test('roam ends with its session although the remote tmux would switch to another', options, () =>
  configuredTmux(['detach-on-destroy off'], async () => {
    far.tmux('-f', join(far.folder, '.tmux.conf'), 'new-session', '-d', '-s', 'other');
    assert.match(far.tmux('show-options', '-g', 'detach-on-destroy').stdout, /off/);
    await roaming(onTmux('far', 'mine'), async (r) => {
      await another([]);
      await r.shell('up');
      r.type(' exit\r');
      assert.equal(await r.ends(), 0);
      await r.sees('the remote session has ended');
    });
  }),
);

test("roam's own dead client is detached first, so that the session has the size of the living one", options, () =>
  configuredTmux(['window-size smallest'], () =>
    roaming(onTmux('-a', '1', '-c', '1', 'far', 'sizes'), async (r) => {
      const shown = await another([]);
      await r.shell('small');
      const frozen = far.serving();
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      const wide = await Viewer.attach(s, { index: r.index, cols: 200, rows: 40 });
      await another(shown);
      await until('the dead client is detached', () => clients().every((pid) => !shown.includes(pid)));
      assert.equal(clients().length, 1);
      for (const pid of frozen) process.kill(pid, 'SIGKILL');
      wide.socket.cut();
    }),
  ),
);

test('a terminal that the remote host does not know is xterm-256color there', options, async () => {
  await roaming(
    [],
    async (r) => {
      await another([]);
      r.type(' echo "=$TERM="; tmux display-message -p "=#{client_termname}="\r');
      await r.sees('=xterm-256color=');
    },
    { start: ['env', 'TERM=no-such-terminal', join(root, binary), 'roam', ...onTmux('far', 'term')] },
  );
  far.tmux('kill-server');
});

test('a lost line is noticed within six seconds', options, async () => {
  await roaming(onTmux('far', 'silence'), async (r) => {
    const shown = await another([]);
    await r.shell('up');
    const frozen = far.serving();
    const begun = Date.now();
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    await r.sees('line lost');
    console.log(`# noticed after ${Date.now() - begun} ms`);
    assert.ok(Date.now() - begun < 8000);
    for (const pid of frozen) process.kill(pid, 'SIGKILL');
    await another(shown);
  });
  far.tmux('kill-server');
});

test('a killed ssh is started again', options, async () => {
  await roaming(onTmux('far', 'ssh'), async (r) => {
    const shown = await another([]);
    const shell = await r.shell('first');
    process.kill(sshOf(await r.pid), 'SIGKILL');
    await another(shown);
    assert.equal(await r.shell('second'), shell);
    r.type('\x02d'); // leaves the alternate screen, which hides the earlier messages
    await r.sees('ssh was killed, possibly out of memory');
  });
  far.tmux('kill-server');
});

test('while it waits it says so: a key retries at once, q gives up', options, async () => {
  await roaming(['-L', far.socket, '-I', '60', 'far', 'waits'], async (r) => {
    const shown = await another([]);
    const shell = await r.shell('first');
    far.cut();
    await r.sees('closed by remote host');
    await r.sees(/line lost; trying again in 5\d s \(any key: now, q: give up\)/);
    r.type(' ');
    await another(shown);
    assert.equal(await r.shell('second'), shell);
    far.cut();
    await r.sees('trying again in');
    r.type('q');
    assert.equal(await r.ends(), 255);
  });
  far.tmux('kill-server');
});

test("a connection ended by ssh's escape is retried after a pause, in which q gives up", options, async () => {
  await roaming(['-L', far.socket, '-I', '3', '-e', '%', 'far', 'escape'], async (r) => {
    await another([]);
    await r.shell('in');
    await pause(3000); // the interval between two attempts is over
    r.type('\r%.');
    await r.sees('line lost; trying again in');
    r.type('q');
    assert.equal(await r.ends(), 255);
  });
  far.tmux('kill-server');
});

test('terminal modes set by ssh and a program are reset', options, async () => {
  const line = [
    `${join(root, binary)} roam -L ${far.socket} -I 60 far modes`,
    "stty -a | tr ' ' '\\n' | grep -E '^-?(icanon|echo|opost|isig);?$' | tr '\\n' ' '",
    'read x',
  ].join('; ');
  await roaming(
    [],
    async (r) => {
      await another([]);
      r.type(" printf '\\033[?1000h\\033[?2004h'; cat\r");
      await r.sees('; cat');
      far.cut();
      await r.sees('line lost');
      r.viewer.painted = [];
      r.type('q');
      await r.sees(/isig icanon( \w+)* echo|isig icanon echo|opost isig icanon/);
      for (const mode of ['1000', '1002', '2004', '1049'])
        assert.ok(!r.viewer.bytes.toString().includes(`\x1b[?${mode}h`), mode);
    },
    { start: ['/bin/sh', '-c', line] },
  );
  far.tmux('kill-server');
});

test('SIGTERM ends ssh too and leaves nothing behind; so does SIGKILL', options, async () => {
  for (const [signal, status] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGKILL', 137],
  ])
    await roaming(onTmux('far', 'signal'), async (r) => {
      await another([]);
      const pid = await r.pid,
        ssh = sshOf(pid);
      assert.ok(ssh > 0);
      process.kill(pid, signal);
      assert.equal(await r.ends(), status);
      await until('ssh is gone', () => gone(ssh));
    });
  far.tmux('kill-server');
});

test("a permanent failure ends roam with a sentence and ssh's status", options, async () => {
  far.host('nowhere', { HostName: 'nowhere.invalid' });
  far.host('wrong', { IdentityFile: `${far.folder}/other` });
  far.host('stranger', { StrictHostKeyChecking: 'yes', UserKnownHostsFile: `${far.folder}/nobody` });
  for (const [host, sentence] of [
    ['nowhere', 'nowhere is an unknown host'],
    ['wrong', 'wrong refuses this user'],
    ['stranger', "stranger's host key could not be verified"],
  ])
    await roaming([host], async (r) => {
      assert.equal(await r.ends(), 255);
      await r.sees(`boundtty roam: ${sentence}; no further attempt is made`);
    });
});

test('a host that does not answer yet is retried until it does', options, async () => {
  far.host('late', { Port: await freePort() });
  await roaming(onTmux('late', 'late'), async (r) => {
    await r.sees('Connection refused');
    await r.sees('no line; trying again in 1 s');
    far.host('late', { Port: far.port });
    await another([]);
    await r.shell('up');
  });
  far.tmux('kill-server');
});

test('a refusal is final even after a session; a failed name lookup is then retried', options, async () => {
  far.host('moves');
  await roaming(onTmux('moves', 'moves'), async (r) => {
    const shown = await another([]);
    far.host('moves', { HostName: 'nowhere.invalid' });
    far.cut();
    await r.sees('Could not resolve hostname');
    far.host('moves');
    await another(shown);
    far.host('moves', { IdentityFile: `${far.folder}/other` });
    far.cut();
    assert.equal(await r.ends(), 255);
    await r.sees('moves refuses this user');
  });
  far.tmux('kill-server');
});

test('an ssh that cannot print its configuration is reported', options, async () => {
  try {
    far.ssh('echo "unknown option -- G" >&2; exit 255');
    await roaming(['far'], async (r) => {
      assert.equal(await r.ends(), 255);
      await r.sees('unknown option -- G');
      await r.sees("ssh -G, which prints this host's configuration, failed (OpenSSH 6.8 and later have it)");
    });
    far.ssh('trap "" TERM; yes yes');
    await roaming(['far'], async (r) => {
      assert.equal(await r.ends(), 255);
      await r.sees('gave no answer in time');
    });
    await roaming(
      [],
      async (r) => {
        assert.equal(await r.ends(), 255);
        await r.sees('ssh is not in PATH');
      },
      { start: ['/usr/bin/env', 'PATH=/nonexistent', join(root, binary), 'roam', 'far'] },
    );
  } finally {
    far.ssh();
  }
});

test('invalid arguments are reported before anything is started', options, () => {
  const says = (...words) => spawnSync(join(root, binary), ['roam', ...words], { encoding: 'utf8' });
  for (const [words, sentence] of [
    [[], 'HOST is missing'],
    [['-a', '0', 'far'], '-a needs a number of seconds: 1 to 3600'],
    [['-I'], '-I needs a value'],
    [['-z', 'far'], '-z is not known'],
    [['far', 'a', 'b'], 'b is one word too many'],
    [['--', '-oProxyCommand=x'], 'HOST is missing'],
    [['far', ''], "a session's name has 1 to 64 bytes"],
    [['far', '=x'], "a session's name begins with a letter or a digit"],
    [['far', 'a#(x)'], "a session's name holds no control character"],
    [['-L', '../x', 'far'], "a socket's name has 1 to 64 bytes, and no /"],
    [['far'], 'its input and output must be a terminal'],
  ]) {
    const { status, stderr } = says(...words);
    assert.equal(status, 2);
    assert.ok(stderr.startsWith(`boundtty roam: ${sentence}`), stderr);
  }
});

// Listens on a port, and sends the words to each connection.
async function listener(port, words) {
  const server = net.createServer((c) => c.end(words)).listen({ port, host: '::' }); // both address families
  await new Promise((done, failed) => server.on('listening', done).on('error', failed));
  server.unref();
  return { port: server.address().port, stop: () => new Promise((done) => server.close(done)) };
}
const answer = (port) =>
  new Promise((done) => {
    let got = '';
    net
      .connect(port, '127.0.0.1')
      .on('data', (d) => (got += d))
      .on('error', () => {})
      .on('close', () => done(got));
  });

test('a forward whose port is in use causes a warning with its name, and is retried', options, async () => {
  const service = await listener(0, 'the service'),
    local = await freePort(),
    remote = await freePort();
  const target = `127.0.0.1:${service.port}`;
  far.host('forwards', { LocalForward: `127.0.0.1:${local} ${target}`, RemoteForward: `${remote} ${target}` });
  let takers = [await listener(local, 'a stranger'), await listener(remote, 'a stranger')];
  await roaming(onTmux('forwards', 'forwards'), async (r) => {
    let shown = await another([]);
    const shell = await r.shell('before');
    assert.equal(await answer(local), 'a stranger');
    for (const taker of takers) await taker.stop();
    far.cut();
    shown = await another(shown);
    await until(
      'both forwards',
      async () => (await answer(local)) === 'the service' && (await answer(remote)) === 'the service',
    );
    assert.equal(await r.shell('during'), shell);
    // Another process takes the port before the next attempt.
    far.ssh(`while [ ! -e ${far.folder}/go ]; do sleep 0.05; done; exec /usr/bin/ssh -F ${far.folder}/config "$@"`);
    far.cut();
    takers = [await until('the port', () => listener(remote, 'a stranger').catch(() => null))];
    far.writes('go', '');
    await another(shown);
    await until('the local forward', async () => (await answer(local)) === 'the service');
    assert.equal(await answer(remote), 'a stranger');
    assert.equal(await r.shell('after'), shell);
    await takers.pop().stop(); // a port that becomes free is forwarded during the session, without a message
    await until('the prompt', async () => /\nafter=\d+=\n\S/.test(await r.screen()));
    const before = await r.screen();
    await until('the remote forward', async () => (await answer(remote)) === 'the service', 20000);
    assert.equal(await r.screen(), before);
    r.type('\x02d');
    assert.equal(await r.ends(), 0);
    const seen = await r.sees('detached');
    assert.ok(
      seen.includes(
        `LocalForward [127.0.0.1]:${local} [127.0.0.1]:${service.port}: the port is in use; left out, and tried again`,
      ),
      seen,
    );
    assert.equal(
      seen.split(
        `RemoteForward ${remote} [127.0.0.1]:${service.port}: ` +
          'the remote host refuses the port; left out, and tried again',
      ).length,
      3,
      seen,
    );
  });
  far.ssh();
  for (const one of [...takers, service]) await one.stop();
  far.tmux('kill-server');
});

test('with --require-forward no session starts without its forwards', options, async () => {
  const remote = await freePort(),
    taker = await listener(remote, 'a stranger');
  far.host('required', { RemoteForward: `127.0.0.1:${remote} 127.0.0.1:9` });
  await roaming(onTmux('--require-forward', 'required', 'required'), async (r) => {
    await r.sees('a forward is refused, and --require-forward requires all of them');
    await r.sees('line lost');
    assert.deepEqual(clients(), []);
    await taker.stop();
    await another([]);
    await r.shell('up');
  });
  far.tmux('kill-server');
});

test(
  `a network that drops every packet, ${LOSSES} times, is noticed in time; the session is back with the network`,
  { skip: noFar || noCable() },
  async () => {
    const cable = new Cable();
    const there = await Far.start(cable);
    const on = await Server.start({ env: { PATH: there.path } });
    try {
      await roaming(
        ['-L', there.socket, '-I', '1', '-a', '1', 'far', 'network'],
        async (r) => {
          let shown = await another([], there);
          const shell = await r.shell('first');
          cable.pull(); // a short loss goes unnoticed
          await pause(1500);
          cable.plug();
          assert.equal(await r.shell('short'), shell);
          assert.deepEqual(clients(there), shown);
          let noticed = 0,
            back = 0;
          for (let i = 0; i < LOSSES; i++) {
            let begun = Date.now();
            cable.pull();
            await r.sees('not responding', 12000);
            noticed = Math.max(noticed, Date.now() - begun);
            r.viewer.painted = [];
            begun = Date.now();
            cable.plug();
            shown = [...shown, ...(await another(shown, there))];
            back = Math.max(back, Date.now() - begun);
            assert.equal(await r.shell(`m${i}`), shell);
          }
          console.log(`# a loss noticed after ${noticed} ms at most, back ${back} ms after the network`);
          assert.ok(noticed < 9000 && back < 9000, `${noticed} ms, ${back} ms`);
        },
        { on },
      );
    } finally {
      await on.stop();
      await there.stop();
      cable.remove();
    }
  },
);

test("ssh's questions reach the user: a new host, a passphrase; Ctrl-C at a question ends roam", options, async () => {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', join(far.folder, 'locked')]);
  far.writes(
    'authorized',
    readFileSync(join(far.folder, 'key.pub'), 'utf8') + readFileSync(join(far.folder, 'locked.pub'), 'utf8'),
  );
  far.host('asks', {
    IdentityFile: `${far.folder}/locked`,
    StrictHostKeyChecking: 'ask',
    UserKnownHostsFile: `${far.folder}/new`,
  });
  await roaming(onTmux('asks', 'asks'), async (r) => {
    await r.sees('Are you sure you want to continue connecting');
    r.type('yes\r');
    await r.sees("Enter passphrase for key '");
    r.type('open sesame\r');
    await another([]);
    await r.shell('in');
    far.cut();
    await r.sees("Enter passphrase for key '");
    r.type('\x03');
    assert.equal(await r.ends(), 130);
    const all = await r.server.screen('main', r.index, '?history=200');
    assert.ok(!`${all}${s.log}`.includes('sesame'));
  });
  far.tmux('kill-server');
});
