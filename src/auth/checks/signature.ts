import { createHmac } from 'node:crypto';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Credential, SIGNATURE_WINDOW } from '../../contracts/credentials.js';
import { credentialRefused } from '../../problem.js';
import { requestOf } from '../../request-of.js';
import type { CredentialChecker, KeyContract } from '../credentials.js';
import { KeyGrantsService } from '../key-grants.service.js';
import type { Grant } from '../principal.js';
import { sameHash } from '../secrets.js';
import { SignedNoncesService } from '../signed-nonces.service.js';

/** Checks the parameters first, then the signature. Only a valid signature spends its nonce. */
@Injectable()
export class SignatureGuard implements CredentialChecker {
  constructor(
    private readonly keys: KeyGrantsService,
    private readonly nonces: SignedNoncesService,
  ) {}

  async check(text: string, context: ExecutionContext, { contract }: Credential): Promise<Grant> {
    const { publicKey, nonce, timestamp, signature } = signed(text);
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > SIGNATURE_WINDOW)
      throw credentialRefused(`The timestamp is more than ${SIGNATURE_WINDOW} seconds off.`);
    const request = requestOf(context);
    const url = `${request.baseUrl}${request.url}`.toLowerCase();
    // If the parts could be divided in two ways, one signature would be valid for two requests.
    if (url.includes('||')) throw credentialRefused('The URL must have %7C%7C for ||.');
    const pair = await this.keys.signingPair(contract as KeyContract, publicKey);
    const expected =
      pair &&
      createHmac('sha256', pair.privateKey)
        .update(`${[publicKey, url, nonce, timestamp].join('||')}||`)
        .update(bodyOf(request))
        .digest();
    if (!expected || !sameHash(expected, Buffer.from(signature, 'hex'))) throw credentialRefused('Invalid signature.');
    await this.nonces.spend(pair.grant.tenants[0]!.tenant.id, publicKey, nonce, forgettable(timestamp));
    return pair.grant;
  }
}

const FORMS = {
  co_public_key: /^\w{1,64}$/,
  // Any printable text without the two characters that could end it.
  co_nonce: /^[!#-{}~]{1,128}$/,
  co_timestamp: /^\d{1,12}$/,
  co_signature_method: /^HMAC-SHA256$/,
  co_version: /^1\.0$/,
  co_signature: /^[\da-f]{64}$/,
};

/** The six parameters, in any order, each once, separated by spaces or commas. */
function signed(text: string) {
  const found = [...text.matchAll(/(\w+)="([^"]*)"(?: *, *| +|$)/gy)];
  const values = Object.fromEntries(found.map(([, name, value]) => [name, value])) as Record<
    keyof typeof FORMS,
    string | undefined
  >;
  const isWhole = found.map(([part]) => part).join('') === text && found.length === Object.keys(FORMS).length;
  const broken = Object.entries(FORMS).find(
    ([name, form]) => !isWhole || !form.test(values[name as keyof typeof FORMS] ?? ''),
  );
  if (broken)
    throw credentialRefused(isWhole ? `Missing or invalid ${broken[0]}.` : 'Malformed signed authorization header.');
  return {
    publicKey: values.co_public_key!,
    nonce: values.co_nonce!,
    timestamp: values.co_timestamp!,
    signature: values.co_signature!,
  };
}

const WITHOUT_BODY = ['GET', 'DELETE'];

// The body is still raw bytes: contracts/raw-body.ts.
const bodyOf = ({ method, body }: FastifyRequest) =>
  WITHOUT_BODY.includes(method) ? '' : ((body as { bytes: Buffer } | undefined)?.bytes ?? '');

// Twice the window, because the clocks of servers and database may differ.
const forgettable = (timestamp: string) => new Date((Number(timestamp) + 2 * SIGNATURE_WINDOW) * 1000);
