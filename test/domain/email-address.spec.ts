import { emailAddress } from '../../src/emails/email-address.js';

describe('emailAddress', () => {
  it.each([
    ['the domain in any case', 'ada@Example.COM', 'ada@example.com'],
    ['the local part in any case', 'Ada.L@example.com', 'ada.l@example.com'],
    ['an international domain and its ASCII form', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ß and SS', 'straße@example.com', 'STRASSE@example.com'],
    ['blanks around it', ' ada@example.com ', 'ada@example.com'],
  ])('compares as the same: %s', (_, one, other) => {
    expect(emailAddress(one).normal).toBe(emailAddress(other).normal);
  });

  it('keeps what was given', () => {
    expect(emailAddress('Ada@Bücher.example').text).toBe('Ada@Bücher.example');
  });

  it.each(['a@xn--a.com', 'a@xn--b.com'])('%s, whose domain is no valid IDNA, equals only itself', (address) => {
    expect(emailAddress(address).normal).toBe(address);
  });

  it.each(['', 'ada', 'ada@', '@example.com', 'a b@example.com'])('refuses %j', (text) => {
    expect(() => emailAddress(text)).toThrow('email');
  });
});
