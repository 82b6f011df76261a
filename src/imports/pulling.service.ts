import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Encryption } from '../auth/encryption.js';
import type { Tenant } from '../auth/principal.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Fetched, NotSent, Outbound, RefusedTarget } from '../engine/webhooks/index.js';
import { conflict, invalidField } from '../problem.js';
import { type FileRow, MOST_BYTES as MOST_BYTES_OF_ROW, tooLong } from './formats/file-row.js';
import type { Import } from './import.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { type Ask, NotAsDocumented, Pullers } from './pullers.js';
import { StagingService } from './staging.service.js';

/** A running system: the base URL of its contract, and the headers that let a client in. */
export interface RunningSystem {
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** The headers that clients of the contracts identify themselves with. */
export const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'tenant', 'organization-id'] as const;

/** In place of a next page: there is none. */
export const PULLED = 'end';

const TIMEOUTS = { connect: 5_000, headers: 60_000, whole: 120_000 };
/** Of a page with the details of its rows. They are in memory together, and take many times as much there. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Full pages one after another that bring no new row: a system that ignores the place would be read for ever. */
const MOST_REPEATED = 10;
/** How often a page is asked for while the system is busy or away. */
const TRIES = 6;
/** Milliseconds before the next try. A system may ask for more, up to a limit. */
const PAUSE = 500;
const LONGEST_PAUSE = 60_000;

/** Reads the customers of a running system through its contract, page by page, and stages them as they come. */
@Injectable()
export class PullingService {
  private readonly outbound: Outbound;

  constructor(
    @Inject(ENV) { imports: { allowedHosts } }: Env,
    private readonly imports: ImportsRepository,
    private readonly staging: StagingService,
    private readonly pullers: Pullers,
    private readonly encryption: Encryption,
  ) {
    this.outbound = new Outbound({ allowedHosts, timeouts: TIMEOUTS, mostBytes: MOST_BYTES });
  }

  /** Refuses a system that cannot be read, as far as that is known before its name is resolved. */
  assertReadable(contract: string, { url }: Pick<RunningSystem, 'url'>): void {
    this.pullers.of(contract);
    // Paths are added to it, and everyone who sees the import sees it.
    const fault = url.includes('?') ? 'the URL must not have a query' : this.faultIn(url);
    if (fault !== undefined) throw invalidField('from.url', 'url', `cannot be used: ${fault}`);
  }

  /** Keeps the credentials until the end of the pull, and lets a server begin. */
  async want(tenant: TenantId, id: number, headers: RunningSystem['headers']): Promise<void> {
    const credentials = this.encryption.encrypt(JSON.stringify(headers), about(tenant, id));
    await this.imports.set(tenant, id, { credentials, wanted: 'pull', failure: null });
  }

  /** Pulls to the end, or goes on with a pull that was interrupted. Each page comes with its bookmark. */
  async pull(tenant: Tenant, id: number, isStopping: () => boolean): Promise<void> {
    const found = await this.imports.find(tenant.id, id);
    if (!found || found.state !== 'staging' || found.pulledFrom === null) return;
    if (found.place !== PULLED) await this.pullFrom(tenant, found, isStopping);
    if (!isStopping()) await this.imports.set(tenant.id, id, { credentials: null });
  }

  private async pullFrom(tenant: Tenant, found: Import, isStopping: () => boolean): Promise<void> {
    const puller = this.pullers.of(found.contract);
    const asking = await this.asking(tenant.id, found, isStopping);
    let { place, staged } = found;
    for (let repeated = 0; place !== PULLED && !isStopping();) {
      const page = await puller.page(asking(), place).catch((error: unknown) => {
        if (error instanceof Stopping) return undefined;
        throw error instanceof NotAsDocumented ? failed('it does not answer as its contract says') : error;
      });
      if (!page) return;
      place = page.next ?? PULLED;
      const before = staged;
      staged = await this.staging.stagePage(tenant, found.id, page.rows.map(fileRow), place);
      repeated = staged > before ? 0 : repeated + 1;
      if (place !== PULLED && repeated === MOST_REPEATED) throw failed('it answers the same rows again and again');
    }
  }

  /** Each call begins a page. */
  private async asking(tenant: TenantId, { id, pulledFrom }: Import, isStopping: () => boolean): Promise<() => Ask> {
    const encrypted = await this.imports.credentials(tenant, id);
    const text = encrypted ? this.encryption.decrypt(encrypted, about(tenant, id)) : undefined;
    if (text === undefined) throw failed('its credentials cannot be read any more');
    const headers = { ...(JSON.parse(text) as Record<string, string>), accept: 'application/json' };
    const base = pulledFrom!.replace(/\/+$/, '');
    return () => {
      let bytes = 0;
      return async (path, query = {}) => {
        const url = new URL(base + path);
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
        const answer = await this.patiently({ url: url.href, headers }, isStopping);
        bytes += answer.body.length;
        if (bytes > MOST_BYTES) throw failed(`a page has more than ${MOST_BYTES} bytes`);
        return jsonIn(answer);
      };
    };
  }

  /** A system that is busy or away for a moment is asked again. */
  private async patiently(asked: { url: string; headers: Record<string, string> }, isStopping: () => boolean) {
    for (let tried = 1; ; tried++) {
      // The operator may have closed the host since the import was made.
      const fault = this.faultIn(asked.url);
      if (fault !== undefined) throw failed(fault);
      let answer: Fetched | undefined;
      try {
        answer = await this.outbound.get(asked);
      } catch (error) {
        if (error instanceof RefusedTarget) throw failed(error.message);
        if (!(error instanceof NotSent)) throw error;
        if (tried === TRIES || !MAY_PASS.has(error.failure)) throw failed(`it cannot be reached: ${error.failure}`);
      }
      if (answer?.status === 200) return answer;
      if (answer && (tried === TRIES || !isBusy(answer.status)))
        throw failed(`it answers with status ${answer.status}`);
      await restBefore(tried, answer?.retryAfter, isStopping);
      if (isStopping()) throw new Stopping();
    }
  }

  private faultIn(url: string): string | undefined {
    try {
      const { isSecure, isAllowed } = this.outbound.check(url);
      // Answers have personal data, and requests have credentials.
      return isSecure || isAllowed ? undefined : 'the URL must begin with https://';
    } catch (error) {
      if (error instanceof RefusedTarget) return error.message;
      throw error;
    }
  }
}

/** The server stops while a system is busy. Another server goes on with the page. */
class Stopping extends Error {}

function fileRow(row: object): FileRow {
  const text = JSON.stringify(row);
  return Buffer.byteLength(text) > MOST_BYTES_OF_ROW ? tooLong(text) : { text };
}

const MAY_PASS: ReadonlySet<string> = new Set(['unreachable', 'unresolved', 'timeout']);

const isBusy = (status: number) => status === 429 || status >= 500;

/** Waits in small parts, so that a server that stops need not wait. */
async function restBefore(tried: number, retryAfter: string | undefined, isStopping: () => boolean): Promise<void> {
  const asked = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 0;
  const until = performance.now() + Math.min(LONGEST_PAUSE, Math.max(asked, PAUSE * 2 ** (tried - 1)));
  while (performance.now() < until && !isStopping()) await pause(Math.min(PAUSE, until - performance.now() + 1));
}

function jsonIn({ body }: Fetched): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new NotAsDocumented();
  }
}

const failed = (why: string) => conflict('PULL_FAILED', `The system cannot be read: ${why}.`);

/** Authenticated with the credentials, so that those of one import are not valid for another. */
const about = (tenant: TenantId, id: number) => `import ${tenant} ${id}`;
