import { accounting } from './accounting.js';
import { billing } from './billing.js';
import { clientela } from './clientela.js';
import { clients } from './clients.js';
import { contacts } from './contacts.js';
import type { Contract, KeyForm, SessionTerms } from './contract.js';
import { erp } from './erp.js';
import type { IdForms } from '../own-ids.js';

/** The only list of contracts, in the order in which documents and tests show them. */
export const contracts = { contacts, billing, clients, erp, accounting, clientela } satisfies Record<string, Contract>;

export type ContractName = keyof typeof contracts;
export type RegisteredContract = Contract & { readonly name: ContractName };

type With<Part extends keyof Contract> = {
  [Name in ContractName]: (typeof contracts)[Name] extends Record<Part, unknown> ? Name : never;
}[ContractName];

/** Contracts that have API keys of their own. */
export type KeyContract = With<'keys'>;
/** Contracts whose callers sign in and get a token. A token of one contract is not valid for another. */
export type TokenContract = With<'sessions'>;

/** Contracts that can have IDs of their own. */
export type IdContract = With<'ids'>;

export const CONTRACTS: readonly RegisteredContract[] = Object.values(contracts);

export const KEY_FORMS = partsOf('keys') as Record<KeyContract, KeyForm>;
export const KEY_CONTRACTS = Object.keys(KEY_FORMS) as KeyContract[];
export const SESSION_TERMS = partsOf('sessions') as Record<TokenContract, SessionTerms>;

/** The IDs that a tenant can bring along, by contract. */
export const ID_FORMS = partsOf('ids') as Record<IdContract, IdForms>;

/** Slugs that no tenant may have: an erp account is a path segment beside the other contracts' paths. */
export const RESERVED_SLUGS: readonly string[] = [
  ...new Set(['api', 'docs', 'health', 'metrics', ...CONTRACTS.flatMap(({ reserved }) => reserved)]),
];

/** The contract in whose dialect a path is refused when no controller has seen the request. */
export const dialectOf = (url: string): RegisteredContract =>
  CONTRACTS.find(({ paths }) => paths?.test(url.replace(/\?.*$/s, ''))) ?? CONTRACTS.find(({ paths }) => !paths)!;

function partsOf(part: 'keys' | 'sessions' | 'ids'): object {
  return Object.fromEntries(CONTRACTS.flatMap((contract) => (contract[part] ? [[contract.name, contract[part]]] : [])));
}
