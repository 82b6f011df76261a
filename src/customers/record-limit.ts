import { conflict, type Subject } from '../problem.js';

/**
 * The most emails, phones, company names and contact persons of one customer, each. A flat write reads all of a kind.
 */
export const RECORDS_PER_CUSTOMER = 200;

export const noRoom = (subject: Subject) =>
  conflict('NO_ROOM', `A customer has at most ${RECORDS_PER_CUSTOMER} of these.`, { subject });

export function assertRoom(subject: Subject, present: number): void {
  if (present >= RECORDS_PER_CUSTOMER) throw noRoom(subject);
}
