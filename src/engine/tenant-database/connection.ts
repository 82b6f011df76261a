/** Where the database is: a URL, or the socket of the embedded server. */
export type Connection =
  { url: string } | { host: string; port: number; user: string; password?: string; database: string };

/** The same database as two users. */
export interface Connections {
  /** For requests: whoever this is works as the working role. */
  connection: Connection;
  /** Owns the tables and changes their shape. */
  owner: Connection;
}
