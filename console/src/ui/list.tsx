import type { ComponentChildren } from 'preact';
import type { Pages } from '../loading.js';
import { t } from '../words/index.js';
import { Button, Loading } from './elements.js';
import { FailureNote } from './failure.js';

interface ListProps<Row> {
  of: Pages<Row>;
  empty: () => ComponentChildren;
  children: (rows: Row[]) => ComponentChildren;
}

/** A list that is loaded, empty, refused or shown, with a button for its next page. */
export function List<Row>({ of: pages, empty, children }: ListProps<Row>) {
  const { data, error, isLoading, reload, hasMore, isLoadingMore, more, moreError } = pages;
  return (
    <div aria-busy={isLoading}>
      <FailureNote of={error} onRetry={reload} />
      {!data && isLoading && <Loading />}
      {data && data.length === 0 && empty()}
      {data && data.length > 0 && children(data)}
      <FailureNote of={moreError} />
      {hasMore && (
        <p class="more">
          <Button isBusy={isLoadingMore} onClick={more}>
            {t('common.more')}
          </Button>
        </p>
      )}
    </div>
  );
}
