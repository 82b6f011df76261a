/** What the application hands in. */
export interface TracesSettings {
  /** The receiver of traces: OTLP over HTTP, as Protobuf. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What each span says of this process: `service.name` and others. */
  readonly resource: Readonly<Record<string, string | number>>;
  /** The part of traces that are recorded, from 0 to 1, if the caller has not decided. */
  readonly ratio: number;
  /** Milliseconds that the end of the process waits for the last spans. */
  readonly lastWait: number;
  /** The word for a failure. It must come from a closed list: messages of errors may quote data. */
  readonly wordOf: (error: unknown) => string;
  /** Takes warnings for the log: traces cannot be sent, or are sent again. */
  readonly warn: (text: string) => void;
}
