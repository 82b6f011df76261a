/** Where the database is: a URL, or the socket of the embedded server. */
export type Connection = { url: string } | { host: string; port: number; user: string; password?: string; database: string };
