/** A server that answers requests, in one process or in several. */
export interface Server {
  /** Prepares what the application offers at its first start; returns a text for the user, if there is one. */
  offer(url: string): Promise<string | undefined>;
  /** Opens the port and returns its number. */
  listen(): Promise<number>;
  /** Ends in order, the database last. Returns whether that was done within the limit. */
  stop(closeDatabase: () => Promise<void>): Promise<boolean>;
  /** Closes a server whose start failed. */
  close(): Promise<void>;
}

/** A server that may run as one of several workers. */
export interface WorkerServer extends Server {
  /** The metrics of this process alone, as JSON. */
  figures(): Promise<string>;
}

/** Functions that the supervisor runs for its workers: values both ways must survive JSON. */
export type Services<Names> = { [Name in keyof Names]: (...values: never[]) => unknown };

/** The messages that a supervisor sends to a worker. */
export interface WorkerMessages {
  offer(url: string): Promise<string | undefined>;
  listen(): Promise<number>;
  figures(): Promise<string>;
  /** Ends the process: with exit code 0 if everything ended in order. */
  stop(): Promise<void>;
}

/** The messages that every worker sends to its supervisor, beside those of the application's own services. */
export interface SupervisorMessages<Handover> {
  /** The settings that this worker runs with. */
  handover(): Handover;
  /** Reports this worker's metrics and returns those of all others. */
  figures(own: string): Promise<string[]>;
}
