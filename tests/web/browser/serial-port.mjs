// A stand-in for a serial port at a TCP port (RFC 2217): accepts every setting and reports its modem lines.

import net from 'node:net';

// The input lines, as bits of NOTIFY-MODEMSTATE.
export const CTS = 0x10;
export const DSR = 0x20;
export const RI = 0x40;
export const DCD = 0x80;

const DO_COM_PORT = Buffer.from([255, 253, 44]);
const NOTIFY_MODEMSTATE = 107;

export class SerialPort {
  static async listen(number = 0) {
    const port = new SerialPort();
    port.asked = [];
    port.server = net.createServer((socket) => {
      port.socket = socket;
      socket.on('error', () => {});
      socket.on('data', (bytes) => port.read(bytes));
      socket.write(DO_COM_PORT);
    });
    await new Promise((done, failed) => port.server.once('error', failed).listen(number, '127.0.0.1', done));
    port.address = `127.0.0.1:${port.server.address().port}`;
    return port;
  }

  read(bytes) {
    for (let at = bytes.indexOf('fffa2c', 'hex'); at >= 0; at = bytes.indexOf('fffa2c', at + 1, 'hex')) {
      const [command, value] = [bytes[at + 3], bytes.subarray(at + 4, bytes.indexOf('fff0', at, 'hex'))];
      this.asked.push(command === 1 ? `speed ${value.readUInt32BE()}` : `${command} ${value[0]}`);
      this.report(command + 100, value);
    }
  }

  report(command, value) {
    this.socket.write(Buffer.from([255, 250, 44, command, ...value, 255, 240]));
  }

  modem(state) {
    this.report(NOTIFY_MODEMSTATE, [state]);
  }

  say(text) {
    this.socket.write(text);
  }

  async close() {
    this.socket?.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
