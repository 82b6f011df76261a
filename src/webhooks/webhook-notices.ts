import { Injectable, Logger } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { forLog } from '../problem.js';
import type { EndReason, PauseReason } from './webhook.js';
import { WebhookFigures } from './webhook-figures.js';
import type { StoredWebhook } from './webhooks.repository.js';

/** Tells the operator what the API tells the tenant. URLs are left out: they may have secrets. */
@Injectable()
export class WebhookNotices {
  private readonly log = new Logger('Webhooks');
  private readonly unread = new Set<number>();

  constructor(private readonly figures: WebhookFigures) {}

  paused({ tenant, id }: StoredWebhook, reason: PauseReason): void {
    this.log.warn({ msg: 'a webhook is paused', tenant, webhook: id, reason });
  }

  ended(webhook: StoredWebhook, reason: EndReason): void {
    const { tenant, id } = webhook;
    this.figures.ended(webhook);
    this.log.warn({ msg: 'a webhook has ended', tenant, webhook: id, reason });
  }

  leftOut({ tenant, id }: StoredWebhook, events: number): void {
    this.log.warn({ msg: 'a webhook has left out events', tenant, webhook: id, events });
  }

  /** The events of a webhook could not be read. */
  unprepared({ tenant, id }: { tenant: TenantId; id: number }, error: unknown): undefined {
    this.log.warn({ ...forLog(error), msg: 'the events of a webhook could not be read', tenant, webhook: id });
  }

  /** The server cannot sign, because it lacks the key that encrypted the secrets. It says so once. */
  unreadable({ tenant, id }: StoredWebhook): undefined {
    if (this.unread.has(id)) return;
    this.unread.add(id);
    this.log.warn({ msg: 'the secrets of a webhook cannot be decrypted', tenant, webhook: id });
  }
}
