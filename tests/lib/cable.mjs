// A network namespace for a remote host, connected by a virtual cable that can be cut: from then on every packet is
// lost without any notice.
import { spawnSync } from 'node:child_process';

const MAC = '02:00:00:00:00:02'; // of the remote end

const ip = (...words) => spawnSync('ip', words, { encoding: 'utf8' });
function must(...words) {
  const { status, stderr } = ip(...words);
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
}

// The reason why no network namespace can be used; false: one can.
export function noCable() {
  const name = `probe${process.pid}`;
  if (ip('netns', 'add', name).status !== 0) return 'no network namespace can be made here';
  const made =
    ip('link', 'add', `${name}a`.slice(-15), 'type', 'veth', 'peer', 'name', `${name}b`.slice(-15), 'netns', name)
      .status === 0;
  const entered = ip('-n', name, 'link', 'set', 'lo', 'up').status === 0; // fails if / is not a mount point, as in a chroot
  ip('netns', 'del', name);
  if (!entered) return 'no network namespace can be entered here';
  return !made && 'no cable between network namespaces can be made here';
}

export class Cable {
  constructor() {
    const number = process.pid % 250;
    this.name = `far${process.pid}`;
    this.here = `here${process.pid}`;
    this.near = `10.213.${number}.1`;
    this.address = `10.213.${number}.2`;
    this.within = ['ip', 'netns', 'exec', this.name];
    must('netns', 'add', this.name);
    must('link', 'add', this.here, 'type', 'veth', 'peer', 'name', 'far', 'address', MAC, 'netns', this.name);
    must('addr', 'add', `${this.near}/30`, 'dev', this.here);
    must('-n', this.name, 'addr', 'add', `${this.address}/30`, 'dev', 'far');
    must('link', 'set', this.here, 'up');
    must('-n', this.name, 'link', 'set', 'lo', 'up');
    this.plug();
    // A permanent neighbour entry, so that no unanswered address resolution reveals that the remote host is
    // unreachable.
    must('neigh', 'replace', this.address, 'lladdr', MAC, 'nud', 'permanent', 'dev', this.here);
  }

  pull() {
    ip('-n', this.name, 'link', 'set', 'far', 'down');
  }

  plug() {
    ip('-n', this.name, 'link', 'set', 'far', 'up');
  }

  remove() {
    ip('netns', 'del', this.name);
    ip('link', 'del', this.here);
  }
}
