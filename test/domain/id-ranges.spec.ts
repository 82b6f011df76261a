import { codeOf } from '../../src/customers/customer-record.js';
import { idsBeginningWith } from '../../src/customers/id-ranges.js';

const IDS = [
  1,
  9,
  10,
  12,
  99,
  100,
  123,
  999,
  1000,
  1234,
  9999,
  10_000,
  12_345,
  99_999,
  120_000,
  4_200_000,
  2 ** 53 - 1,
];

const found = (text: string) =>
  IDS.filter((id) => idsBeginningWith(text).some(({ low, high }) => BigInt(low) <= id && id <= BigInt(high)));

describe('the IDs that begin with digits', () => {
  it.each(['1', '12', '123', '9', '99999', '42', '9007199254740991', '5', '77'])('%s', (digits) => {
    expect(found(digits)).toEqual(IDS.filter((id) => String(id).startsWith(digits)));
  });

  it.each(['0', '00', '01', '90071992547409911', '1.5', '-1', 'X1', '1C', '1 2'])('are none for %j', (text) => {
    expect(idsBeginningWith(text)).toEqual([]);
  });
});

describe('the IDs whose code begins with a text', () => {
  it.each(['C', 'C0', 'C00', 'C000', 'C0001', 'C1', 'C12', 'C120', 'C1234', 'C9', 'C99999', 'C9007199254740991', 'C5'])(
    '%s',
    (text) => {
      expect(found(text)).toEqual(IDS.filter((id) => codeOf(id).startsWith(text)));
    },
  );

  it.each(['C00001', 'C01234', 'CC1'])('are none for %j', (text) => {
    expect(idsBeginningWith(text)).toEqual([]);
  });

  it.each([' c12 ', 'Ｃ１２', 'c١٢'])('ignore case, blanks around it and the script of digits: %j', (text) => {
    expect(idsBeginningWith(text)).toEqual(idsBeginningWith('C12'));
  });
});

it('ascend, so that a list in the order of IDs reads one after the other', () => {
  const ranges = idsBeginningWith('C12')
    .map(({ low, high }) => [BigInt(low), BigInt(high)])
    .flat();
  expect(ranges).toEqual(ranges.toSorted((one, other) => (one < other ? -1 : 1)));
});
