/** Where the database is: a URL, or the socket of the embedded server. */
export type Connection =
  { url: string } | { host: string; port: number; user: string; password?: string; database: string };

/** One database, reached as two users. */
export interface Connections {
  /** For requests. Its statements run as the working role. */
  connection: Connection;
  /** Owns the tables and changes their shape. */
  owner: Connection;
}
