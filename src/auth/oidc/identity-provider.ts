import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Configuration, IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { isLoopback, type OidcSettings } from '../../config/oidc-settings.js';
import { Problem } from '../../problem.js';
import { TtlCache } from '../ttl-cache.js';
import type { Identity } from '../user-identities.repository.js';
import { failureOf, signInFailed, wordOf } from './provider-failures.js';

/** An account that has signed in at the provider. */
export interface Account extends Identity {
  /** The ID token, by which the provider knows at a sign-out whose it is. */
  idToken: string;
  /** Its email address, if the provider says that it has verified it. */
  verifiedEmail(): Promise<string | undefined>;
}

/** What only the browser that began a sign-in may know, and what binds the answer of the provider to it. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

/** A sign-in on another device (RFC 8628). */
export interface DeviceSignIn {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  verificationUriComplete?: string;
  expiresIn: number;
  /** Seconds between two questions. */
  interval: number;
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const TIMEOUT_SECONDS = 10;
const HOUR = 3_600_000;
const PAUSE_MS = 3_000;

type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/**
 * The identity provider of the settings. It is looked up when a person first signs in, so a server starts without it.
 * openid-client checks issuer, audience, times, nonce and signature of ID tokens, and keeps the keys.
 */
@Injectable()
export class IdentityProvider {
  private readonly log = new Logger('Identity provider');
  private readonly found = new TtlCache<string, Configuration>(HOUR);
  private triedAgainAt = 0;

  constructor(@Inject(ENV) private readonly env: Env) {}

  get settings(): OidcSettings {
    const { oidc } = this.env;
    // Without a provider, its routes answer as if they did not exist.
    if (!oidc) throw new Problem('no_such_route', 'There is nothing at this address.');
    return oidc;
  }

  async checks(): Promise<Checks> {
    const client = await library();
    return { state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() };
  }

  /** Where the browser signs in. `isAskedAnew`: also if it is signed in at the provider already. */
  addressOf(redirectUri: string, { state, nonce, verifier }: Checks, isAskedAnew: boolean): Promise<URL> {
    return this.ask(async (client, provider) =>
      client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: this.settings.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(isAskedAnew && { prompt: 'login' }),
      }),
    );
  }

  /** `answer`: the redirect URI with what the provider has added to it. */
  accountOf(answer: URL, { state, nonce, verifier }: Checks): Promise<Account> {
    return this.ask(async (client, provider) => {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      return this.accountIn(provider, await client.authorizationCodeGrant(provider, answer, checks));
    });
  }

  /** Undefined if the provider has no sign-in on another device. */
  startDevice(): Promise<DeviceSignIn | undefined> {
    return this.ask(async (client, provider) => {
      if (!provider.serverMetadata().device_authorization_endpoint) return undefined;
      const started = await client.initiateDeviceAuthorization(provider, { scope: this.settings.scopes });
      return {
        deviceCode: started.device_code,
        userCode: started.user_code,
        verificationUri: started.verification_uri,
        verificationUriComplete: started.verification_uri_complete,
        expiresIn: started.expires_in,
        interval: started.interval ?? 5,
      };
    });
  }

  /** Undefined while the person has not finished. */
  accountOfDevice(deviceCode: string): Promise<Account | undefined> {
    return this.ask(async (client, provider) => {
      const tokens = await client
        .genericGrantRequest(provider, DEVICE_GRANT, { device_code: deviceCode })
        .catch((error: unknown) => {
          if (['authorization_pending', 'slow_down'].includes(wordOf(error))) return undefined;
          throw error;
        });
      return tokens && this.accountIn(provider, tokens);
    });
  }

  /** Where the browser signs out (OpenID Connect RP-Initiated Logout). Undefined if the provider has no such place. */
  addressOfSignOut(consoleUrl: string, idToken: string | undefined): Promise<URL | undefined> {
    return this.ask((client, provider) => {
      if (!provider.serverMetadata().end_session_endpoint) return Promise.resolve(undefined);
      const address = client.buildEndSessionUrl(provider, {
        ...(idToken !== undefined && { id_token_hint: idToken }),
        ...(this.settings.signOut === 'return' && { post_logout_redirect_uri: consoleUrl }),
      });
      return Promise.resolve(address);
    });
  }

  private accountIn(provider: Configuration, tokens: Tokens): Account {
    const claims = tokens.claims();
    if (!claims) throw signInFailed('refused');
    return {
      issuer: issuerName(claims.iss),
      subject: claims.sub,
      idToken: tokens.id_token!,
      verifiedEmail: () => this.ask((client) => verifiedEmail(client, provider, claims, tokens.access_token)),
    };
  }

  private async ask<Answer>(question: (client: Library, provider: Configuration) => Promise<Answer>): Promise<Answer> {
    const { settings } = this;
    try {
      const client = await library();
      return await question(client, (await this.found.get('', () => this.discover(client, settings)))!);
    } catch (error) {
      if (error instanceof Problem) throw error;
      const failure = failureOf(error);
      this.log.warn({ msg: 'the identity provider failed', failure, because: wordOf(error) });
      throw signInFailed(failure, new Error(`the identity provider: ${wordOf(error)}`));
    }
  }

  private async discover(client: Library, settings: OidcSettings): Promise<Configuration> {
    if (Date.now() < this.triedAgainAt) throw signInFailed('unavailable', new Error('not asked again so soon'));
    const { clientId, clientSecret, clientAuth } = settings;
    const issuer = new URL(settings.issuer);
    const authentication =
      clientSecret === undefined
        ? client.None()
        : clientAuth === 'basic'
          ? client.ClientSecretBasic(clientSecret)
          : client.ClientSecretPost(clientSecret);
    try {
      return await client.discovery(issuer, clientId, undefined, authentication, {
        timeout: TIMEOUT_SECONDS,
        execute: [
          client.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' && isLoopback(issuer) ? [client.allowInsecureRequests] : []),
        ],
      });
    } catch (error) {
      this.triedAgainAt = Date.now() + PAUSE_MS;
      this.log.error({ msg: 'the identity provider cannot be found', because: wordOf(error) });
      throw signInFailed('unavailable', new Error(`discovery: ${wordOf(error)}`));
    }
  }
}

/** Some providers end their names with a slash, and people leave it out. */
export const issuerName = (issuer: string): string => issuer.replace(/\/$/, '');

type Library = typeof import('openid-client');

/** Loaded late: a server without a provider does not need it. */
const library = (): Promise<Library> => import('openid-client');

/** Many providers put the email address into the ID token, and others show it at their UserInfo endpoint alone. */
async function verifiedEmail(client: Library, provider: Configuration, claims: IDToken, accessToken: string) {
  const isShown = claims.email === undefined && provider.serverMetadata().userinfo_endpoint !== undefined;
  const { email, email_verified: isVerified } = isShown
    ? await client.fetchUserInfo(provider, accessToken, claims.sub)
    : claims;
  return isVerified === true && typeof email === 'string' ? email : undefined;
}
