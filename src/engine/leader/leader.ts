import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { withDeadline } from '../kit/deadline.js';

/** A connection with the database that nothing else uses. */
export interface Session {
  client: Pick<ClientBase, 'query' | 'on'>;
  /** Ends the connection, so that the server releases its locks. */
  close(): Promise<void>;
}

export interface LeaderSettings {
  /** Opens a session on the server that takes writes. It should reject by itself after some seconds. */
  connect: () => Promise<Session>;
  /** The key of the advisory lock: a number that nothing else on this database uses. */
  lock: number;
  /**
   * What only the leader does. It must end soon after the signal aborts. If the reason is a `LeadershipLost`, another
   * process may lead already. Otherwise this one stops, and keeps the lock until the work has ended.
   */
  lead: (signal: AbortSignal) => Promise<void>;
  /**
   * A proxy gives each transaction another connection (PgBouncer, say). A lock of the session would stay behind in it,
   * so a transaction holds the lock and stays open.
   */
  isPooled?: boolean;
  times?: Partial<Times>;
  /** Is told of each failure. All of them are followed by another try. */
  failed?: (error: unknown) => void;
}

/** Milliseconds. */
export interface Times {
  /** Between two tries to become the leader. */
  readonly retry: number;
  /** Between two questions whether the lock is still held. */
  readonly beat: number;
  /** That an answer may take. */
  readonly patience: number;
  /**
   * Between getting the lock and leading. It is longer than `beat` and `patience` together: a leader whose connection
   * fell silent has given up by then.
   */
  readonly handover: number;
}

const TIMES: Times = { retry: 5_000, beat: 1_000, patience: 2_000, handover: 4_000 };

/** The lock is held no longer, or this process cannot know whether it is. */
export class LeadershipLost extends Error {
  override readonly message = 'leadership is lost';
}

/** Makes one of many processes the leader: the one that holds an advisory lock of PostgreSQL. */
export class Leader {
  private readonly times: Times;
  private readonly stopping = new AbortController();
  private running?: Promise<void>;
  private leading?: AbortSignal;

  constructor(private readonly settings: LeaderSettings) {
    this.times = { ...TIMES, ...settings.times };
    if (this.times.handover <= this.times.beat + this.times.patience)
      throw new Error('the handover must take longer than a beat and the patience for its answer');
  }

  get isLeading(): boolean {
    return this.leading?.aborted === false;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Gives up leadership. Resolves when the work of the leader has ended and the lock is free. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.attempt().catch((error: unknown) => this.settings.failed?.(error));
      // Processes that started together should not try together for ever.
      await pause(this.times.retry * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }

  /** A process that is not the leader keeps no connection: there may be many of them. */
  private async attempt(): Promise<void> {
    const session = await this.settings.connect();
    const over = new AbortController();
    const lost = () => over.abort(new LeadershipLost());
    const stop = () => over.abort();
    session.client.on('error', lost);
    session.client.on('end', lost);
    this.stopping.signal.addEventListener('abort', stop, { once: true });
    if (this.stopping.signal.aborted) stop();
    try {
      if (await this.locks(session)) await this.leadUntil(over, session);
    } finally {
      this.stopping.signal.removeEventListener('abort', stop);
      await withDeadline(session.close(), this.times.patience).catch(() => {});
    }
  }

  private async locks({ client }: Session): Promise<boolean> {
    const { isPooled, lock } = this.settings;
    if (isPooled) await withDeadline(client.query('BEGIN'), this.times.patience);
    const answer = client.query<{ isLocked: boolean }>(isPooled ? LOCK_OF_TRANSACTION : LOCK_OF_SESSION, [lock]);
    const { rows } = await withDeadline(answer, this.times.patience);
    return rows[0]?.isLocked === true;
  }

  private async leadUntil(over: AbortController, session: Session): Promise<void> {
    const beating = this.beat(over, session);
    try {
      await pause(this.times.handover, undefined, { signal: over.signal });
      this.leading = over.signal;
      await this.settings.lead(over.signal);
    } catch (error) {
      if (!over.signal.aborted) throw error;
    } finally {
      this.leading = undefined;
      over.abort();
      await beating;
    }
  }

  /** Asks again and again whether the lock is held. A connection that is lost without a sign gives no answer. */
  private async beat(over: AbortController, { client }: Session): Promise<void> {
    const { beat, patience } = this.times;
    while (!over.signal.aborted) {
      try {
        await pause(beat, undefined, { signal: over.signal });
        const { rows } = await withDeadline(client.query(IS_LOCKED, [this.settings.lock]), patience);
        if (rows.length === 0) throw new Error('the lock is gone');
      } catch (error) {
        if (over.signal.aborted) return;
        this.settings.failed?.(error);
        over.abort(new LeadershipLost());
      }
    }
  }
}

// A standby gives locks of its own, so two servers could make two leaders.
const LOCK_OF_SESSION = 'SELECT pg_try_advisory_lock($1) AS "isLocked" WHERE NOT pg_is_in_recovery()';
const LOCK_OF_TRANSACTION = 'SELECT pg_try_advisory_xact_lock($1) AS "isLocked" WHERE NOT pg_is_in_recovery()';

const IS_LOCKED = `
  SELECT 1 FROM pg_locks
  WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted AND objsubid = 1
    AND classid::bigint = ($1::bigint >> 32) & 4294967295 AND objid::bigint = $1::bigint & 4294967295
    AND NOT pg_is_in_recovery()`;
