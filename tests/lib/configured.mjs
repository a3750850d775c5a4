// Servers with a configuration file of their own, which a test can change.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from './server.mjs';

// Returns a function that starts a server with this configuration; its write() replaces the file.
export function configured(folder) {
  let files = 0;
  return async (text, rest = {}) => {
    const file = join(folder, `${++files}.conf`);
    writeFileSync(file, text);
    const s = await Server.start({ args: ['-c', file], ...rest });
    s.write = (changed) => writeFileSync(file, changed);
    return s;
  };
}
