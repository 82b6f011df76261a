import { useEffect, useState } from 'preact/hooks';
import { type Customer, customers, type CustomerSearch } from '../api.js';
import { usePages } from '../loading.js';
import { type Place, replace, to } from '../router.js';
import { Badge, Choice, Empty, Field, Nothing, Time, Title } from '../ui/elements.js';
import { List } from '../ui/list.js';
import { type Column, Table } from '../ui/table.js';
import { money, t, tn } from '../words/index.js';

type State = '' | 'active' | 'inactive';
type Sort = NonNullable<CustomerSearch['sort']>;
const SORTS: readonly Sort[] = ['name', '-updatedAt', '-createdAt', 'id'];
/** While a person types, this many milliseconds pass before the search begins. */
const PAUSE = 250;

export function CustomersPage({ place: { query } }: { place: Place }) {
  const q = query.get('q') ?? '';
  const state = (query.get('state') ?? '') as State;
  const sort = (query.get('sort') ?? 'name') as Sort;
  const [typed, setTyped] = useState(q);
  const search = (changed: { q?: string; state?: string; sort?: string }) =>
    replace(to(['customers'], { q, state, sort: sort === 'name' ? '' : sort, ...changed }));

  useEffect(() => {
    if (typed.trim() === q) return undefined;
    const timer = setTimeout(() => search({ q: typed.trim() }), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  // The search of an address that was followed.
  useEffect(() => setTyped((before) => (before.trim() === q ? before : q)), [q]);

  const isInactive = state === 'inactive' ? 'true' : state === 'active' ? 'false' : undefined;
  const list = usePages(
    (after, signal) => customers({ q: q || undefined, isInactive, sort }, after, signal),
    [q, state, sort],
  );
  const count = list.data?.length ?? 0;

  return (
    <>
      <Title>{t('customers.title')}</Title>
      <form class="filters" role="search" onSubmit={(event) => (event.preventDefault(), search({ q: typed.trim() }))}>
        <Field label={t('customers.search')}>
          {(given) => (
            <input
              {...given}
              type="search"
              maxLength={255}
              autocomplete="off"
              placeholder={t('customers.search.hint')}
              value={typed}
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Field>
        <Choice<State>
          label={t('customers.state')}
          value={state}
          options={[
            { value: '', text: t('common.all') },
            { value: 'active', text: t('customers.state.active') },
            { value: 'inactive', text: t('customers.state.inactive') },
          ]}
          onChange={(value) => search({ state: value })}
        />
        <Choice<Sort>
          label={t('customers.sort')}
          value={sort}
          options={SORTS.map((value) => ({ value, text: t(`customers.sort.${value}`) }))}
          onChange={(value) => search({ sort: value === 'name' ? '' : value })}
        />
      </form>
      <p class="count" role="status">
        {list.data && count > 0 && tn(list.hasMore ? 'customers.shown.more' : 'customers.shown', count)}
      </p>
      <List of={list} empty={() => <NoCustomers q={q} isFiltered={Boolean(q || state)} />}>
        {(rows) => <Table caption={t('customers.title')} columns={columns()} rows={rows} keyOf={({ id }) => id} />}
      </List>
    </>
  );
}

const columns = (): readonly Column<Customer>[] => [
  {
    head: t('customers.column.name'),
    names: true,
    cell: ({ id, displayName, isActive }) => (
      <>
        <a href={to(['customers', id])}>{displayName}</a>
        {!isActive && <Badge>{t('customer.inactive')}</Badge>}
      </>
    ),
  },
  { head: t('customers.column.code'), cell: ({ code }) => <span class="mono">{code}</span> },
  { head: t('customers.column.email'), isLong: true, cell: ({ email }) => email ?? <Nothing /> },
  { head: t('customers.column.phone'), cell: ({ phone }) => phone ?? <Nothing /> },
  {
    head: t('customers.column.balance'),
    isNumber: true,
    cell: ({ balance, currency }) => money(balance, currency),
  },
  { head: t('customers.column.updated'), cell: ({ updatedAt }) => <Time at={updatedAt} /> },
];

/** The list has no deleted customers. Who knows the ID or the code finds one by it. */
function NoCustomers({ q, isFiltered }: { q: string; isFiltered: boolean }) {
  const [, id] = /^[cC]?0*([1-9]\d{0,14})$/.exec(q) ?? [];
  if (!isFiltered) return <Empty title={t('customers.none')} text={t('customers.none.text')} />;
  return (
    <Empty title={t('customers.noneFound')} text={t('customers.noneFound.text')}>
      {id && (
        <p>
          <a href={to(['customers', id])}>{t('customers.byId', { id })}</a>
        </p>
      )}
    </Empty>
  );
}
