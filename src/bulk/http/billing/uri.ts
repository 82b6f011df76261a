const ROOT = '/api/v3';

/**
 * The path of an entry's `uri`: with or without `/api/v3`, or as a URL of this server. It is parsed as a URL, which
 * resolves `..` in all its spellings before the path is checked, so it cannot leave `/api/v3`.
 */
export function pathOf(uri: string, baseUrl: string): string | undefined {
  const here = `${baseUrl || 'http://localhost'}${ROOT}/`;
  if (!URL.canParse(uri, here)) return undefined;
  const { host, pathname: given, search } = new URL(uri, here);
  const own = new URL(here);
  if (host !== own.host) return undefined;
  // A client that knows the server below a path may prefix that path.
  const pathname = given.startsWith(own.pathname) ? `${ROOT}/${given.slice(own.pathname.length)}` : given;
  return (pathname.startsWith(`${ROOT}/`) ? pathname : ROOT + pathname) + search;
}
