const { rootDir, transform, resolver } = require('../../jest.config.js');

/**
 * Clients that openapi-generator makes in other languages: a run of its own on the built server, `npm run
 * test:sdks`.
 */
/** @type {import('jest').Config} */
module.exports = {
  rootDir,
  roots: ['<rootDir>/test/generated'],
  testMatch: ['<rootDir>/test/generated/*.spec.ts'],
  testEnvironment: 'node',
  // Far above what any test takes: a machine with other work on it is no failure.
  testTimeout: 600_000,
  resolver,
  transform,
  transformIgnorePatterns: [],
};
