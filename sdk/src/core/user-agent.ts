import { VERSION } from './version.js';

interface Runtime {
  navigator?: { userAgent?: string };
  process?: { versions?: { node?: string } };
}

/**
 * The value of `User-Agent`. `undefined` in browsers: they have a name of their own, and would ask a server of another
 * origin whether they may send another one.
 */
export function userAgentOf(program: string | undefined): string | undefined {
  const { navigator, process } = globalThis as Runtime;
  if (navigator?.userAgent?.startsWith('Mozilla/')) return undefined;
  const runtime = process?.versions?.node ? `node/${process.versions.node}` : navigator?.userAgent;
  return [program, `clientela-sdk/${VERSION}`, runtime].filter(Boolean).join(' ');
}
