import { basename, dirname } from 'node:path';
import { tally } from '../support/app.js';
import { seconds, tell } from './length.js';

// Of files that are part of `npm test` too, and of which the long form tells what was sent and how it was answered.
const since = Date.now();
afterAll(() => {
  if (tally.size === 0) return;
  const file = expect.getState().testPath!;
  const statuses = [...tally].sort(([one], [other]) => one - other).map(([status, times]) => `${times} × ${status}`);
  const sum = [...tally.values()].reduce((total, times) => total + times, 0);
  tell(
    `${basename(dirname(file))}/${basename(file)}`,
    `${sum} requests in ${seconds(Date.now() - since)}: ${statuses.join(', ')}`,
  );
});
