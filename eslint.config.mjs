import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'data/', 'coverage/', 'sdk/dist/', 'sdk/src/*/schema.ts']),
  // A disabled rule that would not have complained is a lie about the line below it.
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    // The tests' project has every TypeScript file, so one program answers for all of them.
    languageOptions: { parserOptions: { project: 'test/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise that nobody awaits fails where nobody looks, or after the answer was sent.
      '@typescript-eslint/no-floating-promises': 'error',
      // `any` switches the compiler off from here on: name the type, or take `unknown` and look.
      '@typescript-eslint/no-explicit-any': 'error',
      // What is not used misleads; `const { secret, ...rest }` is how something is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // A closed list stays closed: a new member does not pass until it has a place.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // `async` is also the promise to answer with a promise, whoever implements it.
      '@typescript-eslint/require-await': 'off',
      // Exported by name, a thing has one name wherever it is used.
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
    files: ['src/**/*.ts', 'ormconfig.ts'],
    ignores: ['src/config/env.ts'],
    rules: {
      // Settings are read once, at the door, where nonsense is refused before anything starts.
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
      // Only what a person started at a terminal prints; everything else logs, with a level, and tells no secrets.
      'no-console': 'error',
    },
  },

  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // A body that came over the wire is `any` until the test's expectation says what it is.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A helper that needed its `this` fails the test at once.
      '@typescript-eslint/unbound-method': 'off',
      // A forgotten `only` turns the rest of its file off, and the run stays green.
      'no-restricted-properties': [
        'error',
        ...['describe', 'it', 'test'].map((object) => ({ object, property: 'only' })),
      ],
    },
  },
  // Jest asks for a default export here.
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
