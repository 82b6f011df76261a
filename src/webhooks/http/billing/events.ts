import type { EventKind } from '../../webhook.js';

export const EVENTS = ['customer.insert', 'customer.update', 'customer.delete'] as const;
type Action = 'insert' | 'update' | 'delete';

/**
 * What each kind of event is in this contract. A restored customer is a new one to a receiver that was told that it was
 * deleted. Erasing changes a customer.
 */
export const EVENT_OF_KIND: Readonly<Record<EventKind, Action>> = {
  created: 'insert',
  restored: 'insert',
  updated: 'update',
  erased: 'update',
  deleted: 'delete',
};

export const kindsOf = (event: (typeof EVENTS)[number]): EventKind[] =>
  (Object.keys(EVENT_OF_KIND) as EventKind[]).filter((kind) => `customer.${EVENT_OF_KIND[kind]}` === event);
