import { networkInterfaces } from 'node:os';
import { Outbound, RefusedTarget } from '../../../src/engine/webhooks/index.js';

/** Answers each name with the given addresses, and counts. */
const dnsOf = (addresses: string[]) => {
  const asked: string[] = [];
  return { asked, resolve: (name: string) => (asked.push(name), Promise.resolve(addresses)) };
};

const faultOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof RefusedTarget ? error.fault : String(error);
  }
};

const post = (url: string) => ({ url, headers: {}, body: '{}' });

describe('a URL', () => {
  const outbound = new Outbound();
  const fault = (url: string) => faultOf(() => outbound.check(url));

  it.each([
    'https://example.com',
    'https://example.com/hooks?secret=1',
    'http://example.com:8080/hooks',
    'https://EXAMPLE.com./hooks',
    'https://bücher.example/hooks',
    'https://8.8.8.8/hooks',
    'https://[2606:4700::1111]:8443/hooks',
  ])('is taken: %s', (url) => {
    expect(fault(url)).toBe('none');
  });

  it.each([
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'malformed'],
    ['javascript://example.com/', 'scheme'],
    ['//example.com/', 'malformed'],
    ['https:example.com', 'malformed'],
    ['https:///example.com', 'malformed'],
    ['https://', 'malformed'],
    ['https://user:password@example.com/', 'credentials'],
    ['https://@example.com/', 'credentials'],
    ['https://example.com@127.0.0.1/', 'credentials'],
    ['https://example.com/#part', 'fragment'],
    ['https://example.com#@127.0.0.1/', 'fragment'],
    ['https://example.com:0/', 'port'],
    ['https://example.com:22/', 'port'],
    ['https://example.com:25/', 'port'],
    ['https://example.com:1023/', 'port'],
    ['https://example.com:65536/', 'malformed'],
    ['https://example.com:-1/', 'malformed'],
    ['https://exa mple.com/', 'malformed'],
    ['https://example.com\\@127.0.0.1/', 'malformed'],
    ['https://127.0.0.1\t/', 'malformed'],
    ['https://example.com/\r\nX-Header: 1', 'malformed'],
    ['https://example.com/\u0000', 'malformed'],
    ['https://example.com/\u202e', 'malformed'],
    ['https://example..com/', 'malformed'],
    ['https://.example.com/', 'malformed'],
    ['https://example.com../', 'malformed'],
    [`https://${'a'.repeat(64)}.com/`, 'malformed'],
    [`https://example.com/${'a'.repeat(2_048)}`, 'too_long'],
    ['https://localhost/', 'host'],
    ['https://LOCALHOST./', 'host'],
    ['https://ⓛocalhost/', 'host'],
    ['https://receiver.localhost/', 'host'],
    ['https://printer.local/', 'host'],
    ['http://metadata.google.internal/computeMetadata/v1/', 'host'],
    ['https://router.home.arpa/', 'host'],
    ['https://[fe80::1%25eth0]/', 'malformed'],
    ['https://[::1', 'malformed'],
  ])('is refused: %j (%s)', (url, expected) => {
    expect(fault(url)).toBe(expected);
  });
});

/** Addresses that a receiver must not have, each as DNS gives it. */
const CLOSED = [
  ['0.0.0.0', '0.1.2.3'], // this network
  ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'], // private
  ['100.64.0.1', '100.127.255.255', '100.100.100.200'], // shared by a carrier; metadata of Alibaba
  ['127.0.0.1', '127.1.2.3', '127.255.255.255'],
  ['169.254.0.1', '169.254.169.254', '169.254.170.2'], // link-local; metadata of AWS, GCP, Azure and containers
  ['168.63.129.16', '192.0.0.192'], // metadata of Azure and Oracle
  ['192.0.0.8', '192.0.2.1', '198.51.100.1', '203.0.113.1'], // assignments, documentation
  ['192.88.99.1', '198.18.0.1', '198.19.255.255'], // 6to4 relays, benchmarks
  ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'], // multicast, reserved, broadcast
  ['::', '::1', '::7f00:1', '::8.8.8.8'], // unspecified, loopback, IPv4-compatible
  ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:169.254.169.254', '::ffff:10.0.0.1'], // IPv4-mapped
  ['::ffff:0:127.0.0.1'], // IPv4-translated
  ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1', '64:ff9b:1::1'], // NAT64
  ['2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1'], // 6to4
  ['2001:0:7f00:1::', '2001::1', '2001:2::1', '2001:10::1', '2001:20::1', '2001:db8::1', '3fff::1'],
  ['100::1', '5f00::1', '4000::1', 'e000::1'], // discard, segment routing, not given out
  ['fc00::1', 'fd00:ec2::254', 'fd20:ce::254', 'fdff::1'], // unique-local; metadata of AWS and GCP
  ['fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'fe80::a9fe:a9fe'], // link-local, site-local
  ['ff02::1', 'ff0e::1'], // multicast
].flat();

/** Spellings that some program reads as a closed address. */
const SPELLINGS = [
  '2130706433', // 127.0.0.1 in decimal
  '017700000001',
  '0x7f000001',
  '0x7F.1',
  '127.1',
  '127.0.1',
  '0177.0.0.1',
  '0x7f.0x0.0x0.0x1',
  '127.0.0.1.',
  '127。0。0。1',
  '１２７.０.０.１',
  '%31%32%37.0.0.1',
  '①②⑦.0.0.1',
  '0',
  '2852039166', // 169.254.169.254
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.43518',
  '10.1',
  '192.168.257',
  '3232235521',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::ffff:127.0.0.1]',
  '[::FFFF:7F00:0001]',
  '[::127.0.0.1]',
  '[64:ff9b::169.254.169.254]',
  '[FD00:EC2::254]',
  '[fe80::1]',
];

