import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy between the application and the database, which can take the database away and give it back. */
export class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private silent = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<DatabaseProxy> {
    const server = createServer();
    const proxy = new DatabaseProxy(server);
    server.on('connection', (near) => proxy.join(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** For `DATABASE_URL`. */
  get url(): string {
    const url = new URL(process.env.DATABASE_URL!);
    url.search = '';
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Ends all connections, and new ones at once. */
  takeAway(): void {
    this.silent = false;
    this.away = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Keeps connections open but passes nothing on, like an unplugged cable. */
  hang(): void {
    this.silent = true;
  }

  giveBack(): void {
    this.away = false;
    this.silent = false;
  }

  close(): void {
    this.takeAway();
    this.server.close();
  }

  private away = false;

  private join(near: Socket): void {
    this.keep(near);
    if (this.away) return void near.destroy();
    const far = this.keep(connect(target()));
    near.on('data', (bytes) => this.silent || far.write(bytes)).once('close', () => far.destroy());
    far.on('data', (bytes) => this.silent || near.write(bytes)).once('close', () => near.destroy());
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.on('error', () => {}).once('close', () => this.sockets.delete(socket));
  }
}

// The embedded server listens on a Unix socket, which the URL has in its query.
function target(): { path: string } | { host: string; port: number } {
  const { hostname, port, searchParams } = new URL(process.env.DATABASE_URL!);
  const folder = searchParams.get('host');
  return folder
    ? { path: `${folder}/.s.PGSQL.${searchParams.get('port') ?? 5432}` }
    : { host: hostname, port: Number(port || 5432) };
}
