const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

/** Resolves modules for Jest as Node's own `require` does. */
module.exports = (request, options) => {
  const { basedir, conditions = [], defaultResolver } = options;
  const source = sourceOf(request, basedir);
  if (source) return source;
  try {
    return defaultResolver(request, options);
  } catch (notFound) {
    try {
      // Packages that `exports` nothing but ES modules: Node requires them all the same, and esm-transformer.js turns
      // them.
      return defaultResolver(request, { ...options, conditions: [...conditions, 'import', 'module-sync'] });
    } catch {
      throw notFound;
    }
  }
};

// Our own imports say './x.js', as the compiled files are called; the tests run './x.ts'.
function sourceOf(request, folder) {
  if (!/^\.{1,2}\/.*\.js$/.test(request) || folder.includes('node_modules')) return undefined;
  const source = resolve(folder, request.replace(/\.js$/, '.ts'));
  return existsSync(source) ? source : undefined;
}
