import { ApiError, ConnectionError, problemOf } from '../api.js';
import { t, tn, tOr } from '../words/index.js';
import { Button } from './elements.js';

/** What went wrong, in words, with what the server says and the ID that finds the request in its log. */
export function FailureNote({ of, onRetry }: { of: unknown; onRetry?: () => void }) {
  if (of === undefined) return null;
  const refusal = of instanceof ApiError ? of : undefined;
  const problem = refusal && problemOf(refusal);
  const { requestId, retryAfter } = refusal ?? {};
  return (
    <div class="note bad" role="alert">
      <p class="note-title">{inWords(of)}</p>
      {problem && (
        <p>
          {t('failure.server')} <q lang="en">{problem.detail}</q>
        </p>
      )}
      {problem && problem.errors.length > 1 && (
        <ul lang="en">
          {problem.errors.map(({ pointer, message }) => (
            <li key={pointer + message}>{message}</li>
          ))}
        </ul>
      )}
      {retryAfter !== undefined && retryAfter > 0 && <p>{tn('failure.wait', retryAfter)}</p>}
      {requestId && (
        <p class="small">
          {t('failure.request', { id: '' })}
          <code>{requestId}</code>
        </p>
      )}
      {onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>}
    </div>
  );
}

function inWords(failure: unknown): string {
  if (failure instanceof ConnectionError) return t('failure.unreachable');
  if (!(failure instanceof ApiError)) return t('failure.unknown');
  const kind = problemOf(failure)
    ?.type.replace('/problems/', '')
    .replace(/^credential-.*/, 'credential-refused');
  return tOr(`failure.${kind}`, t('failure.other', { status: failure.status }));
}
