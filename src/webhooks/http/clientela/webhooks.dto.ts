import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import {
  Moment,
  QueryText,
  QueryWhole,
  ShownId,
  ShownText,
  Text,
  Whole,
  Word,
  Words,
} from '../../../contracts/fields.js';
import { CONTRACTS, type ContractName } from '../../../contracts/index.js';
import { exactMoment } from '../../../contracts/iso-time.js';
import { MOST_PER_PAGE, NextCursor } from '../../../contracts/short-lists.js';
import { invalidField } from '../../../problem.js';
import {
  EVENT_KINDS,
  type EventKind,
  type NewWebhook,
  type PendingEvent,
  type ShownBy,
  type Webhook,
  WEBHOOK_STATES,
  type WebhookChanges,
} from '../../webhook.js';
import type { ReplayFrom } from '../../webhooks.service.js';

const URL_EXAMPLE = 'https://receiver.example/hooks/clientela';
const TIME = '2026-01-31T18:00:00.000Z';
const CONTRACT_NAMES = CONTRACTS.map(({ name }) => name) as readonly ContractName[];
const LONGEST_URL = 2_048;
const LONGEST_DESCRIPTION = 255;
const LONGEST_CURSOR = 200;
const LONGEST_WORD = 50;
const HOUR = 3_600;
const DAY = 24 * HOUR;

const ShownTime = (description: string, nullable = true) =>
  ApiProperty({ type: String, nullable, format: 'date-time', description, example: nullable ? null : TIME });

const urlText = {
  max: LONGEST_URL,
  description: 'Where events are sent: an `https` URL on the public internet. Redirects are not followed.',
  example: URL_EXAMPLE,
};
const descriptionText = { max: LONGEST_DESCRIPTION, description: 'Tells webhooks apart.', example: 'Warehouse' };
const kindWords = {
  words: EVENT_KINDS,
  description: 'The kinds of events that it hears. When null or omitted: all.',
  example: ['created', 'updated', 'deleted'],
};
const shownByWord = {
  words: CONTRACT_NAMES,
  description:
    'The contract in whose words each message shows the customer. When null or omitted, messages have no values: ' +
    'they name what has changed.',
  example: 'billing',
};

@ApiSchema({ description: 'A new webhook.' })
@Example('A receiver that is told what has changed', { url: URL_EXAMPLE })
@Example('A receiver that gets the whole customer', {
  url: URL_EXAMPLE,
  description: 'Warehouse',
  kinds: ['created', 'updated', 'deleted'],
  shownBy: 'billing',
})
export class CreateWebhookInput {
  @Text({ required: true, ...urlText }) url: string;
  @Text(descriptionText) description?: string | null;
  @Words(kindWords) kinds?: EventKind[] | null;
  @Word(shownByWord) shownBy?: ShownBy | null;
  @Text({
    max: LONGEST_CURSOR,
    description: 'A cursor of the feed: the first event is the one after it. When null or omitted: from now on.',
    example: null,
  })
  after?: string | null;
}

export const fromNewWebhook = (input: CreateWebhookInput): NewWebhook => ({
  contract: 'clientela',
  url: input.url,
  description: input.description,
  kinds: heard(input.kinds),
  shownBy: input.shownBy,
  after: input.after ?? undefined,
});

@ApiSchema({ description: 'Fields of the webhook to update. Omitted fields keep their value.' })
@Example('Events wait', { state: 'paused' })
export class UpdateWebhookInput {
  @Text({ ...urlText, nullable: false }) url?: string;
  @Text(descriptionText) description?: string | null;
  @Words(kindWords) kinds?: EventKind[] | null;
  @Word(shownByWord) shownBy?: ShownBy | null;
  @Word({
    words: ['active', 'paused'],
    nullable: false,
    description: '`paused`: events wait. `active`: it goes on where it stopped.',
    example: 'paused',
  })
  state?: 'active' | 'paused';
}

export function fromWebhookChanges({ url, description, kinds, shownBy, state }: UpdateWebhookInput): WebhookChanges {
  if (url === '') throw invalidField('url', 'empty', 'must not be empty');
  return { url, description, kinds: kinds === undefined ? undefined : heard(kinds), shownBy, state };
}

function heard(kinds: EventKind[] | null | undefined): EventKind[] | null {
  if (kinds?.length === 0) throw invalidField('kinds', 'empty', 'must not be empty');
  return kinds ?? null;
}

@ApiSchema({ description: 'How the secret is replaced.' })
@Example('The old secret signs for an hour', { overlapSeconds: HOUR })
export class RotateSecretInput {
  @Whole({
    max: 7 * DAY,
    nullable: false,
    description: 'How long the old secret still signs beside the new one, in seconds. When omitted: a day.',
    example: HOUR,
  })
  overlapSeconds?: number;
}

export const fromRotation = ({ overlapSeconds = DAY }: RotateSecretInput) => overlapSeconds * 1_000;

@ApiSchema({ description: 'Where the replay begins: one of both.' })
@Example('From a time', { since: TIME })
export class ReplayInput {
  @Text({
    max: LONGEST_CURSOR,
    description: 'A cursor of the feed, or of an event: the first event is the one after it.',
    example: null,
  })
  after?: string | null;
  @Moment({ description: 'Events from this time on are sent again.', example: TIME }) since?: string | null;
}

export function fromReplay({ after, since }: ReplayInput): ReplayFrom {
  if (!after === !since) throw invalidField('after', 'either', 'or since must be given, and not both');
  return after ? { after } : { since: exactMoment(since!)! };
}

