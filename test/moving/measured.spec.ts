import { SCORES } from '../../src/auth/principal.js';
import { measured, scoredPairs } from './measure.js';
import { recordsOf } from './records.js';

// The rules were set with other seeds. `npm run bench:joining` measures more.
describe.each([401, 402])('1,000 firms of seed %i', (seed) => {
  it('are found, and few others are taken for them', () => {
    const records = recordsOf(seed, 1000);
    const found = measured(records, scoredPairs(records), SCORES);
    expect(found.truePairs).toBeGreaterThan(500);
    expect(found.precision).toBeGreaterThanOrEqual(0.995);
    expect(found.recall).toBeGreaterThanOrEqual(0.9);
    expect(found.recallWithReview).toBeGreaterThanOrEqual(0.97);
  });
});
