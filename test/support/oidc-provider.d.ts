/** The package has no types. `identity-provider.ts` names what it uses of it. */
declare module 'oidc-provider';
