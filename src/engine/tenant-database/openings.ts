import type { Opening } from './fenced-query.js';
import { preparedName } from './prepared-names.js';
import { SHOWING } from './replica-position.js';
import type { TenantDatabaseSettings } from './settings.js';
import type { TenantId } from './tenant-id.js';

/**
 * What a transaction is for.
 * - `plain`: a read by key.
 * - `change`: it may change rows, so it has the note about who does that.
 * - `hasty`: a change that shares its connection, so it waits for a lock only briefly.
 * - `list`: it has the shorter time limit of lists.
 * - `stream`: its client may read slowly.
 */
export type OpeningKind = 'plain' | 'change' | 'hasty' | 'list' | 'stream' | 'standby' | 'standbyList';

/** Other statements wait behind a hasty one, so it waits for a lock no longer than this. */
const HASTY = '20ms';

/** A tenant ID that no row has: nothing of any tenant is visible. */
const NO_TENANT = '';

/** The statements that set the tenant, and time limits, for one transaction. */
export class Openings {
  private readonly texts: Readonly<Record<OpeningKind, Pick<Opening, 'name' | 'text'>>>;
  private readonly note: TenantDatabaseSettings['note'];

  constructor({ role, isProxied, setLocally, timeouts, note }: TenantDatabaseSettings) {
    this.note = note;
    const { statement, lock, idleInTransaction, list, slowReader } = timeouts;
    const inSession = (name: string, value: string) => `set_config('${name}', ${value}, true)`;
    const set = setLocally ? (name: string, value: string) => `${setLocally}('${name}', ${value})` : inSession;
    const settings = {
      role,
      statement_timeout: statement,
      idle_in_transaction_session_timeout: idleInTransaction,
    };
    // Behind a proxy every transaction sets these. Otherwise a connection has them from its beginning.
    const ofConnection = isProxied
      ? Object.entries(settings)
          .map(([name, value]) => `${inSession(name, `'${value}'`)}, `)
          .join('')
      : '';
    // With distributed tables, transactions wait for locks on other servers, whose sessions do not have the setting.
    const patience = isProxied || setLocally ? `${set('lock_timeout', `'${lock}'`)}, ` : '';
    // The tenant, or an error if the role is another one: a connection that lost its role would see all tenants.
    const tenant = `CASE current_user WHEN '${role}' THEN $1 ELSE (length(current_user::text) / 0)::text END`;
    const opening = (before = '', after = '') => {
      const text = `SELECT ${ofConnection}${before}${set('app.tenant', tenant)}${after}`;
      return { name: isProxied ? undefined : preparedName(text), text };
    };
    const hasty = `${set('lock_timeout', `'${HASTY}'`)}, `;
    const shorter = `${inSession('statement_timeout', `'${Math.min(list, statement)}'`)}, `;
    const patient = `${shorter}${inSession('idle_in_transaction_session_timeout', `'${slowReader}'`)}, `;
    const showing = `, ${SHOWING}`;
    const noted = note ? `, ${set(note.setting, '$2')}` : '';
    this.texts = {
      plain: opening(patience),
      change: opening(patience, noted),
      hasty: opening(hasty, noted),
      list: opening(patience + shorter),
      stream: opening(patience + patient),
      standby: opening(patience, showing),
      standbyList: opening(patience + shorter, showing),
    };
  }

  /** `position`: with a standby, the place in the log that it must have replayed. */
  of(kind: OpeningKind, tenant: TenantId | undefined, position?: number): Opening {
    const values = [tenant === undefined ? NO_TENANT : String(tenant)];
    if (position !== undefined) values.push(String(position));
    if (this.note && (kind === 'change' || kind === 'hasty')) values.push(this.note.value());
    return { ...this.texts[kind], values };
  }
}
