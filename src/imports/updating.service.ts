import { Injectable } from '@nestjs/common';
import { CompanyNamesService } from '../company-names/company-names.service.js';
import { ContactPersonsService } from '../contact-persons/contact-persons.service.js';
import { defined } from '../customers/changes.js';
import { COLUMNS } from '../customers/customer-change.js';
import type { CustomerChanges } from '../customers/customer-record.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import { EmailsService } from '../emails/emails.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { PhonesService } from '../phones/phones.service.js';
import type { PhonePlace } from '../phones/phones.repository.js';
import { Problem } from '../problem.js';
import type { Draft } from './draft.js';
import type { Fault, Note } from './import-row.entity.js';
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
export type Updated = Applied | { faults: Fault[] };

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
