// The plan for tests/faults/shim.c: the call that fails, its process, and the way it fails.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants } from 'node:os';
import { root } from '../lib/server.mjs';

export const roles = ['keeper-starts', 'keeper', 'server-starts', 'server', 'program'];
export const kinds = ['', 'connection', 'pty', 'link', 'listener', 'pipe', 'file', 'socket'];
// The same for calls made by number; all other such calls set actions of signals.
const numbered = [
  '',
  'memfd_create',
  'getrandom',
  'close_range',
  'ioctl',
  'landlock_create',
  'landlock_restrict',
  'getdents64',
];
const CALLS = 112,
  NAME = 16,
  HEAD = 64,
  SIZE = HEAD + CALLS * (NAME + 4 * roles.length * kinds.length);

// Builds the library; throws if there is no compiler for it.
export function makeShim() {
  const library = join(root, 'build/faults/shim.so');
  mkdirSync(join(root, 'build/faults'), { recursive: true });
  const made = spawnSync(process.env.CC ?? 'cc', [
    '-std=gnu11',
    '-O1',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-shared',
    '-fPIC',
    '-o',
    library,
    join(root, 'tests/faults/shim.c'),
    '-ldl',
  ]);
  if (made.status !== 0) throw new Error(`the shim cannot be made: ${made.error ?? made.stderr}`);
  return library;
}

// Replacements of a call other than errnos, which are given by name.
const others = {
  EOF: -1,
  short: -2,
  hang: -3,
  killed: -100 - constants.signals.SIGKILL,
  crash: -100 - constants.signals.SIGSEGV,
};
const number = (what) => others[what] ?? constants.errno[what];

export class Plan {
  constructor(folder, library) {
    this.path = join(folder, `plan-${Plan.made++}`);
    writeFileSync(this.path, Buffer.alloc(SIZE));
    this.file = openSync(this.path, 'r+');
    this.env = { LD_PRELOAD: library, FAULT_PLAN: this.path };
  }
  static made = 0;

  // Makes `times` calls fail from the nth matching call on. kind undefined: any descriptor.
  arm({ role, call, kind, what, nth = 1, times = 1 }) {
    const head = Buffer.alloc(48);
    [
      1,
      roles.indexOf(role),
      kind === undefined ? -1 : (call === 'syscall' ? numbered : kinds).indexOf(kind),
      number(what),
      nth,
      times,
      0,
      0,
    ].forEach((value, i) => head.writeInt32LE(value, 4 * i));
    head.write(call, 32, NAME - 1, 'latin1');
    this.disarm();
    writeSync(this.file, head, 4, 44, 4);
    writeSync(this.file, head, 0, 4, 0);
  }

  disarm() {
    writeSync(this.file, Buffer.alloc(4), 0, 4, 0);
  }

  // The number of calls that have failed since the plan was armed.
  get fired() {
    const at = Buffer.alloc(4);
    readSync(this.file, at, 0, 4, 28);
    return at.readInt32LE(0);
  }

  // The calls made so far, as a map from "role call kind" to their number.
  counts() {
    const all = Buffer.alloc(SIZE),
      found = new Map();
    readSync(this.file, all, 0, SIZE, 0);
    for (let call = 0; call < CALLS; call++) {
      const name = all.toString('latin1', HEAD + call * NAME, HEAD + (call + 1) * NAME).replace(/\0.*/s, '');
      roles.forEach((role, r) =>
        kinds.forEach((_, k) => {
          const n = all.readUInt32LE(HEAD + CALLS * NAME + 4 * ((r * CALLS + call) * kinds.length + k));
          if (n > 0) found.set([role, name, (name === 'syscall' ? numbered : kinds)[k]].join(' ').trim(), n);
        }),
      );
    }
    return found;
  }

  close() {
    closeSync(this.file);
  }
}
