// The pure functions of the dialog for a new window, the bar of a line, the input lock and the tabs.

import test from 'node:test';
import assert from 'node:assert/strict';
import { words, about, destination } from '../../../web/panels/new-window.js';
import { deviceOf, lampWords } from '../../../web/panels/line.js';
import { stateWords } from '../../../web/panels/ended.js';
import { offer } from '../../../web/panels/input-lock.js';
import { tipOf } from '../../../web/panels/tabs.js';

test('a command is split into words; quotes preserve spaces, and no other syntax of a shell is supported', () => {
  assert.deepEqual(words('htop'), ['htop']);
  assert.deepEqual(words('  tail -F  "/var/log/my messages" '), ['tail', '-F', '/var/log/my messages']);
  assert.deepEqual(words(`sh -c 'echo "$HOME" | cat'`), ['sh', '-c', 'echo "$HOME" | cat']);
  assert.deepEqual(words(`a"b c"'d e'f ""`), ['ab cd ef', '']);
  assert.deepEqual(words('a\\ b ; c'), ['a\\', 'b', ';', 'c']);
  assert.deepEqual(words(''), []);
});

test('a host and a port are what ssh connects to', () => {
  assert.equal(destination('user@host', ''), 'user@host');
  assert.equal(destination('host', undefined), 'host');
  assert.equal(destination('user@host', '2222'), 'ssh://user@host:2222');
});

test('an unclosed quote is detected', () => {
  assert.equal(words('echo "a b'), null);
  assert.equal(words("it's"), null);
});

test('an error of the server is assigned to a field', () => {
  assert.equal(about('speed: "fast" is not a speed; write bits per second'), 'speed');
  assert.equal(about('local-echo: "maybe" is not one of yes, no'), 'local-echo');
  assert.equal(about('source = tcp needs device'), 'device');
  assert.equal(about("a name has 1 to 63 bytes, no '/', no invisible character"), 'name');
  assert.equal(about('every place for a window is taken'), undefined);
});

test('a line is named after its device', () => {
  assert.equal(deviceOf('serial /dev/ttyUSB0 at 115200'), '/dev/ttyUSB0');
  assert.equal(deviceOf('tcp [2001:db8::7]:2001'), '[2001:db8::7]:2001');
  assert.equal(deviceOf('serial /dev/at one at auto'), '/dev/at one');
});

test('a modem line is shown as on, off or not reported', () => {
  assert.equal(lampWords('cts', { cts: true }), 'CTS on');
  assert.equal(lampWords('ri', { ri: false }), 'RI off');
  assert.equal(lampWords('dcd', null), 'DCD not reported');
});

test('a window without a program states the reason', () => {
  assert.match(stateWords('idle', ''), /Not started yet: press Enter/);
  assert.equal(
    stateWords('away', 'no such file or directory: /dev/x'),
    'Away: no such file or directory: /dev/x. It is reopened automatically.',
  );
  assert.equal(stateWords('ended', ''), 'The program has ended: exit status 0');
  assert.equal(stateWords('running', ''), '');
});

test('the tooltip of a tab shows its source and phase', () => {
  assert.equal(
    tipOf({ name: 'console', describe: 'serial /dev/ttyUSB0 at 9600', phase: 'away' }),
    'console\nserial /dev/ttyUSB0 at 9600, away',
  );
  assert.equal(
    tipOf({ name: 'logs', title: 'tail', describe: 'command tail', phase: 'running' }),
    'tail\ncommand tail',
  );
  assert.equal(tipOf({ name: '', phase: 'ended' }), 'shell\nended');
});

test('a viewer without the input lock can request or take it; its holder can give or keep it', () => {
  const labels = (state, requested) => offer(state, requested)?.[1].map(([label]) => label) ?? null;
  assert.deepEqual(labels({ input_lock: 'other', lock_requested: false }), ['Ask for it', 'Take it']);
  assert.deepEqual(labels({ input_lock: 'other', lock_requested: false }, 'request'), ['Take it']);
  assert.deepEqual(labels({ input_lock: 'mine', lock_requested: true }), ['Give it', 'Keep it']);
  assert.equal(offer({ input_lock: 'mine', lock_requested: true }, ''), null);
  for (const lock of ['off', 'free', 'mine', undefined])
    assert.equal(offer({ input_lock: lock, lock_requested: false }), null);
});
