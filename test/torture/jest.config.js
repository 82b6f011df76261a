const { rootDir, transform } = require('../../jest.config.js');

const isLong = process.env.TORTURE === 'long';

/** Also part of `npm test`: the long form tells how much each of them sent. */
const others = [
  'domain/{races,company-name-default,two-processes,attacked-credentials}',
  'database/{transaction-pooling,replica,starting-together}',
  'house/{row-level-security,shared-throttle}',
  'isolation/*',
  'operation/*',
  'fuzz/*',
];

/**
 * Faults and races, against the built server and real PostgreSQL servers: a run of its own, `npm run test:torture`, and
 * for long `npm run torture`.
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
  // They measure times, so they do not run beside each other.
  maxWorkers: 1,
  // Far above what any test takes: a machine with other work on it is no failure.
  testTimeout: 600_000,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/matchers.ts', ...(isLong ? ['<rootDir>/test/torture/figures.ts'] : [])],
  resolver: '<rootDir>/test/support/resolver.js',
  transform,
  transformIgnorePatterns: [],
};
