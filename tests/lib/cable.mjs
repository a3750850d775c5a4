// A network of its own for a far side, behind a cable that can be pulled: from then on every packet is lost,
// and nobody is told.
import { spawnSync } from 'node:child_process';

const MAC = '02:00:00:00:00:02'; // of the far end

const ip = (...words) => spawnSync('ip', words, { encoding: 'utf8' });
function must(...words) {
  const { status, stderr } = ip(...words);
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
}

// Why there can be none; false: there can.
export function noCable() {
  const name = `probe${process.pid}`;
  if (ip('netns', 'add', name).status !== 0) return 'no network namespace can be made here';
  const made = ip('link', 'add', `${name}a`.slice(-15), 'type', 'veth', 'peer', 'name', `${name}b`.slice(-15), 'netns', name).status === 0;
  const entered = ip('-n', name, 'link', 'set', 'lo', 'up').status === 0; // not where / is no mount point, as in a chroot
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
    // So that no unanswered question for an address tells that the far side is away.
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
