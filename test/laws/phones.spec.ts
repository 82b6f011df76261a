import fc from 'fast-check';
import { readPhone } from '../../src/normal-forms/phones.js';
import { cases } from './laws.js';
import { phone, phoneOf, TENANT_COUNTRY } from './values.js';

it('the stored forms of a phone are those that the laws expect, in every country and with every extension', () => {
  const endings = fc.constantFrom('', ' x45', ' ext. 47', '#045');
  const countries = fc.constantFrom('US', 'PT', 'UY', 'FR', null);
  fc.assert(
    fc.property(phone(60), endings, countries, (number, ending, country) => {
      const known = [country, TENANT_COUNTRY];
      fc.pre(ending === '' || phoneOf(number, known).extension === null);
      const { text, normal, ...stored } = readPhone(number + ending, known)!;
      expect({ shown: text, key: normal, ...stored }).toEqual(phoneOf(number + ending, known));
    }),
    { numRuns: cases(500) },
  );
});
