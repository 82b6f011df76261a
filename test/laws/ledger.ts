import fc, { type Arbitrary } from 'fast-check';
import type { Answer } from '../support/app.js';
import type { View } from './arbitraries.js';
import type { Outcome, Step } from './face.js';
import { halfUp, placesOf } from './normal.js';
import { accepted, type Entry, isStamp, type Picture, type Side } from './side.js';

/** Entries of the ledger. Another customer, for example the parent, may be the payer. */
export const entries: Arbitrary<View> = fc.record({
  kind: fc.constantFrom('invoice', 'payment', 'credit', 'adjustment'),
  amount: fc.integer({ min: 10_000, max: 10_000_000 }).map((units) => units / 10_000),
  payer: fc.constantFrom(null, 'parent', 'sibling', 'child'),
});

export const ledgerSteps = entries.map((view): Step => ({ kind: 'entry', view }));

/** Adds an entry and remembers the payer. */
export async function addEntry(side: Side, { kind, amount, payer }: View): Promise<Answer> {
  const payerId = kind === 'payment' && payer ? side[payer as 'parent' | 'sibling' | 'child'] : null;
  const answer = await side.speak.accounting.post(`/customers/${side.id}/ledger-entries`, { kind, amount, payerId });
  if (payerId !== null && answer.status < 300) side.paid.add(payerId);
  return answer;
}

const RAISES: Record<string, number> = { invoice: 1, adjustment: 1, payment: -1, credit: -1 };

export async function performEntry(side: Side, view: View, before: Picture): Promise<Outcome> {
  const { balance, currencyCode } = before.readings.accounting.get(side.id)! as {
    balance: number;
    currencyCode: string;
  };
  const places = placesOf(currencyCode);
  const answer = await addEntry(side, view);
  return {
    answer,
    customer: side.id,
    expected: { balance: Number((balance + RAISES[view['kind']]! * halfUp(view['amount'], places)).toFixed(places)) },
    mayChange: ({ customer, word }) =>
      customer === side.id &&
      (/^(formatted)?(balance|closingBalance|total|paid|invoiced|adjusted|credited)$/i.test(word) || isStamp(word)),
  };
}

type ActivatingContract = 'erp' | 'accounting';

/** Activates or deactivates a customer through a contract that knows no other status. */
export const setActive = ({ speak }: Side, id: number, by: ActivatingContract, active: boolean): Promise<Answer> =>
  by === 'erp'
    ? speak.erp.put('/customers', { id, inactive: active ? '0' : '1' })
    : speak.accounting.patch(`/contacts/${id}/${active ? 'activate' : 'inactivate'}`);

/** Changes the status twice. The status word that clients shows is then as before. */
export async function performFlip(side: Side, [off, on]: ActivatingContract[], before: Picture): Promise<Outcome> {
  const isOn = before.readings.clients.get(side.id)!['status'] !== 'I';
  await accepted(setActive(side, side.id, off!, !isOn));
  return {
    answer: await setActive(side, side.id, on!, isOn),
    customer: side.id,
    expected: {},
    flips: true,
    mayChange: ({ customer, word }: Entry) => customer === side.id && isStamp(word),
  };
}

/** The opening balance in the tenant's own currency, which has two decimal places. */
export function assertBalances(side: Side, { readings }: Picture): void {
  const {
    openingBalance,
    openingBalanceExchangeRate: rate,
    localOpeningBalance,
  } = readings.accounting.get(side.id)! as Record<string, number>;
  const [exact, places] = product(openingBalance!, rate!);
  const unit = 10n ** BigInt(Math.max(0, places - 2));
  const cents = places < 2 ? exact * 10n ** BigInt(2 - places) : (exact + (exact < 0n ? -unit : unit) / 2n) / unit;
  expect({ localOpeningBalance }).toEqual({
    localOpeningBalance: Number(
      `${cents / 100n}`.replace(/^-?0$/, cents < 0n ? '-0' : '0') +
        `.${String(cents < 0n ? -cents : cents)
          .padStart(2, '0')
          .slice(-2)}`,
    ),
  });
}

/** The product of two decimals as an integer, and its number of decimal places. */
function product(...factors: [number, number]): [bigint, number] {
  const [one, other] = factors.map((factor) => {
    const [whole = '0', fraction = ''] = plainly(factor).split('.');
    return { digits: BigInt(whole + fraction), places: fraction.length };
  }) as [{ digits: bigint; places: number }, { digits: bigint; places: number }];
  return [one.digits * other.digits, one.places + other.places];
}

/** A number as text without an exponent. */
const plainly = (number: number) => (/e/.test(String(number)) ? number.toFixed(20).replace(/0+$/, '') : String(number));
