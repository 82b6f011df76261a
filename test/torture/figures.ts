import { basename, dirname } from 'node:path';
import { tally } from '../support/app.js';
import { seconds, tell } from './length.js';

// For files that are also part of `npm test`: the long run prints how many requests they sent and their answers.
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
