/**
 * What is wrong with the characters of a URL that may have a password, or undefined. A `/`, `?` or `#` in a password
 * ends the part of the URL with the host: after digits, the user would be read as the host, and the digits as its port.
 * The text never quotes the URL.
 */
export function faultInUrl(url: string): string | undefined {
  if (url.includes('#')) return 'must not have a #; in a password it is %23';
  if (/^[^/]*\/\/[^/?#]*[/?].*@/s.test(url))
    return 'must not have an @ behind its host; in a password, / is %2F and ? is %3F, and elsewhere @ is %40';
  if (!isDecodable(url)) return 'must have %25 for each % that does not begin an escape such as %2F';
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
