import { ApiKeyEntity } from './auth/api-key.entity.js';
import { ErpNonce } from './auth/erp-nonce.entity.js';
import { KeptAnswer } from './auth/idempotency/kept-answer.entity.js';
import { Membership } from './auth/membership.entity.js';
import { SignedNonce } from './auth/signed-nonce.entity.js';
import { TenantEntity } from './auth/tenant.entity.js';
import { UserEntity } from './auth/user.entity.js';
import { UserIdentity } from './auth/user-identity.entity.js';
import { KeptChange } from './changes/kept-change.entity.js';
import { CompanyName } from './company-names/company-name.entity.js';
import { ContactPerson } from './contact-persons/contact-person.entity.js';
import { Customer } from './customers/customer.entity.js';
import { LedgerEntry } from './ledger/ledger-entry.entity.js';
import { Email } from './emails/email.entity.js';
import { ImportLink } from './imports/import-link.entity.js';
import { ImportRow } from './imports/import-row.entity.js';
import { Import } from './imports/import.entity.js';
import { CustomerMerge } from './merging/customer-merge.entity.js';
import { Phone } from './phones/phone.entity.js';
import { WebhookEntity } from './webhooks/webhook.entity.js';
import { WebhookEvent } from './webhooks/webhook-event.entity.js';
import { WireCounter } from './wire-ids/wire-counter.entity.js';
import { WireId } from './wire-ids/wire-id.entity.js';

/** Every table that the code reads or writes. `npm test` compares each entity with the columns of its table. */
export const entities = [
  TenantEntity,
  UserEntity,
  UserIdentity,
  Membership,
  ApiKeyEntity,
  ErpNonce,
  SignedNonce,
  KeptAnswer,
  Customer,
  ContactPerson,
  LedgerEntry,
  Email,
  Phone,
  CompanyName,
  KeptChange,
  WebhookEntity,
  WebhookEvent,
  WireId,
  WireCounter,
  Import,
  ImportRow,
  ImportLink,
  CustomerMerge,
];
