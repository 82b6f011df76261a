const { rootDir, transform, transformIgnorePatterns } = require('../../jest.config.js');

/** The built product in a real browser: a run of its own, `npm run test:browser`. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir,
  roots: ['<rootDir>/test/browser'],
  testMatch: ['<rootDir>/test/browser/*.spec.ts'],
  testEnvironment: 'node',
  // Far above what any test takes: a machine with other work on it is no failure.
  testTimeout: 120_000,
  globalSetup: '<rootDir>/test/browser/global-setup.ts',
  globalTeardown: '<rootDir>/test/browser/global-teardown.ts',
  resolver: '<rootDir>/test/support/resolver.js',
  transform,
  transformIgnorePatterns,
};
