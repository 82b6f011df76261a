const { rootDir, transform } = require('../../jest.config.js');

/** The tree of files of the image, made without a container engine: a run of its own, `npm run test:image`. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir,
  roots: ['<rootDir>/test/image'],
  testMatch: ['<rootDir>/test/image/*.spec.ts'],
  testEnvironment: 'node',
  // It installs the dependencies.
  testTimeout: 900_000,
  resolver: '<rootDir>/test/support/resolver.js',
  transform,
};
