import { isIPv4 } from 'node:net';
import type { Variables } from './variables.js';

/** An identity provider (OpenID Connect) at which users sign in. */
export interface OidcSettings {
  /** As its discovery document names it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  /** How the secret is sent to the provider: in the header Authorization, or in the body. */
  readonly clientAuth: 'basic' | 'post';
  readonly scopes: string;
  /** What people call it: the button says "Sign in with …". */
  readonly name: string;
  /** Whether an account is linked, at its first sign-in, with the user who has its verified email address. */
  readonly linksByEmail: boolean;
  /** What a sign-out on the console does at the provider: nothing, the sign-out, or also the way back. */
  readonly signOut: 'here' | 'provider' | 'return';
}

/** Without an issuer, users sign in with their passwords only. */
export function oidcSettings(variables: Variables): OidcSettings | undefined {
  const issuer = variables.text('OIDC_ISSUER');
  const settings = {
    clientId: variables.text('OIDC_CLIENT_ID'),
    clientSecret: variables.secret('OIDC_CLIENT_SECRET'),
    clientAuth: variables.oneOf('OIDC_CLIENT_AUTH', 'basic', ['basic', 'post']),
    scopes: scopes(variables),
    name: variables.text('OIDC_NAME'),
    linksByEmail: variables.flag('OIDC_LINK_BY_EMAIL', false),
    signOut: variables.oneOf('OIDC_SIGN_OUT', 'provider', ['here', 'provider', 'return']),
  };
  if (issuer === undefined) {
    if (settings.clientId !== undefined) variables.warn('OIDC_CLIENT_ID has no effect without OIDC_ISSUER');
    return undefined;
  }
  const fault = faultIn(issuer);
  if (fault) variables.complain(`OIDC_ISSUER ${fault}`);
  if (settings.clientId === undefined) variables.complain('OIDC_CLIENT_ID is required with OIDC_ISSUER');
  if (settings.name !== undefined && settings.name.length > 60)
    variables.complain('OIDC_NAME must have at most 60 characters');
  if (fault || settings.clientId === undefined) return undefined;
  return { ...settings, issuer, clientId: settings.clientId, name: settings.name ?? new URL(issuer).hostname };
}

function scopes(variables: Variables): string {
  const given = (variables.text('OIDC_SCOPES') ?? 'openid email').split(/\s+/);
  if (!given.includes('openid') || !given.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)))
    variables.complain('OIDC_SCOPES must be a list of scopes with spaces between them, and openid is one of them');
  return given.join(' ');
}

function faultIn(issuer: string): string | undefined {
  const url = /^https?:\/\/[^?#@\\\s]+$/.test(issuer) && URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url) return 'must be an address such as https://login.example.com, without user, query and fragment';
  if (url.protocol === 'http:' && !isLoopback(url))
    return 'must begin with https://; http:// is accepted for this machine alone (127.0.0.1, localhost)';
  return undefined;
}

/** Whether a URL names this machine. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
