import { Injectable } from '@nestjs/common';
import { CompanyNamesService } from '../company-names/company-names.service.js';
import { ContactPersonsService } from '../contact-persons/contact-persons.service.js';
import { defined } from '../customers/changes.js';
import { COLUMNS } from '../customers/customer-change.js';
import type { CustomerChanges } from '../customers/customer-record.js';
import { RECORDS_PER_CUSTOMER } from '../customers/record-limit.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import { EmailsService } from '../emails/emails.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { PhonesService } from '../phones/phones.service.js';
import { phoneNumber } from '../phones/phone-number.js';
import type { PhonePlace } from '../phones/phones.repository.js';
import { Problem } from '../problem.js';
import type { Draft } from './draft.js';
import { COMPARED, joinedColumns } from './disagreements.js';
import type { Disagreement, Fault, Note } from './import-row.entity.js';
import type { JoinedId } from './numbered-creation.js';
import { UpdatingRepository } from './updating.repository.js';

/** A row for a customer that is here. */
export interface UpdatingRow {
  draft: Draft;
  customerId: number;
  /** The parent that the source names. Omitted if it names none that is here. */
  parentId?: number | null;
  notes: readonly Note[] | null;
}

export interface Applied {
  version: number;
  isChanged: boolean;
}

/** A row that was joined to a customer. */
export interface Joined extends Applied {
  disagreements: Disagreement[];
  /** The IDs of the source, by the records that have them now. */
  ids: JoinedId[];
}
export type Foreseen = Pick<Joined, 'version' | 'disagreements'>;
export type Updated = Applied | { faults: Fault[] };

/** What a joined row is compared with, and what it may fill. */
const BEFORE = {
  fields: ['id', 'version', ...COMPARED, 'externalKey', 'parentId', 'primaryEmailId', 'mainPhoneId'],
} as const;
type Before = Pick<Customer, (typeof BEFORE.fields)[number]>;

const VERSION = { fields: ['id', 'version'] } as const;

/** Ends a transaction whose changes only show what would happen. */
class OnlyTried extends Error {}

/**
 * Brings a row to a customer that is here, by the rules that hold for every caller. What the source states is set.
 * Records are added and changed, and none is removed: another contract may have made it.
 */
