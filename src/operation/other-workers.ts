/** The processes that answer the same port as this one. */
export abstract class OtherWorkers {
  /** Tells them this worker's own figures (metrics as JSON) and answers theirs. */
  abstract figures(own: string): Promise<string[]>;
}
