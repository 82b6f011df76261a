import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

// Bundles the page into dist/console: one script and one style sheet, with a hash of their content in their names, and
// the list that src/console.ts serves. The SDK is bundled from its sources, so it need not be built before.

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist/console');

/** Each document says which fields of the record each word of its contract shows. */
const DOCUMENTS = ['contacts', 'billing', 'clients', 'erp', 'accounting', 'accounting-snake'];

/** The module `footprints`: by document, the fields of each word. */
const footprints = {
  name: 'footprints',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^footprints$/ }, () => ({ path: 'footprints', namespace: 'footprints' }));
    onLoad({ filter: /.*/, namespace: 'footprints' }, () => ({
      contents: `export const footprints = ${JSON.stringify(Object.fromEntries(DOCUMENTS.map((name) => [name, fieldsOfWords(name)])))}`,
    }));
  },
};

const documentOf = (name) => JSON.parse(readFileSync(join(root, 'openapi', `${name}.json`), 'utf8'));

function fieldsOfWords(name) {
  const document = documentOf(name);
  const words = document['x-footprint'] ?? document.info['x-footprint'];
  return Object.fromEntries(Object.entries(words).map(([word, { of }]) => [word, of]));
}

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { console: 'console/src/main.tsx' },
  outdir,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  alias: { '@clientela/sdk/clientela': './sdk/src/clientela/index.ts' },
  plugins: [footprints],
  logLevel: 'warning',
});

const files = Object.keys(metafile.outputs).map((path) => path.split('/').pop());
for (const file of files) {
  const content = readFileSync(join(outdir, file));
  writeFileSync(join(outdir, `${file}.gz`), gzipSync(content, { level: 9 }));
}
const named = (end) => files.find((file) => file.endsWith(end));
writeFileSync(join(outdir, 'files.json'), `${JSON.stringify({ script: named('.js'), style: named('.css') })}\n`);
