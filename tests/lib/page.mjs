// The files of the page that are embedded, by their paths below web/.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './server.mjs';

const LEFT_OUT = ['package.json', 'screenshot.png'];

export const pageFiles = () =>
  readdirSync(join(root, 'web'), { recursive: true }).filter((name) => /\.\w+$/.test(name) && !LEFT_OUT.includes(name));
