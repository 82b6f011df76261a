import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { FastifyRequest } from 'fastify';
import type { FinishedAnswer } from './finished-answer.js';
import type { AskedPast } from './asked-past.js';
import type { RequestIds } from './own-ids.js';
import type { Origin } from './origin.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when its first handler runs. */
    active?: ActiveRequest;
  }
}

type EndListener = (isDisconnected: boolean) => void;

/** What a client requires of the version of the record that its request names. */
export interface Conditions {
  /** A write is refused unless this is true of the version. */
  readonly allowsWrite?: (version: number) => boolean;
  /** The latest version that the client has read, as far as its condition tells. */
  readonly versionRead?: number;
  /** A read has no answer if the client has this version already. */
  readonly isKnown?: (version: number) => boolean;
}

/** Runs the handler of a write whose answer is kept, so that a repeated request gets it again. */
export interface Keeping {
  readonly request: FastifyRequest;
  /** Runs `answer` once for the key of the request. */
  once(answer: () => Promise<FinishedAnswer>): Promise<FinishedAnswer>;
  /** The answer is not kept: a part of the request should be tried again. */
  skip(): void;
}

/** A request from its first handler to the end of its response. */
export class ActiveRequest {
  conditions?: Conditions;
  keeping?: Keeping;
  /** The version of the customer that the response shows, or that the write has made. */
  version?: number;
  /** The customers that the request has changed. */
  readonly changed = new Set<number>();
  private ended?: { isDisconnected: boolean };
  private readonly listeners = new Set<EndListener>();

  /** Set if the request asks for a record as it was. */
  past?: AskedPast;

  /** The customers that the request names by their own IDs, until one of them is not found. */
  readonly named: number[] = [];
  /** Looks up the customers that others were merged into. Undefined if the request has no tenant. */
  survivors?: (customers: readonly number[]) => Promise<ReadonlyMap<number, number>>;
  /** Customers that were merged, and those that stand for them: known when one of them was not found. */
  merged?: ReadonlyMap<number, number>;

  /** Set if the contract of the request has IDs of its own. */
  ids?: RequestIds;
  /** Whether new records of the tenant get IDs of a contract. Undefined if the request has no tenant. */
  givesIds?: boolean;

  /** `origin`: what is kept with a change that the request makes. */
  constructor(readonly origin: () => Origin) {}

  /** Whether the client closed the connection before the response was complete. */
  get isDisconnected(): boolean {
    return this.ended?.isDisconnected === true;
  }

  /**
   * Calls the listener once: when the response is complete, or when the client disconnects. Returns a function that
   * removes the listener.
   */
  whenEnded(listener: EndListener): () => void {
    if (this.ended) listener(this.ended.isDisconnected);
    else this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  end(isDisconnected: boolean): void {
    if (this.ended) return;
    this.ended = { isDisconnected };
    for (const listener of this.listeners) listener(isDisconnected);
    this.listeners.clear();
  }
}

const requests = new AsyncLocalStorage<ActiveRequest>();

/** The request that the current code runs for, if any. */
export const activeRequest = (): ActiveRequest | undefined => requests.getStore();

/** The customer that an ID in a request stands for. */
export function namedCustomer(id: number): number {
  const request = activeRequest();
  if (!request) return id;
  request.named.push(id);
  return request.merged?.get(id) ?? id;
}

/** Runs the handlers of a request. A request that was sent inside another one ends no later than the outer one. */
export function runAsRequest(
  response: EventEmitter,
  origin: () => Origin,
  handle: (request: ActiveRequest) => void,
): void {
  const request = new ActiveRequest(origin);
  const stopFollowing = requests.getStore()?.whenEnded((isDisconnected) => request.end(isDisconnected));
  let isComplete = false;
  response.once('finish', () => (isComplete = true));
  response.once('close', () => {
    stopFollowing?.();
    request.end(!isComplete);
  });
  requests.run(request, handle, request);
}

/** Runs work as a request would, without one: it sees the IDs of a contract, say. */
export const runAs = <Result>(request: ActiveRequest, work: () => Result): Result => requests.run(request, work);

/** The client has the current version already, so it gets no answer. */
class NotModified extends Error {
  override readonly message = 'the client has this version';
}

/** There is one, because to find out where an error was thrown takes longer than the rest of such an answer. */
export const NOT_MODIFIED = new NotModified();

/** The client disconnected, so the work for its response was stopped. */
export class ClientDisconnected extends Error {
  override readonly message = 'the client has disconnected';

  /** `isCancelled`: a statement was running, and its connection cannot be used again. */
  constructor(readonly isCancelled: boolean) {
    super();
  }
}
