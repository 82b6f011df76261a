import fc, { type Arbitrary } from 'fast-check';
import { assertClean, remember } from './always.js';
import { type View } from './arbitraries.js';
import { type FlatContract, flatFace } from './flat.js';
import { addEntry, assertBalances, entries } from './ledger.js';
import { addRecord, type Kind, newRecord, toggleLock } from './records.js';
import { accepted, type Picture, pictureOf, type Side } from './side.js';
import { filled, oneLine } from './texts.js';

export const FLAT = {
  billing: flatFace('billing'),
  clients: flatFace('clients'),
  erp: flatFace('erp'),
  accounting: flatFace('accounting'),
  clientela: flatFace('clientela'),
};

/** The contracts that make customers. */
type MakingContract = Exclude<FlatContract, 'clientela'>;

/** A plan for a customer that these contracts have written, and for some customers around it. */
export interface RecordPlan {
  /** The first contract creates the customer; the others then write all of their fields, in this order. */
  makers: MakingContract[];
  created: Record<MakingContract, View>;
  written: Record<MakingContract, View>;
  records: Record<Kind, View[]>;
  /** For each email and phone that another contract made: does it get further fields, and is it locked? */
  known: boolean[];
  locks: boolean[];
  /** Is its main contact removed at the end? */
  isUnnamed: boolean;
  siblingKey: string;
  ledger: View[];
}

const all = <Value>(of: (contract: MakingContract) => Arbitrary<Value>) =>
  fc.record({ billing: of('billing'), clients: of('clients'), erp: of('erp'), accounting: of('accounting') });

const mostly = (value: boolean) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(!value) });

export const plans: Arbitrary<RecordPlan> = fc.record({
  makers: fc.shuffledSubarray<MakingContract>(['billing', 'clients', 'erp', 'accounting'], { minLength: 4 }),
  created: all((contract) => FLAT[contract].whole.create),
  written: all((contract) => FLAT[contract].whole.update),
  records: fc.record({
    emails: fc.array(newRecord('emails'), { maxLength: 3 }),
    phones: fc.array(newRecord('phones'), { maxLength: 3 }),
    // Some customers have inactive names only.
    'company-names': fc.oneof(
      fc.array(newRecord('company-names'), { maxLength: 3 }),
      fc.array(fc.constant({ name: 'Acme', is_active: false }), { minLength: 1, maxLength: 2 }),
    ),
  }),
  // Half of the records in places have nothing but a value.
  known: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  locks: fc.array(mostly(false), { minLength: 8, maxLength: 8 }),
  isUnnamed: mostly(false),
  siblingKey: filled(100).map((text) => oneLine(text)!),
  ledger: fc.array(entries, { maxLength: 2 }),
});

/** Carries out a plan. From one plan, two tenants get twins: values that are unique in a tenant are equal in both. */
export async function build(
  side: Side,
  { makers, created, written, records, known, locks, isUnnamed, siblingKey, ledger }: RecordPlan,
): Promise<Picture> {
  const { speak, marker } = side;
  const billing = async (view: View) => (await accepted(speak.billing.post('/customer', view))).response.id as number;
  side.takenKeys = ['sibling', 'deleted'].map((word) => `${word} ${siblingKey}`);
  side.parent = await billing({ company: `${marker} parent`, external_key: `parent ${siblingKey}` });
  side.sibling = await billing({
    company: `${marker} sibling`,
    external_key: side.takenKeys[0],
    tax_ident: 'SIBLING-1',
    superuser_email: 'ada@example.com',
  });
  await accepted(
    speak.billing.delete(
      `/customer/${await billing({ company: `${marker} deleted`, external_key: side.takenKeys[1], parent_customer_id: side.sibling })}`,
    ),
  );
  const [first, ...others] = makers;
  side.id = await FLAT[first!].make(side, created[first!]);
  for (const contract of others) await accepted(FLAT[contract].write(side, written[contract]));
  side.child = await billing({ company: `${marker} child`, parent_customer_id: side.id });
  for (const entry of ledger) await accepted(addEntry(side, entry));
  const flat = (await accepted(speak.contacts.get(`/customers/getCustomers/${side.id}`))).cliente;
  side.flatMade = new Set([
    ...flat.emails.map(({ email_id }: View) => `emails ${email_id}`),
    ...flat.phones.map(({ phone_id }: View) => `phones ${phone_id}`),
  ]);
  for (const kind of Object.keys(records) as Kind[])
    for (const view of records[kind]) await addRecord(side, kind, view);
  // They have an email and a phone, which become the customer's if they become the main contact.
  side.persons.add(
    (
      await accepted(
        speak.billing.post('/user', {
          customer_id: side.id,
          first_name: 'Second',
          email: 'second@example.com',
          phone: '+16465557777',
        }),
      )
    ).response.id,
  );
  const card = (await accepted(speak.contacts.get(`/customers/getCustomers/${side.id}`))).cliente;
  const emails: [Kind, number][] = card.emails.map(({ email_id }: View) => ['emails', email_id]);
  const phones: [Kind, number][] = card.phones.map(({ phone_id }: View) => ['phones', phone_id]);
  // The oldest records hold the places.
  for (const [at, [kind, id]] of [...emails.slice(0, 1), ...phones.slice(0, 3)].entries()) {
    const more =
      kind === 'phones' ? { extension: at === 1 ? '45' : null, is_whatsapp: true } : { is_for_invoicing: true };
    if (!known[at]) continue;
    const { status } = await speak.contacts.put(`/customers/${side.id}/${kind}/${id}`, {
      name: `${marker} ${at}`,
      role: 'Owner',
      notes: 'Call first',
      ...more,
    });
    // Another record may have that extension.
    expect([200, 409]).toContain(status);
    if (status === 200) side.flatMade.delete(`${kind} ${id}`);
  }
  for (const [at, [kind, id]] of [...emails, ...phones].entries())
    if (locks[at]) {
      side.flatMade.delete(`${kind} ${id}`);
      await toggleLock(side, kind, id);
    }
  if (isUnnamed) await accepted(speak.billing.put(`/customer/${side.id}`, { superuser_id: null }));
  const picture = await pictureOf(side);
  remember(side, picture);
  assertClean(side, picture);
  assertBalances(side, picture);
  return picture;
}
