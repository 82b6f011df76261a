import { getMetadataStorage } from 'class-validator';
import { kept } from '../kept.js';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

/** What DTOs ask of their fields, found once for each class. class-validator finds it anew for each object, and it is declared with the class. */
export const rules = keeping(getMetadataStorage());

function keeping(storage: Storage): Storage {
  const ofClass = new WeakMap<object, Rules>();
  const byField = new WeakMap<Rules, ReturnType<Storage['groupByPropertyName']>>();
  const [find, group] = [storage.getTargetValidationMetadatas.bind(storage), storage.groupByPropertyName.bind(storage)];
  return Object.assign(storage, {
    getTargetValidationMetadatas: (...[dto, ...options]: Parameters<typeof find>) => kept(ofClass, dto, () => find(dto, ...options)),
    groupByPropertyName: (found: Rules) => kept(byField, found, () => group(found)),
  });
}
