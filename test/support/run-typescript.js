const Module = require('node:module');
const { transformFileSync } = require('@swc/core');
const { transform } = require('../../jest.config.js');

/**
 * For `node -r`: a process of its own that runs our TypeScript as the tests do. Node itself loads the ES modules among
 * the dependencies.
 */
const [, swc] = transform['\\.ts$'];
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, swc).code, file);

// Our own imports say './x.js', as the compiled files are called.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, from, ...rest) =>
  resolve(
    from?.filename?.endsWith('.ts') && /^\.{1,2}\/(?!.*node_modules)/.test(request)
      ? request.replace(/\.js$/, '.ts')
      : request,
    from,
    ...rest,
  );
