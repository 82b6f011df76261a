const base = require('../../jest.config.js');

/**
 * What shows that the product works on Citus, all of it through the coordinator of `CITUS_URL`: `npm run test:citus`.
 * Outside of it only `citus/` is a test of its own; the others are also part of `npm test`.
 */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  roots: ['<rootDir>/test'],
  testMatch: [
    'citus/*',
    'contracts/*',
    'laws/*',
    'isolation/*',
    'domain/{races,company-name-default,two-processes,sixteen-writers}',
    'house/row-level-security',
  ].map((files) => `<rootDir>/test/${files}.spec.ts`),
  testPathIgnorePatterns: [],
  // A statement takes several times as long as on one server.
  testTimeout: 600_000,
  globalSetup: '<rootDir>/test/citus/global-setup.ts',
};
