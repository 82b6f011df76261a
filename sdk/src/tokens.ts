/** A token, or a function that returns a valid one. */
export type Token = string | (() => string | Promise<string>);

/** The `Authorization` header of a token. */
export const bearing = async (token: Token) => ({
  Authorization: `Bearer ${typeof token === 'string' ? token : await token()}`,
});

/** Signs in at once, and again shortly before the token expires. Concurrent requests share one sign-in. */
export async function renewing(signIn: () => Promise<string>): Promise<() => Promise<string>> {
  let token = await signIn();
  let renewal: Promise<string> | undefined;
  return async () => {
    if (endsSoon(token)) {
      renewal ??= signIn().finally(() => (renewal = undefined));
      token = await renewal;
    }
    return token;
  };
}

const A_MINUTE = 60;

/** Reads the expiry from the JWT. */
function endsSoon(token: string): boolean {
  const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const { exp } = JSON.parse(atob(claims)) as { exp: number };
  return Date.now() / 1000 >= exp - A_MINUTE;
}
