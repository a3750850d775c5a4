// A serial device that can be unplugged: a pair of ptys made by socat.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'boundtty-device-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

// Programs that tests start; they end with the test file, also if a test fails half-way.
const programs = new Set();
export const kept = (child) => programs.add(child) && child;
export const endAll = () => programs.forEach((child) => child.kill('SIGKILL'));

export const ended = (child) =>
  new Promise((done) => ((child.exitCode ?? child.signalCode) === null ? child.on('exit', done) : done()));

// A plugged-in device: a window opens `path`; what the window sends is collected in `received`.
export class Device {
  static count = 0;
  static async plug(path = join(folder, `usb-board-${++Device.count}`)) {
    const d = new Device();
    d.path = path;
    d.received = Buffer.alloc(0);
    d.socat = kept(spawn('socat', [`pty,rawer,link=${path}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    d.socat.stdin.on('error', () => {});
    d.socat.stdout.on('data', (b) => (d.received = Buffer.concat([d.received, b])));
    await until('the device is there', () => existsSync(path));
    return d;
  }
  get text() {
    return this.received.toString('latin1');
  }
  say(text) {
    return this.socat.stdin.write(text);
  }
  async unplug() {
    this.socat.kill('SIGKILL');
    await ended(this.socat);
    rmSync(this.path, { force: true });
  }
}
