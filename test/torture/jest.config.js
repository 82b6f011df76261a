const { rootDir, transform } = require('../../jest.config.js');

const isLong = process.env.TORTURE === 'long';

/** These are also part of `npm test`. The long run prints how many requests each of them sent. */
const others = [
  'domain/{races,company-name-default,two-processes,attacked-credentials}',
  'database/{transaction-pooling,replica,starting-together,backup-drill}',
  'house/{row-level-security,shared-throttle}',
  'cases/conditional',
  'isolation/*',
  'operation/*',
  'fuzz/*',
];

/**
 * Faults and races, with the built server and real PostgreSQL servers. `npm run test:torture` is the short run,
 * `npm run torture` the long one.
 */
/** @type {import('jest').Config} */
module.exports = {
  rootDir,
  roots: ['<rootDir>/test'],
  testMatch: [
    '<rootDir>/test/torture/*.spec.ts',
    '<rootDir>/test/domain/sixteen-writers.spec.ts',
    ...(isLong ? others.map((files) => `<rootDir>/test/${files}.spec.ts`) : []),
  ],
  testEnvironment: 'node',
  // The tests measure times, so they run one after another.
  maxWorkers: 1,
  // Far above the duration of any test, so that a busy machine causes no failure.
  testTimeout: 600_000,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/matchers.ts', ...(isLong ? ['<rootDir>/test/torture/figures.ts'] : [])],
  resolver: '<rootDir>/test/support/resolver.js',
  transform,
  transformIgnorePatterns: [],
};