describe('an address', () => {
  it.each(CLOSED)('is refused when DNS gives it: %s', async (address) => {
    const { resolve } = dnsOf([address]);
    const outbound = new Outbound({ resolve });
    await expect(outbound.send(post('https://receiver.example.com/'))).rejects.toMatchObject({ fault: 'address' });
    // One among public ones is enough.
    const mixed = new Outbound({ resolve: () => Promise.resolve(['8.8.8.8', '2606:4700::1111', address]) });
    await expect(mixed.try(post('https://receiver.example.com/'))).resolves.toEqual({ failure: 'refused' });
  });

  it.each(SPELLINGS)('is refused in the URL, in an odd spelling: %s', (host) => {
    expect(faultOf(() => new Outbound().check(`http://${host}/`))).toBe('address');
    expect(faultOf(() => new Outbound().check(`https://${host}:8443/`))).toBe('address');
  });

  it('is refused if it is one of this machine, also a public one', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .map(({ address }) => address);
    expect(own.length).toBeGreaterThan(0);
    jest.spyOn(jest.requireActual<typeof import('node:os')>('node:os'), 'networkInterfaces').mockReturnValue({
      eth0: [{ address: '8.8.4.4', family: 'IPv4' }] as never,
    });
    try {
      expect(faultOf(() => new Outbound().check('https://8.8.4.4/'))).toBe('address');
      expect(faultOf(() => new Outbound().check('https://8.8.8.8/'))).toBe('none');
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('is public in a network without IPv4 if the translated address is', () => {
    expect(faultOf(() => new Outbound().check('https://[64:ff9b::8.8.8.8]/'))).toBe('none');
    expect(faultOf(() => new Outbound().check('https://[::ffff:8.8.8.8]/'))).toBe('none');
  });
});

describe('allowed hosts', () => {
  const outbound = new Outbound({ allowedHosts: ['Receiver.Internal', '10.0.0.5:81', '[::1]:9000', '0x7f.2'] });

  it.each([
    ['https://receiver.internal/', 'none'],
    ['http://RECEIVER.internal.:22/', 'none'],
    ['http://10.0.0.5:81/', 'none'],
    ['http://[0::1]:9000/', 'none'],
    ['http://127.0.0.2/', 'none'],
    ['http://10.0.0.5/', 'address'],
    ['http://10.0.0.5:82/', 'port'],
    ['http://10.0.0.5:8081/', 'address'],
    ['http://10.0.0.6:81/', 'port'],
    ['http://[::1]:9001/', 'address'],
    ['http://other.receiver.internal/', 'host'],
    ['http://user@receiver.internal/', 'credentials'],
  ])('open exactly what they say: %s (%s)', (url, expected) => {
    expect(faultOf(() => outbound.check(url))).toBe(expected);
  });

  it('do not open a name for an allowed address', async () => {
    const { resolve } = dnsOf(['10.0.0.5']);
    await expect(
      new Outbound({ allowedHosts: ['10.0.0.5'], resolve }).try(post('https://receiver.example.com/')),
    ).resolves.toEqual({ failure: 'refused' });
  });

  it.each(['', 'https://a.example', 'a.example/', 'a b', 'a.example:0', 'a.example:65536', 'a@b', '*', '::1', 'a..b'])(
    'that are no hosts stop the start: %j',
    (entry) => {
      expect(() => new Outbound({ allowedHosts: [entry] })).toThrow('is not a host');
    },
  );
});
