// A thread that attaches five viewers to every session, so that measurements in the main thread do not include the
// viewers' time. `stalled` of them stop reading after their first frame.
import { parentPort, workerData } from 'node:worker_threads';
import { until } from './server.mjs';
import { Viewer } from './viewer.mjs';

const { server, names, stalled } = workerData;
const viewers = [];
for (let i = 0; i < names.length * 5; i++) {
  const v = await Viewer.attach(server, { session: names[i % names.length], acknowledge: i >= stalled });
  await until('a first frame', () => v.frames > 0);
  if (i < stalled) v.socket.socket.pause();
  viewers.push(v);
}
setInterval(() => {
  for (const v of viewers) v.painted = [];
}, 100);
parentPort.on('message', () => parentPort.postMessage(viewers.map((v) => v.frames)));
parentPort.postMessage('here');
