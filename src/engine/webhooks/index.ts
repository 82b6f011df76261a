export { Deliverer, type DelivererSettings } from './deliverer.js';
export type { Deliveries, Event, Next, PostponedEvent, Send, Settlement, Subscription } from './deliveries.js';
export { type Fetched, Outbound, type OutboundSettings, type Post } from './outbound.js';
export { type Answered, NotSent, type Outcome, type SendingFailure } from './outcome.js';
export { type Failing, isGone, isSuccess, LIMITS } from './schedule.js';
export { isSecret, newSecret, rotated, signedHeaders, type SigningSecret } from './signing.js';
export { type StandardEvent, standardHeaders, standardSender, type StandardSubscription } from './standard-sender.js';
export { RefusedTarget, type TargetFault } from './target.js';
