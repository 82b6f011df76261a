const ROOT = '/api/v3';

/**
 * The path that an entry's `uri` means: with or without `/api/v3`, or as a URL of this very server. It is read as clients read
 * addresses, so `..` and its spellings are gone before anybody looks, and what it then is leads nowhere but below `/api/v3`.
 */
export function pathOf(uri: string, baseUrl: string): string | undefined {
  const here = `${baseUrl || 'http://localhost'}${ROOT}/`;
  if (!URL.canParse(uri, here)) return undefined;
  const { host, pathname: given, search } = new URL(uri, here);
  const own = new URL(here);
  if (host !== own.host) return undefined;
  // A client that knows the server below a path may put that path before.
  const pathname = given.startsWith(own.pathname) ? `${ROOT}/${given.slice(own.pathname.length)}` : given;
  return (pathname.startsWith(`${ROOT}/`) ? pathname : ROOT + pathname) + search;
}
