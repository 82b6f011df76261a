import { DEFAULT_SERVER } from './program-settings.js';
import { Variables } from './variables.js';

/** The least number of characters of the token for MCP over HTTP. */
const SHORTEST_TOKEN = 32;

/** Where Clientela is, and who the agent is there. */
export interface AgentSettings {
  url: string;
  /** Undefined: the person who runs it is signed in. */
  key?: string;
  /** What callers of the HTTP transport send as their bearer token. */
  token?: string;
}

/** Reads the settings. One error reports all that is wrong with them, and quotes no value. */
export function agentSettings(
  given: NodeJS.ProcessEnv,
  { isHttp, isSignedIn = false }: { isHttp: boolean; isSignedIn?: boolean },
): AgentSettings {
  const variables = new Variables(given);
  const url = variables.text('CLIENTELA_URL') ?? DEFAULT_SERVER;
  const fault = faultIn(url);
  if (fault) variables.complain(`CLIENTELA_URL ${fault}`);
  const key = variables.secret('CLIENTELA_KEY');
  if (key === undefined) {
    if (!isSignedIn)
      variables.complain(
        'CLIENTELA_KEY or CLIENTELA_KEY_FILE must be set: an API key of clientela. Or sign in: clientela login',
      );
  } else if (!/^ck_[\x21-\x7e]+$/.test(key)) variables.complain('CLIENTELA_KEY must be an API key of clientela (ck_…)');
  const token = isHttp ? variables.secret('CLIENTELA_MCP_TOKEN') : undefined;
  if (isHttp && !(token && token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(token)))
    variables.complain(
      `CLIENTELA_MCP_TOKEN or CLIENTELA_MCP_TOKEN_FILE must be set, with at least ${SHORTEST_TOKEN} characters of ASCII`,
    );
  if (variables.complaints.length > 0) throw new Error(variables.complaints.join('; '));
  return { url, key, token };
}

function faultIn(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an address that begins with http:// or https://';
  if (url.username || url.password) return 'must not have a user or a password: the key is in CLIENTELA_KEY';
  if (url.search || url.hash) return 'must have no ? and no #';
  return undefined;
}
