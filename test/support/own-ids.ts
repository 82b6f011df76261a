import { EventEmitter } from 'node:events';
import { activeRequest, runAsRequest } from '../../src/active-request.js';
import { contracts, type IdContract } from '../../src/contracts/index.js';
import { type IdKind, NamedRecord, OwnIds } from '../../src/own-ids.js';

/** All IDs that a contract can have of its own. */
export function allOwn(contract: IdContract): OwnIds {
  const forms = contracts[contract].ids;
  return OwnIds.of(
    Object.keys(forms).map((kind) => `${contract}.${kind}`),
    contract,
    forms,
  )!;
}

/** A record that a request names by an ID of the contract. */
export const named = (contract: IdContract, kind: IdKind, text: string) =>
  new NamedRecord(allOwn(contract), kind, text);

/** Runs `work` in a request whose contract has all IDs of its own. None of them leads to a record. */
export function inRequestWithOwnIds<Result>(contract: IdContract, work: () => Result): Result {
  let result: Result;
  runAsRequest(
    new EventEmitter(),
    () => {
      throw new Error('Nothing is written');
    },
    () => {
      activeRequest()!.ids = {
        own: allOwn(contract),
        recordsOf: () => Promise.resolve(new Map()),
        shown: () => Promise.resolve(new Map()),
      };
      result = work();
    },
  );
  return result!;
}
