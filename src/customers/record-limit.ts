import { conflict, type Subject } from '../problem.js';

/** E-mails, phones and company names that one customer may have of each: a flat write looks at all of them. */
export const RECORDS_PER_CUSTOMER = 200;

export function assertRoom(subject: Subject, present: number): void {
  if (present >= RECORDS_PER_CUSTOMER) throw conflict('NO_ROOM', `A customer has at most ${RECORDS_PER_CUSTOMER} of these.`, { subject });
}
