import { Webhook } from 'standardwebhooks';
import { isSecret, newSecret, rotated, signedHeaders } from '../../../src/engine/webhooks/index.js';

const MINUTE = 60_000;
const body = JSON.stringify({ type: 'thing.changed', data: { name: 'Ærøskøbing 🚲' } });

describe('signatures', () => {
  it('are verified by the published library', () => {
    const secret = newSecret();
    const headers = signedHeaders({ id: 'msg_1', body }, [{ secret }], Date.now());
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(body.replace('changed', 'chanced'), headers)).toThrow('No matching');
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow('No matching');
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow('No matching');
  });

  it('have the time of the try, so a receiver can refuse an old one', () => {
    const secret = newSecret();
    const old = signedHeaders({ id: 'msg_1', body }, [{ secret }], Date.now() - 6 * MINUTE);
    expect(() => new Webhook(secret).verify(body, old)).toThrow('too old');
  });

  it('during a rotation, old and new receivers verify; after it, only new ones', () => {
    const [first, second] = [newSecret(), newSecret()];
    const now = Date.now();
    const secrets = rotated([{ secret: first }], second, now, 60 * MINUTE);
    const during = signedHeaders({ id: 'msg_1', body }, secrets, now + MINUTE);
    const soon = { id: 'msg_1', body };
    for (const secret of [first, second]) expect(new Webhook(secret).verify(body, during)).toEqual(JSON.parse(body));
    const after = signedHeaders(soon, secrets, now + 60 * MINUTE);
    expect(after['webhook-signature'].split(' ')).toHaveLength(1);
  });

  it('a second rotation does not lengthen the first overlap', () => {
    const once = rotated([{ secret: 'a' }], 'b', 0, 100);
    expect(rotated(once, 'c', 50, 100)).toEqual([
      { secret: 'c' },
      { secret: 'b', until: 150 },
      { secret: 'a', until: 100 },
    ]);
    expect(rotated(once, 'c', 100, 100)).toEqual([{ secret: 'c' }, { secret: 'b', until: 200 }]);
  });

  it('are refused for an ID that could be read as ID and time', () => {
    expect(() => signedHeaders({ id: 'msg.1', body }, [{ secret: newSecret() }], 0)).toThrow('ID');
  });

  it('need a secret', () => {
    expect(() => signedHeaders({ id: 'msg', body }, [{ secret: newSecret(), until: 5 }], 5)).toThrow('no secret');
  });
});

describe('secrets', () => {
  it('are made anew, and are ones', () => {
    expect(newSecret()).not.toBe(newSecret());
    expect(isSecret(newSecret())).toBe(true);
  });

  it.each([
    '',
    'whsec_',
    'whsec_c2hvcnQ=',
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
    `whsec_${Buffer.alloc(32).toString('base64')} `,
    `whsec_${Buffer.alloc(32).toString('base64url')}-_`,
    Buffer.alloc(32).toString('base64'),
  ])('are not: %j', (text) => {
    expect(isSecret(text)).toBe(false);
  });
});
