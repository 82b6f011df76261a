import { invalidField } from '../../../problem.js';
import type { PendingEvent } from '../../webhook.js';

type Place = PendingEvent['place'];

/** Before all events. */
const BEGINNING: Place = { era: 0, writtenBy: '0', seq: '0' };

export const cursorOf = ({ era, writtenBy, seq }: Place): string =>
  Buffer.from(`${era}.${writtenBy}.${seq}`).toString('base64url');

export function placeIn(cursor: string | undefined): Place {
  if (cursor === undefined) return BEGINNING;
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, era, writtenBy, seq] = /^(\d{1,9})\.(\d{1,18})\.(\d{1,18})$/.exec(text) ?? [];
  if (era === undefined) throw invalidField('after', 'cursor', 'is no cursor that a list has answered');
  return { era: Number(era), writtenBy: writtenBy!, seq: seq! };
}
