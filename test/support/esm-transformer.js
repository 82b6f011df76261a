const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { createTransformer } = require('@swc/jest');

// swc also replaces `import.meta.url` and `import()` by CommonJS code. It cannot convert top-level `await`.
const swc = createTransformer({
  swcrc: false,
  jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
  module: { type: 'commonjs' },
});

/** Converts dependencies that are ES modules to CommonJS, and leaves other files unchanged. */
module.exports = {
  process: (source, file, options) => (isToConvert(file) ? swc.process(source, file, options) : { code: source }),
  getCacheKey: (source, file, options) => `${swc.getCacheKey(source, file, options)}${isToConvert(file) ? 'e' : 'c'}`,
};

// CommonJS with `import()`.
const WITH_IMPORT = join('@opentelemetry', 'otlp-exporter-base');

const isToConvert = (file) => isEsModule(file) || file.includes(WITH_IMPORT);

const isEsModule = (file) => file.endsWith('.mjs') || (file.endsWith('.js') && isInEsPackage(dirname(file)));

const known = new Map();

// Like Node: by the `type` of the nearest package.json.
function isInEsPackage(folder) {
  if (!known.has(folder)) {
    const manifest = join(folder, 'package.json');
    const parent = dirname(folder);
    known.set(
      folder,
      existsSync(manifest)
        ? JSON.parse(readFileSync(manifest, 'utf8')).type === 'module'
        : parent !== folder && isInEsPackage(parent),
    );
  }
  return known.get(folder);
}