@ApiSchema({ description: 'A webhook, without its secret.' })
export class WebhookOutput {
  @ShownId('webhook') id: string;
  @ShownText('The contract that it was made by.', 'clientela', { max: 50 }) contract: string;
  @ShownText('Where events are sent.', URL_EXAMPLE, { max: LONGEST_URL }) url: string;
  @ShownText('Tells webhooks apart.', 'Warehouse', { max: LONGEST_DESCRIPTION, nullable: true })
  description: string | null;
  @ApiProperty({
    type: [String],
    items: { type: 'string', maxLength: 50 },
    maxItems: EVENT_KINDS.length,
    nullable: true,
    description: 'The kinds of events that it hears. Null: all.',
    example: null,
  })
  kinds: string[] | null;
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 50,
    description: 'The contract in whose words messages show the customer. Null: they have no values.',
    example: null,
  })
  shownBy: string | null;
  @ApiProperty({
    maxLength: 32,
    description: 'Who made or changed it last: `user:7` or `key:9`. It is shown no more than this caller may see.',
    example: 'user:7',
  })
  maker: string;
  @ApiProperty({
    enum: WEBHOOK_STATES,
    description: '`paused`: events wait for it. `ended`: it gets no events until it is resumed.',
    example: 'active',
  })
  state: string;
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: LONGEST_WORD,
    description:
      'Why it is not active. `caller`: a caller paused it. `maker`: its maker has ended or may not read customers any ' +
      'more. `gone`: its receiver answered 410. `failing`: its receiver has taken nothing for three days. `trimmed`: ' +
      'changes that it had still to send are not kept any more.',
    example: null,
  })
  reason: string | null;
  @ShownTime('Since when it has this state.', false) stateSince: string;
  @ShownTime('When its receiver last took an event.') deliveredAt: string | null;
  @ShownTime('Since when its receiver has taken nothing. Null: it takes events.') failingSince: string | null;
  @ShownTime('When a receiver that is away is tried again.') pausedUntil: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: LONGEST_WORD,
    description:
      'The last failure: the status that the receiver answered, or one of `refused`, `unresolved`, `unreachable`, ' +
      '`certificate`, `malformed`, `timeout`, `aborted`.',
    example: null,
  })
  lastFailure: string | null;
  @ShownTime('When it was made.', false) createdAt: string;
}

@ApiSchema({ description: 'Webhooks.' })
export class WebhookListOutput {
  @ApiProperty({ type: [WebhookOutput], maxItems: MOST_PER_PAGE, description: 'The webhooks of the page.' })
  data: WebhookOutput[];
  @NextCursor() next: string | null;
}

@ApiSchema({ description: 'A webhook with its new secret, which is shown this once.' })
export class WebhookWithSecretOutput extends WebhookOutput {
  @ShownText('The secret that signs messages.', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', { max: 100 })
  secret: string;
}

@ApiSchema({ description: 'What became of the test.' })
export class TestOutput {
  @ApiProperty({ description: 'Whether the receiver answered with a status of 2xx.', example: true }) arrived: boolean;
  @ShownText('The status, or why there is none, as in `lastFailure`.', '204', { max: LONGEST_WORD })
  outcome: string;
}

export class ListDeliveriesQuery {
  @QueryText({ max: 100, description: 'The `next` of the page before.', example: 'MS43LjQy' }) after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: 50, description: 'Rows per page.' }) limit?: number;
}

@ApiSchema({ description: 'An event that has failed.' })
export class DeliveryOutput {
  @ShownId('customer') customerId: string;
  @ApiProperty({
    enum: ['waiting', 'leftOut'],
    description: '`waiting`: it is tried again. `leftOut`: it failed for a day while others arrived; see `replay`.',
    example: 'waiting',
  })
  state: string;
  @ApiProperty({ type: 'integer', description: 'How often it has failed by itself.', example: 2 }) failures: number;
  @ShownTime('When it failed first.') failingSince: string | null;
  @ShownTime('When it is tried again. Null: at once, or never.') nextTryAt: string | null;
  @ShownTime('When it was left out.') leftOutAt: string | null;
  @ShownText('The last failure, as in a webhook.', '500', { max: LONGEST_WORD, nullable: true })
  lastFailure: string | null;
}

@ApiSchema({ description: 'Events that have failed, the oldest first.' })
export class DeliveryListOutput {
  @ApiProperty({ type: [DeliveryOutput], maxItems: MOST_PER_PAGE, description: 'The events of the page.' })
  data: DeliveryOutput[];
  @NextCursor() next: string | null;
}

const toTime = (time: Date | null) => time?.toISOString() ?? null;

export const toWebhook = (webhook: Webhook): WebhookOutput => ({
  id: String(webhook.id),
  contract: webhook.contract,
  url: webhook.url,
  description: webhook.description,
  kinds: webhook.kinds,
  shownBy: webhook.shownBy,
  maker: webhook.maker,
  state: webhook.state,
  reason: webhook.reason,
  stateSince: webhook.stateSince.toISOString(),
  deliveredAt: toTime(webhook.deliveredAt),
  failingSince: toTime(webhook.failingSince),
  pausedUntil: toTime(webhook.pausedUntil),
  lastFailure: webhook.outcome,
  createdAt: webhook.createdAt.toISOString(),
});

export const toWebhookWithSecret = ({ secret, ...webhook }: Webhook & { secret: string }): WebhookWithSecretOutput => ({
  ...toWebhook(webhook),
  secret,
});

export const toTest = (outcome: string): TestOutput => ({ arrived: /^2\d\d$/.test(outcome), outcome });

export const toDelivery = (event: PendingEvent): DeliveryOutput => ({
  customerId: String(event.customerId),
  state: event.leftOutAt === null ? 'waiting' : 'leftOut',
  failures: event.failures,
  failingSince: toTime(event.failingSince),
  nextTryAt: toTime(event.until),
  leftOutAt: toTime(event.leftOutAt),
  lastFailure: event.outcome,
});
