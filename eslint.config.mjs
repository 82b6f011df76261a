import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores([
    'dist/',
    'data/',
    'coverage/',
    'fidelity/dist/',
    'sdk/dist/',
    'sdk/src/*/schema.ts',
    'test/image/consumer/',
  ]),
  // A comment that disables a rule without need misleads about the line below it.
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    // The tests' project includes every TypeScript file, so one program checks all of them.
    languageOptions: { parserOptions: { project: 'test/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // If a promise is not awaited, its failure is lost, or comes after the answer was sent.
      '@typescript-eslint/no-floating-promises': 'error',
      // `any` switches type checks off for everything that follows. Name the type, or use `unknown` and check it.
      '@typescript-eslint/no-explicit-any': 'error',
      // Unused names mislead. `const { secret, ...rest }` is allowed, because it omits a property.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // A switch handles every member of a union, so a new member fails until it is handled.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An `async` method without `await` is allowed: it implements an interface that returns a promise.
      '@typescript-eslint/require-await': 'off',
      // A named export has one name wherever it is used.
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
    },
  },

  {
    // The page has a project of its own: it runs in browsers.
    files: ['console/**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: 'console/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] },
  },

  {
    files: ['src/**/*.ts', 'ormconfig.ts'],
    ignores: ['src/config/env.ts'],
    rules: {
      // Settings are read once at the start, where invalid values are refused.
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config/env.ts reads the environment; take Env.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:process', importNames: ['env'] },
            { name: 'process', importNames: ['env'] },
          ],
        },
      ],
    },
  },

  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/openapi.cli.ts', 'src/cli/**'],
    rules: {
      // Only commands at a terminal print. All other code logs, with a level and without secrets.
      'no-console': 'error',
    },
  },

  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // A received body is `any`; the test's expectation checks it.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A helper that needs its `this` would fail the test at once.
      '@typescript-eslint/unbound-method': 'off',
      // A forgotten `only` skips the other tests of its file, and the run still passes.
      'no-restricted-properties': [
        'error',
        ...['describe', 'it', 'test'].map((object) => ({ object, property: 'only' })),
      ],
    },
  },
  // Jest requires a default export here.
  { files: ['test/**/global-*.ts'], rules: { 'no-restricted-exports': 'off' } },

  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        exports: 'writable',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
  },
);
