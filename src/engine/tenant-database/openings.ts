import type { Opening } from './fenced-query.js';
import { preparedName } from './prepared-names.js';
import { SHOWING } from './replica-position.js';
import type { TenantDatabaseSettings } from './settings.js';
import type { TenantId } from './tenant-id.js';

/**
 * What a transaction is for.
 * - `hasty`: it shares its connection, so it waits for a lock only briefly.
 * - `list`: it has the shorter time limit of lists.
 * - `stream`: its client may read slowly.
 */
export type OpeningKind = 'plain' | 'hasty' | 'list' | 'stream' | 'standby' | 'standbyList';

/** Other statements wait behind a hasty one, so it waits for a lock no longer than this. */
const HASTY = "set_config('lock_timeout', '20ms', true), ";

/** A tenant ID that no row has: nothing of any tenant is visible. */
const NO_TENANT = '';

/** The statements that set the tenant, and time limits, for one transaction. */
export class Openings {
  private readonly texts: Readonly<Record<OpeningKind, Pick<Opening, 'name' | 'text'>>>;

  constructor({ role, isProxied, timeouts }: TenantDatabaseSettings) {
    const { statement, lock, idleInTransaction, list, slowReader } = timeouts;
    const settings = {
      role,
      statement_timeout: statement,
      lock_timeout: lock,
      idle_in_transaction_session_timeout: idleInTransaction,
    };
    // Behind a proxy every transaction sets these. Otherwise a connection has them from its beginning.
    const ofConnection = isProxied
      ? Object.entries(settings)
          .map(([name, value]) => `set_config('${name}', '${value}', true), `)
          .join('')
      : '';
    // The tenant, or an error if the role is another one: a connection that lost its role would see all tenants.
    const tenant = `CASE current_user WHEN '${role}' THEN $1 ELSE (length(current_user::text) / 0)::text END`;
    const opening = (before = '', after = '') => {
      const text = `SELECT ${ofConnection}${before}set_config('app.tenant', ${tenant}, true)${after}`;
      return { name: isProxied ? undefined : preparedName(text), text };
    };
    const shorter = `set_config('statement_timeout', '${Math.min(list, statement)}', true), `;
    const patient = `${shorter}set_config('idle_in_transaction_session_timeout', '${slowReader}', true), `;
    const showing = `, ${SHOWING}`;
    this.texts = {
      plain: opening(),
      hasty: opening(HASTY),
      list: opening(shorter),
      stream: opening(patient),
      standby: opening('', showing),
      standbyList: opening(shorter, showing),
    };
  }

  /** `position`: with a standby, the place in the log that it must have replayed. */
  of(kind: OpeningKind, tenant: TenantId | undefined, position?: number): Opening {
    const values = [tenant === undefined ? NO_TENANT : String(tenant)];
    if (position !== undefined) values.push(String(position));
    return { ...this.texts[kind], values };
  }
}