@Injectable()
export class UpdatingService {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomersService,
    private readonly emails: EmailsService,
    private readonly phones: PhonesService,
    private readonly names: CompanyNamesService,
    private readonly persons: ContactPersonsService,
    private readonly stored: UpdatingRepository,
  ) {}

  /** What `apply` would do now. */
  async attempt(tenant: TenantId, row: UpdatingRow): Promise<Updated> {
    let updated: Updated | undefined;
    const work = async () => {
      updated = await this.apply(tenant, row);
      throw new OnlyTried();
    };
    await this.database.transaction(tenant, work).catch((error: unknown) => {
      if (error instanceof OnlyTried) return;
      updated = { faults: [faultFrom(error)] };
    });
    return updated!;
  }

  /** Changes the customer, in the transaction under way. A refusal is thrown. */
  async apply(tenant: TenantId, { draft, customerId, parentId, notes }: UpdatingRow): Promise<Applied> {
    const before = await this.customers.get(tenant, customerId, VERSION);
    const leftOut = new Set((notes ?? []).map(({ field }) => field));
    const changes = changesOf(draft, leftOut, parentId);
    if (Object.keys(changes).length > 0) await this.customers.update(tenant, customerId, changes, VERSION);
    if (draft.hasLists) {
      await this.setEmails(tenant, customerId, draft);
      await this.setPhones(tenant, customerId, draft);
    }
    await this.setNames(tenant, customerId, draft);
    if (draft.persons.some(isOwn)) await this.setPersons(tenant, customerId, draft);
    const after = await this.customers.get(tenant, customerId, VERSION);
    return { version: after.version, isChanged: after.version !== before.version };
  }

  /** What `join` would do now. */
  async attemptJoin(tenant: TenantId, row: UpdatingRow): Promise<Joined | { faults: Fault[] }> {
    let joined: Joined | { faults: Fault[] } | undefined;
    const work = async () => {
      joined = await this.join(tenant, row);
      throw new OnlyTried();
    };
    await this.database.transaction(tenant, work).catch((error: unknown) => {
      if (!(error instanceof OnlyTried)) joined = { faults: [faultFrom(error)] };
    });
    return joined!;
  }

  /**
   * What `join` would do now, by row, for rows that cannot be refused, so that no transaction has to try them. They
   * bring columns, emails and phones alone, and no external key, which another customer may have.
   */
  async foreseen(
    tenant: TenantId,
    rows: readonly (UpdatingRow & { row: number })[],
  ): Promise<ReadonlyMap<number, Foreseen>> {
    const plain = rows.filter(({ draft }) => isPlain(draft));
    if (plain.length === 0) return new Map();
    const ids = plain.map(({ customerId }) => customerId);
    const criteria = [{ field: 'id', operator: 'in', value: ids.map(String) } as const];
    // In a transaction, a list is read at once, and not from a replica.
    const found = await this.database.transaction(tenant, () =>
      this.customers.list(tenant, { criteria, limit: ids.length, offset: 0 }, BEFORE),
    );
    const present = new Map((found as readonly Before[]).map((one) => [one.id, one]));
    const full = new Set(await this.stored.withMany(tenant, ids, RECORDS_PER_CUSTOMER / 2));
    return new Map(
      plain.flatMap(({ row, draft, customerId, notes }) => {
        const before = present.get(customerId);
        if (!before || full.has(customerId)) return [];
        const { disagreements } = joinedColumns(draft, before);
        const hasKey =
          draft.customer.externalKey &&
          before.externalKey === null &&
          !notes?.some(({ field }) => field === 'externalKey');
        if (hasKey) return [];
        return [[row, { version: before.version, disagreements }]];
      }),
    );
  }

  /**
   * Brings a row to a customer of another source, in the transaction under way. What is here stays, and what is missing
   * comes: fields, emails, phones, company names and persons. Balances are not added up.
   */
  async join(tenant: TenantId, { draft, customerId, parentId, notes }: UpdatingRow): Promise<Joined> {
    const before = await this.customers.get(tenant, customerId, BEFORE);
    const leftOut = new Set((notes ?? []).map(({ field }) => field));
    const { columns, disagreements } = joinedColumns(draft, before);
    const isMissing = <Key extends 'externalKey' | 'parentId'>(key: Key) => before[key] === null && !leftOut.has(key);
    const changes: CustomerChanges = defined({
      ...columns,
      externalKey: isMissing('externalKey') ? (draft.customer.externalKey as string | undefined) : undefined,
      parentId: isMissing('parentId') && parentId !== customerId ? (parentId ?? undefined) : undefined,
    });
    if (Object.keys(changes).length > 0) await this.customers.update(tenant, customerId, changes, VERSION);
    const ids = [
      ...idsOfRow(draft, customerId),
      ...(await this.uniteEmails(tenant, customerId, draft, before.primaryEmailId !== null)),
      ...(await this.unitePhones(tenant, customerId, draft, before.mainPhoneId !== null)),
      ...(await this.uniteNames(tenant, customerId, draft)),
      ...(await this.unitePersons(tenant, customerId, draft)),
    ];
    const after = await this.customers.get(tenant, customerId, VERSION);
    return { version: after.version, isChanged: after.version !== before.version, disagreements, ids };
  }

  private async uniteEmails(tenant: TenantId, customerId: number, { emails, pointers }: Draft, hasPrimary: boolean) {
    const stored = await this.emails.list(tenant, customerId);
    const ids: JoinedId[] = [];
    for (const [at, { emailNormal, sourceId, createdAt: _, isLocked, ...fields }] of emails.entries()) {
      const isPrimary = !hasPrimary && pointers.primaryEmail === at ? { isPrimary: true as const } : {};
      const known = stored.find((one) => one.emailNormal === emailNormal);
      const { id } =
        known ?? (await this.emails.add(tenant, customerId, { ...fields, ...isPrimary, email: fields.email! }));
      if (isLocked && !known) await this.emails.toggleLock(tenant, customerId, id);
      if (sourceId) ids.push({ kind: 'email', id: sourceId, recordId: id });
    }
    return ids;
  }

  /** A number without a country compares by the country of the customer, which the row may not know. */
  private async unitePhones(tenant: TenantId, customerId: number, { phones, pointers }: Draft, hasMain: boolean) {
    const stored = await this.phones.list(tenant, customerId);
    const { countryIso } = await this.customers.get(tenant, customerId, { fields: ['countryIso'] });
    const normalOf = ({ phone, extension, phoneNormal }: Draft['phones'][number]) =>
      countryIso === null ? phoneNormal : phoneNumber(phone!, [countryIso, countryIso], extension ?? null).normal;
    const ids: JoinedId[] = [];
    for (const [at, row] of phones.entries()) {
      const { phoneNormal, sourceId, createdAt: _, isLocked, ...fields } = row;
      const normals = [phoneNormal, normalOf(row)];
      const place = !hasMain && pointers.mainPhone === at ? { place: 'main' as const } : {};
      const known = stored.find((one) => normals.includes(one.phoneNormal));
      const { id } =
        known ?? (await this.phones.add(tenant, customerId, { ...fields, ...place, phone: fields.phone! }));
      if (isLocked && !known) await this.phones.toggleLock(tenant, customerId, id);
      if (sourceId) ids.push({ kind: 'phone', id: sourceId, recordId: id });
    }
    return ids;
  }

  private async uniteNames(tenant: TenantId, customerId: number, { companyNames }: Draft) {
    const stored = companyNames.length === 0 ? [] : await this.names.list(tenant, customerId);
    const ids: JoinedId[] = [];
    for (const { sourceId, createdAt: _, ...fields } of companyNames) {
      const known = stored.find(({ name }) => name === fields.name);
      const { id } = known ?? (await this.names.add(tenant, customerId, { ...fields, name: fields.name! }));
      if (sourceId) ids.push({ kind: 'company_name', id: sourceId, recordId: id });
    }
    return ids;
  }

  private async unitePersons(tenant: TenantId, customerId: number, draft: Draft) {
    const own = draft.persons.filter(isOwn);
    const stored = own.length === 0 ? [] : await this.stored.personsOf(tenant, customerId);
    const ids: JoinedId[] = [];
    for (const person of own) {
      const { sourceId, createdAt: _, token: __, salutation: ___, email, phone, externalKey, ...fields } = person;
      const known = stored.find(
        (one) => one.firstName === (fields.firstName ?? null) && one.lastName === (fields.lastName ?? null),
      );
      const values = {
        ...defined(fields),
        ...(externalKey ? { externalKey } : {}),
        ...(email === undefined ? {} : { email: draft.emails[email]!.email }),
        ...(phone === undefined ? {} : { phone: draft.phones[phone]!.phone }),
      };
      // A person needs a name or an email. The phone has come with the phones.
      if (!known && !isSomebody(values)) continue;
      const { id } = known ?? (await this.persons.add(tenant, customerId, values));
      if (sourceId) ids.push({ kind: 'contact_person', id: sourceId, recordId: id });
    }
    return ids;
  }

  /** Gives a customer its parent. One that has a parent keeps that. */
  async connect(tenant: TenantId, customerId: number, parentId: number): Promise<void> {
    const { parentId: present } = await this.customers.get(tenant, customerId, { fields: ['parentId'] });
    if (present === null) await this.customers.update(tenant, customerId, { parentId }, VERSION);
  }

  private async setEmails(tenant: TenantId, customerId: number, { emails, pointers }: Draft): Promise<void> {
    const stored = await this.emails.list(tenant, customerId);
    for (const [at, { emailNormal, sourceId: _, createdAt: __, isLocked, ...fields }] of emails.entries()) {
      const isPrimary = pointers.primaryEmail === at ? { isPrimary: true as const } : {};
      const known = stored.find((one) => one.emailNormal === emailNormal);
      const { id, isLocked: wasLocked } = known
        ? await this.emails.update(tenant, customerId, known.id, { ...defined(fields), ...isPrimary })
        : await this.emails.add(tenant, customerId, { ...fields, ...isPrimary, email: fields.email! });
      if (isLocked && !wasLocked) await this.emails.toggleLock(tenant, customerId, id);
    }
  }

  private async setPhones(tenant: TenantId, customerId: number, { phones, pointers }: Draft): Promise<void> {
    const stored = await this.phones.list(tenant, customerId);
    for (const [at, { phoneNormal, sourceId: _, createdAt: __, isLocked, ...fields }] of phones.entries()) {
      const place = placeAt(pointers, at);
      const known = stored.find((one) => one.phoneNormal === phoneNormal);
      const isPlaced = place !== undefined && known?.place !== place ? { place } : {};
      const { id, isLocked: wasLocked } = known
        ? await this.phones.update(tenant, customerId, known.id, { ...defined(fields), ...isPlaced })
        : await this.phones.add(tenant, customerId, { ...fields, ...isPlaced, phone: fields.phone! });
      if (isLocked && !wasLocked) await this.phones.toggleLock(tenant, customerId, id);
    }
  }

  private async setNames(tenant: TenantId, customerId: number, { companyNames, pointers }: Draft): Promise<void> {
    if (companyNames.length === 0) return;
    const stored = await this.names.list(tenant, customerId);
    for (const [at, { sourceId: _, createdAt: __, ...fields }] of companyNames.entries()) {
      const known = stored.find(({ name }) => name === fields.name);
      const isDefault = pointers.defaultCompanyName === at && !known?.isDefault ? { isDefault: true } : {};
      if (known) await this.names.update(tenant, customerId, known.id, { ...defined(fields), ...isDefault });
      else await this.names.add(tenant, customerId, { ...fields, ...isDefault, name: fields.name! });
    }
  }

  private async setPersons(tenant: TenantId, customerId: number, draft: Draft): Promise<void> {
    const stored = await this.stored.personsOf(tenant, customerId);
    for (const person of draft.persons) {
      const { sourceId: _, createdAt: __, token: ___, salutation: ____, email, phone, ...fields } = person;
      const values = {
        ...defined(fields),
        ...(email === undefined ? {} : { email: draft.emails[email]!.email }),
        ...(phone === undefined ? {} : { phone: draft.phones[phone]!.phone }),
      };
      const known = stored.find((one) =>
        fields.externalKey
          ? one.externalKey === fields.externalKey
          : one.firstName === (fields.firstName ?? null) && one.lastName === (fields.lastName ?? null),
      );
      if (known) await this.persons.update(tenant, known.id, values);
      else await this.persons.add(tenant, customerId, values);
    }
  }
}

