/** A token, or what finds the one that is good now. */
export type Token = string | (() => string | Promise<string>);

/** The `Authorization` header of a token. */
export const bearing = async (token: Token) => ({
  Authorization: `Bearer ${typeof token === 'string' ? token : await token()}`,
});

/** Signs in at once, and again shortly before a token ends. Requests that need it at the same time wait for one sign-in. */
export async function renewing(signIn: () => Promise<string>): Promise<() => Promise<string>> {
  let token = await signIn();
  let asked: Promise<string> | undefined;
  return async () => {
    if (endsSoon(token)) {
      asked ??= signIn().finally(() => (asked = undefined));
      token = await asked;
    }
    return token;
  };
}

const A_MINUTE = 60;

/** A JWT tells its end itself. */
function endsSoon(token: string): boolean {
  const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const { exp } = JSON.parse(atob(claims)) as { exp: number };
  return Date.now() / 1000 >= exp - A_MINUTE;
}
