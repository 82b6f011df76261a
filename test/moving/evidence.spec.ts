import type { Description } from '../../src/joining/description.js';
import { evidenceOf } from '../../src/joining/evidence.js';
import type { Frequencies } from '../../src/joining/name-similarity.js';
import { traitsOf } from '../../src/joining/traits.js';

/** Everything is had by two customers, unless `many` says otherwise. */
const having = (many: Record<string, number> = {}, total = 1000): Frequencies => ({
  of: (block) => many[block] ?? 2,
  holders: (block) => many[block] ?? 2,
  total,
});

const evidence = (one: Description, other: Description, frequencies = having()) =>
  evidenceOf(traitsOf(one, 'UY'), traitsOf(other, 'UY'), frequencies);

const weights = (...given: Parameters<typeof evidence>) =>
  Object.fromEntries(evidence(...given).parts.map(({ reason, weight }) => [reason, weight]));

const named = (...names: string[]): Description => ({ names });

describe('evidence', () => {
  it('is a list of reasons, each with its weight and both values, and their sum', () => {
    const { parts, score } = evidence(
      { names: ['Wombat S.A.'], taxIds: ['30-50001091-2'], country: 'AR', emails: ['Info@wombat.example'] },
      { names: ['WOMBAT'], taxIds: ['AR30500010912'], country: 'AR', emails: ['info@WOMBAT.example'] },
    );
    expect(parts).toEqual([
      { reason: 'taxId', weight: 75, ofOne: '30-50001091-2', ofOther: 'AR30500010912' },
      { reason: 'email', weight: 37, ofOne: 'Info@wombat.example', ofOther: 'info@WOMBAT.example' },
      { reason: 'name', weight: expect.any(Number) as number, ofOne: 'Wombat S.A.', ofOther: 'WOMBAT' },
    ]);
    expect(score).toBe(parts.reduce((sum, { weight }) => sum + weight, 0));
  });

  it('is the same in both directions, but for the values', () => {
    const one = { names: ['Ferretería Núñez Centro'], emails: ['a@nunez.example'], phones: [{ text: '099 123 456' }] };
    const other = { names: ['Nuñez, ferreteria'], emails: ['b@nunez.example'], phones: [{ text: '+59899123456' }] };
    expect(evidence(other, one).score).toBe(evidence(one, other).score);
  });

  describe('of names', () => {
    it.each([
      ['Distribuidora Ñandú S.A.', 'DISTRIBUIDORA NANDU'],
      ['Distribuidora Ñandú', 'Ñandú Distribuidora S. de R.L. de C.V.'],
      ['Padaria Queirós & Filhos Ltda. - ME', 'Padaria Queiros e Filhos'],
      ['Ashworth Holdings, L.L.C.', 'ashworth holdings llc'],
      ['Supermercado Quebracho', 'Super Mercado Quebracho'],
      ['Transportes Etcheverry', 'Transp. Etcheverry'],
      ['Laboratorio Quimibras', 'Laboratorio Quimbiras'],
      ['Zubiría Hnos.', 'Zubiria Hermanos'],
    ])('%s is %s', (one, other) => {
      expect(weights(named(one), named(other))['name']).toBeGreaterThanOrEqual(20);
    });

    it.each([
      ['Farmacia Aurora Pocitos', 'Farmacia Aurora Carrasco'],
      ['Padaria Bom Jesus 1', 'Padaria Bom Jesus 3'],
      ['Distribuidora Condorhuasi', 'Distribuidora Quebracho'],
      ['Smith & Jones', 'Taylor & Brown'],
    ])('%s is not %s', (one, other) => {
      expect(weights(named(one), named(other))['name'] ?? 0).toBeLessThanOrEqual(5);
    });

    it('weigh little if many customers have their words', () => {
      const many = having({ 'word aurora': 900 });
      expect(weights(named('Farmacia Aurora'), named('Farmacia Aurora'), many)['name']).toBeLessThan(
        weights(named('Farmacia Aurora'), named('Farmacia Aurora'))['name']! / 1.5,
      );
    });

    it('weigh little if all firms of a trade have their words', () => {
      expect(weights(named('Servicios Generales'), named('Servicios Generales'))['name']).toBeLessThan(40);
      expect(weights(named('Central Services'), named('Central Services'))['name']).toBeLessThan(25);
    });

    it('take the best of several', () => {
      expect(weights(named('Sol y Mar', 'Inversiones Quebracho S.A.'), named('Quebracho'))).toEqual({
        name: expect.any(Number) as number,
      });
    });

    it('with different legal forms are those of two firms', () => {
      expect(weights(named('Quebracho S.A.'), named('Quebracho Ltda.'))).toMatchObject({ differentLegalForm: -12 });
      expect(weights(named('Quebracho S.A.'), named('Quebracho'))).not.toHaveProperty('differentLegalForm');
    });
  });

  describe('of tax IDs', () => {
    const with_ = (taxId: string, country: string | null = 'PT') => ({ names: ['A'], taxIds: [taxId], country });

    it('ignores punctuation, and the code of the country', () => {
      expect(weights(with_('PT 509.442.013'), with_('509442013'))).toMatchObject({ taxId: 75 });
    });

    it.each(['N/A', '-', '0', '000.000.000', '999999990', '99999999999', '111111111', 'consumidor final', '123456789'])(
      'takes %s for none',
      (placeholder) => {
        expect(weights(with_(placeholder), with_(placeholder))).not.toHaveProperty('taxId');
        expect(weights(with_(placeholder), with_('509442013'))).not.toHaveProperty('differentTaxId');
      },
    );

    it('speaks against the pair if two valid ones of one country differ', () => {
      expect(weights(with_('509442013'), with_('502757191'))).toMatchObject({ differentTaxId: -60 });
    });

    it('says nothing about one that is mistyped, and one of another country', () => {
      expect(weights(with_('509442013'), with_('50942013'))).not.toHaveProperty('differentTaxId');
      expect(weights(with_('509442013'), with_('30500010912', 'AR'))).not.toHaveProperty('differentTaxId');
    });
  });

  describe('of emails and phones', () => {
    const reachable = (email: string, phone: string) => ({ names: ['A'], emails: [email], phones: [{ text: phone }] });

    it('goes by normal forms', () => {
      const one = reachable('Info@Acme.example', '099 123 456');
      expect(weights(one, reachable('info@acme.EXAMPLE', '+598 99 123 456'))).toMatchObject({ email: 37, phone: 40 });
    });

    it('weighs little what many customers have', () => {
      const many = having({ 'email gestor@estudio.example': 30, 'phone +59824001234': 100 });
      const one = reachable('gestor@estudio.example', '2400 1234');
      expect(weights(one, one, many)).toMatchObject({ email: 3, phone: 1 });
    });

    it('counts several equal ones once', () => {
      const one = { names: ['A'], emails: ['a@acme.example', 'b@acme.example'] };
      expect(weights(one, one)).toMatchObject({ email: 45 });
    });

    it('takes two emails of one domain for those of two branches if several customers have the domain', () => {
      const [one, other] = [reachable('salto@chain.example', '1'), reachable('rivera@chain.example', '2')];
      expect(weights(one, other, having({ 'domain chain.example': 4 }))).toMatchObject({ differentEmail: -10 });
    });

    it('lets an equal name of frequent words count almost whole if a phone is equal that is theirs alone', () => {
      const one = { names: ['Hotel del Sur'], phones: [{ text: '2400 1234' }] };
      const many = having({ 'word hotel': 900, 'word sur': 900 });
      expect(weights(one, one, many)['name']).toBe(36);
      expect(weights({ names: one.names }, { names: one.names }, many)['name']).toBeLessThan(36);
      const shared = having({ 'word hotel': 900, 'word sur': 900, 'phone +59824001234': 5 });
      expect(weights(one, one, shared)['name']).toBeLessThan(36);
    });

    it('counts a domain for more if one email names a task and the other a person', () => {
      const [task, person] = [reachable('info@acme.example', '1'), reachable('ana@acme.example', '2')];
      expect(weights(task, person)).toMatchObject({ emailDomain: 34 });
      expect(weights(task, reachable('ventas@acme.example', '2'))).toMatchObject({ emailDomain: 30 });
    });

    it('counts the domain if it is one of a firm', () => {
      expect(weights(reachable('ana@acme.example', '1'), reachable('luis@acme.example', '2'))).toMatchObject({
        emailDomain: 30,
      });
      expect(weights(reachable('ana@gmail.com', '1'), reachable('luis@gmail.com', '2'))).not.toHaveProperty(
        'emailDomain',
      );
    });
  });

  describe('of addresses', () => {
    const at = (line: string, city: string | null = 'Montevideo', postcode: string | null = null) => ({
      names: ['A'],
      addresses: [{ lines: [line], city, postcode }],
    });

    it.each([
      ['Av. Italia 2345', 'AVENIDA ITALIA N° 2345, piso 3'],
      ['Calle de la Constitución, 12', 'C/ Constitucion 12'],
      ['Rua das Flores 77', 'R. Flores, nº 77'],
      ['120 Maple Street', '120 maple st.'],
    ])('%s is %s', (one, other) => {
      expect(weights(at(one), at(other))).toMatchObject({ address: 38, city: 6 });
    });

    it('speaks against the pair in two cities, two countries, or two houses of one street', () => {
      expect(weights(at('Av. Italia 2345'), at('Av. Italia 2345', 'Salto'))).toMatchObject({ differentCity: -6 });
      expect(weights(at('Av. Italia 2345'), at('Av. Italia 99'))).toMatchObject({ differentAddress: -6 });
      expect(weights({ names: ['A'], country: 'UY' }, { names: ['A'], country: 'AR' })).toMatchObject({
        differentCountry: -30,
      });
    });
  });

  it('has keys, and documents that are no tax ID', () => {
    const one = { names: ['A'], externalKey: 'CRM-1001', document: '4.123.456-7' };
    expect(weights(one, { ...one, externalKey: ' CRM-1001 ' })).toMatchObject({ externalKey: 80, document: 55 });
    expect(weights({ names: ['A'], externalKey: '42' }, { names: ['B'], externalKey: '42' })).toMatchObject({
      externalKey: 50,
      differentName: -30,
    });
    const firm = { names: ['A'], taxIds: ['509442013'], document: '509442013', country: 'PT' };
    expect(weights(firm, firm)).not.toHaveProperty('document');
  });

  it('takes any text, and not much time for long ones', () => {
    const long = 'Ünïcödé 😀 '.repeat(5000);
    const strange: Description = {
      names: [long, '', '\u0000', '😀', 'S.A.', '...', long.toUpperCase()],
      taxIds: [long, '💶'],
      emails: [long, '@', 'a@b'],
      phones: [{ text: long }, { text: '112' }, { text: '' }],
      addresses: [{ lines: [long, null, undefined], city: long, postcode: long, country: 'ZZ' }],
      persons: [{ firstName: long, lastName: long }],
      website: long,
      externalKey: long,
      document: long,
      country: 'nowhere',
    };
    const began = performance.now();
    expect(Number.isInteger(evidence(strange, strange).score)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
