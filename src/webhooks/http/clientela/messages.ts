import { Injectable } from '@nestjs/common';
import { ChangedFields } from '../../changed-fields.js';
import { type Delivery, type DeliveryEvent, type Message, MessageFormat } from '../../delivery.js';
import { RecordViews } from '../../record-views.js';
import { signed } from '../../standard-headers.js';

/** Messages as Standard Webhooks has them: an envelope, and headers with the signatures. */
@Injectable()
export class ClientelaMessages extends MessageFormat {
  constructor(
    private readonly fields: ChangedFields,
    private readonly views: RecordViews,
  ) {
    super();
  }

  async messageOf(delivery: Delivery, { id, of: event }: DeliveryEvent): Promise<Message> {
    const { maker, webhook, secrets } = delivery;
    const changed = this.fields.of(event, maker.permissions.includes('ledger:read'));
    const { shownBy } = webhook;
    const body = {
      type: `customer.${event.kind}`,
      timestamp: event.at.toISOString(),
      data: {
        customerId: String(event.customerId),
        version: event.version,
        actor: event.actor,
        contract: event.contract,
        operation: event.operation,
        requestId: event.requestId,
        changed: changed.map(({ record, id: recordId, change, fields }) => ({
          record,
          id: String(recordId),
          change,
          fields,
        })),
        cursor: event.cursor,
        ...(shownBy !== null && {
          shownBy,
          record: (await this.views.of(maker, shownBy, event.customerId, event.version)) ?? null,
        }),
      },
    };
    return signed(id, body, secrets);
  }

  testMessageOf({ webhook, secrets }: Delivery): Message {
    const now = new Date();
    const body = { type: 'webhook.test', timestamp: now.toISOString(), data: { webhookId: String(webhook.id) } };
    return signed(`msg_${webhook.id}_test_${now.getTime()}`, body, secrets);
  }
}
