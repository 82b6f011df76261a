const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  // The settings of tsconfig.json, in swc's format.
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
};

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  testPathIgnorePatterns: ['browser', 'citus', 'generated', 'image', 'node', 'torture'].map(
    (folder) => `<rootDir>/test/${folder}/`,
  ),
  testEnvironment: 'node',
  maxWorkers: 2,
  // Each file loads Nest again, and Jest frees little of that memory.
  workerIdleMemoryLimit: '1GB',
  // Only ends a test that hangs: far above the duration of any test, also on a busy machine.
  testTimeout: 120_000,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/matchers.ts', '<rootDir>/test/support/quiet.ts'],
  resolver: '<rootDir>/test/support/resolver.js',
  // Nest 12 has ES modules only, and Jest on Node 20 runs CommonJS only, so Nest's files are converted to CommonJS.
  transform: {
    '\\.ts$': ['@swc/jest', swc],
    '\\.m?js$': '<rootDir>/test/support/esm-transformer.js',
  },
  transformIgnorePatterns: [],
};
