import Module from 'node:module';

/**
 * Jest loads global setup with Node's own `require`. Jest's transformers apply there, but its resolver does not, so
 * this file maps our own './x.js' to './x.ts'.
 */
const modules = Module as unknown as {
  _resolveFilename: (request: string, parent?: { filename?: string | null }, ...rest: unknown[]) => string;
};
const resolveFilename = modules._resolveFilename;

modules._resolveFilename = (request, parent, ...rest) => {
  const ours = parent?.filename?.endsWith('.ts') && /^\.{1,2}\//.test(request);
  return resolveFilename(ours ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};