/** Whether a row brings nothing but columns, emails and phones, and few of these. */
const isPlain = ({ emails, phones, companyNames, persons }: Draft): boolean =>
  companyNames.length === 0 && !persons.some(isOwn) && emails.length + phones.length <= RECORDS_PER_CUSTOMER / 2;

const idsOfRow = ({ ids = {} }: Draft, customerId: number): JoinedId[] =>
  Object.entries(ids).map(([kind, id]) => ({ kind: kind as JoinedId['kind'], id, recordId: customerId }));

const isSomebody = (person: { firstName?: unknown; lastName?: unknown; email?: unknown }): boolean =>
  [person.firstName, person.lastName, person.email].some((value) => typeof value === 'string' && value !== '');

/** A person of whom the source knows more than the flat words show. */
const isOwn = ({ externalKey, middleName, nameSuffix, title, email, phone, sourceId }: Draft['persons'][number]) =>
  [externalKey, middleName, nameSuffix, title, email, phone, sourceId].some((value) => value !== undefined);

function changesOf(draft: Draft, leftOut: ReadonlySet<string>, parentId: number | null | undefined): CustomerChanges {
  const { email, phone, mobile, fax, ...names } = draft.flat;
  const columns = Object.fromEntries(
    Object.entries(draft.customer).filter(([field]) => field in COLUMNS && !leftOut.has(field)),
  ) as Partial<Customer>;
  return defined({
    ...columns,
    parentId,
    ...(draft.persons.some(isOwn) ? {} : names),
    ...(draft.hasLists ? {} : { email, phone, mobile, fax }),
  });
}

const placeAt = ({ mainPhone, mobilePhone, faxPhone }: Draft['pointers'], at: number): PhonePlace | undefined =>
  mainPhone === at ? 'main' : mobilePhone === at ? 'mobile' : faxPhone === at ? 'fax' : undefined;

/** A refusal in the words of a fault. Other errors are thrown on. */
export function faultFrom(error: unknown): Fault {
  if (!(error instanceof Problem) || error.kind === 'unavailable' || error.kind === 'internal') throw error;
  const [detail] = error.details;
  return { field: detail?.field ?? error.subject ?? 'customer', why: error.message };
}
