import { lookup, Resolver } from 'node:dns/promises';

/** Finds the addresses of a name. Rejects if there are none, or when the signal aborts. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<string[]>;

/**
 * Asks DNS servers, those of the machine unless others are given. It does without the threads that Node shares among
 * file access, password hashing and `dns.lookup`: a receiver whose DNS server is silent must not take these away. So
 * /etc/hosts and search domains do not count, which hold no public names.
 */
export const askingDns =
  (servers?: readonly string[]): Resolve =>
  async (name, signal) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      // Many names have addresses of one family only.
      const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      if (addresses.length > 0) return addresses;
      throw found.find((one) => one.status === 'rejected')?.reason as Error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };

/** Asks the operating system: the operator's own names may be in /etc/hosts or in a search domain. */
export const systemAddresses: Resolve = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);
