import { ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdOf, Text, Word } from '../../../contracts/fields.js';
import { EVENTS, kindsOf } from './events.js';

@ApiSchema({ description: 'A subscription to one event.' })
@Example('New customers', { target_url: 'https://receiver.example/hooks', event: 'customer.insert' })
export class SubscribeInput {
  @Text({
    required: true,
    max: 2_048,
    description: 'Where the messages are sent: an `https` URL on the public internet.',
    example: 'https://receiver.example/hooks',
  })
  target_url: string;
  @Word({
    required: true,
    words: EVENTS,
    description: 'What the subscription hears. Only customers have events here.',
    example: 'customer.insert',
  })
  event: (typeof EVENTS)[number];
}

export const fromSubscription = ({ target_url, event }: SubscribeInput) => ({
  contract: 'billing' as const,
  url: target_url,
  kinds: kindsOf(event),
  shownBy: 'billing' as const,
});

@ApiSchema({ description: 'The ID of a subscription.' })
export class SubscriptionOutput {
  @IdOf('subscription') id: number;
}
