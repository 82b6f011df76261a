import { Injectable, Logger } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { originWithoutRequest } from '../origin.js';

export type AccountEvent =
  | `tenant.${'created' | 'changed' | 'suspended' | 'resumed' | 'exported' | 'deleted'}`
  | `user.${'created' | 'changed' | 'joined' | 'left' | 'suspended' | 'resumed' | 'deleted'}`
  | `user.${'password_set' | 'signed_out' | 'linked' | 'unlinked'}`
  | `key.${'created' | 'rotated' | 'revoked' | 'nonce_reset' | 'reencrypted'}`
  | `webhook.${'created' | 'changed' | 'rotated' | 'replayed' | 'resumed' | 'deleted'}`;

/** What an event is about. IDs only: the log has no personal data and no secrets. */
interface About {
  tenant?: TenantId;
  user?: number;
  key?: number;
  webhook?: number;
  /** The key that replaces a rotated key. */
  replacement?: number;
}

/** The audit log: one line for each change of a tenant, a user, a key or a webhook, with its actor. */
@Injectable()
export class AccountEvents {
  private readonly log = new Logger('Accounts');

  constructor(private readonly database: Database) {}

  /**
   * Inside a transaction, the line is written after COMMIT; without a COMMIT there is none.
   * `actor`: `user:7` or `key:9` for a request; `server` for what a server does when it starts.
   */
  record(event: AccountEvent, about: About, actor = originWithoutRequest().actor): void {
    this.database.afterCommit(() => this.log.log({ msg: 'account event', event, actor, ...about }));
  }
}
