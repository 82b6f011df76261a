import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { BulkModule } from '../bulk/bulk.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { ChangedRecords } from '../database/changed-records.js';
import { ChangedFields } from './changed-fields.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { MESSAGE_FORMATS } from './delivery.js';
import { BillingRestHooksController } from './http/billing/billing.controller.js';
import { BillingMessages } from './http/billing/messages.js';
import { ClientelaMessages } from './http/clientela/messages.js';
import { ClientelaWebhooksController } from './http/clientela/webhooks.controller.js';
import { Places } from './places.js';
import { RecordViews } from './record-views.js';
import { WebhookClaims } from './webhook-claims.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { WebhookFigures } from './webhook-figures.js';
import { WebhookMakers } from './webhook-makers.js';
import { WebhookNotices } from './webhook-notices.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookWorker } from './webhook-worker.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [AuthModule, BulkModule, FeedModule],
  controllers: [BillingRestHooksController, ClientelaWebhooksController],
  providers: [
    BillingMessages,
    ChangedFields,
    ChangedRecords,
    ClientelaMessages,
    DeliveriesRepository,
    Places,
    RecordViews,
    WebhookClaims,
    WebhookDeliveries,
    WebhookFigures,
    WebhookMakers,
    WebhookNotices,
    WebhookSecrets,
    WebhookSender,
    WebhookWorker,
    WebhooksRepository,
    WebhooksService,
    {
      provide: MESSAGE_FORMATS,
      inject: [ClientelaMessages, BillingMessages],
      useFactory: (clientela: ClientelaMessages, billing: BillingMessages) => ({ clientela, billing }),
    },
  ],
  exports: [WebhookFigures, WebhookSecrets],
})
export class WebhooksModule {}
