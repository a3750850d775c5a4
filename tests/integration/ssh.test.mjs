// source = ssh: a window that shows a session of another machine and reconnects when the connection was lost.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Far, noFar } from '../lib/far.mjs';
import { Server, until } from '../lib/server.mjs';
import { Viewer } from '../lib/viewer.mjs';

const options = { skip: noFar };
const windows = '/api/sessions/main/windows';
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

async function opened(body) {
  const { status, json } = await s.json('POST', windows, {
    body: { source: 'ssh', 'socket-name': far.socket, interval: 1, ...body },
  });
  assert.equal(status, 201, JSON.stringify(json));
  const shows = (text) =>
    until(`the screen shows ${text}`, async () => (await s.screen('main', json.index)).includes(text), 20000);
  const is = async () => (await s.json('GET', windows)).json.find((w) => w.index === json.index);
  return { json, shows, is, close: () => s.request('DELETE', `${windows}/${json.index}`) };
}

test(
  'a window shows a session of another machine: after the connection is cut, the same shell is back',
  options,
  async () => {
    const w = await opened({ host: 'far', 'remote-session': 'work space' });
    assert.deepEqual([w.json.source, w.json.describe, w.json.name], ['ssh', 'ssh far work space', 'far']);
    const v = await Viewer.attach(s, { index: w.json.index });
    await until('tmux is there', () => far.tmux('list-clients', '-F', '#{client_pid}').stdout.trim() !== '');
    v.type('echo pid-$$-\r');
    const pid = (
      await until('the shell has said its pid', async () => /pid-(\d+)-/.exec(await s.screen('main', w.json.index)))
    )[1];
    const before = far.tmux('list-clients', '-F', '#{client_pid}').stdout;
    far.cut();
    await until(
      'another client has come',
      () => {
        const now = far.tmux('list-clients', '-F', '#{client_pid}').stdout;
        return now.trim() !== '' && now !== before;
      },
      15000,
    );
    v.type('clear; echo again-$$-\r');
    await w.shows(`again-${pid}-`);
    v.type('exit\r');
    await until('an exit ends the window', async () => (await w.is()).phase === 'ended', 15000);
    assert.equal((await w.is()).ending, 'exit status 0');
    v.socket.cut();
    await w.close();
  },
);

test(
  'an unknown host fails with a sentence that names it, and is retried if the respawn policy says so',
  options,
  async () => {
    const w = await opened({ host: 'no-such-host.invalid' });
    await until('it has failed', async () => (await w.is()).phase === 'ended', 20000);
    assert.match((await w.is()).ending, /exit status 255/);
    await w.shows('no-such-host.invalid');
    await w.close();
    assert.match((await s.json('POST', windows, { body: { source: 'ssh' } })).json.error, /source = ssh needs host/);
  },
);

test('a host is never taken for an option of ssh', options, async () => {
  const w = await opened({ host: '-oProxyCommand=touch /tmp/never' });
  await until('it is refused', async () => (await w.is()).phase === 'ended', 20000);
  assert.notEqual((await w.is()).ending, 'exit status 0');
  await w.close();
});
