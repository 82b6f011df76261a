import { useState } from 'preact/hooks';
import { type Change, type ChangeFilter, changes } from '../api.js';
import { usePages } from '../loading.js';
import { saysSomething } from '../record-groups.js';
import { to } from '../router.js';
import { contractName, CONTRACTS, useActorName } from '../ui/actor.js';
import { Badge, Button, Choice, Empty, Field, Lead, Time, Value } from '../ui/elements.js';
import { List } from '../ui/list.js';
import { fieldName, t } from '../words/index.js';

const RECORDS = ['customer', 'email', 'phone', 'companyName', 'contactPerson', 'ledgerEntry'] as const;

export function History({ id }: { id: string }) {
  const [filter, setFilter] = useState<ChangeFilter>({});
  const [actor, setActor] = useState('');
  const list = usePages((after, signal) => changes(id, filter, after, signal), [id, filter]);
  return (
    <>
      <Lead>{t('history.lead')}</Lead>
      <form
        class="filters"
        aria-label={t('history.filter')}
        onSubmit={(event) => {
          event.preventDefault();
          setFilter({ ...filter, actor: actor.trim() || undefined });
        }}
      >
        <Choice
          label={t('history.record')}
          value={filter.record ?? ''}
          options={[
            { value: '', text: t('common.all') },
            ...RECORDS.map((value) => ({ value, text: t(`record.${value}`) })),
          ]}
          onChange={(record) => setFilter({ ...filter, record: record || undefined })}
        />
        <Choice
          label={t('history.contract')}
          value={filter.contract ?? ''}
          options={[
            { value: '', text: t('common.all') },
            ...CONTRACTS.map((value) => ({ value, text: contractName(value) })),
          ]}
          onChange={(contract) => setFilter({ ...filter, contract: contract || undefined })}
        />
        <Field label={t('history.actor')}>
          {(given) => (
            <input
              {...given}
              type="text"
              maxLength={200}
              placeholder={t('history.actor.hint')}
              value={actor}
              onInput={({ currentTarget }) => setActor(currentTarget.value)}
            />
          )}
        </Field>
        <Button type="submit">{t('history.apply')}</Button>
      </form>
      <List of={list} empty={() => <Empty title={t('history.none')} text={t('history.none.text')} />}>
        {(rows) => (
          <ol class="history">
            {rows.map((change, at) => (
              <li key={`${change.version} ${change.at} ${at}`}>
                <OneChange id={id} change={change} />
              </li>
            ))}
          </ol>
        )}
      </List>
    </>
  );
}

const TONES = { created: 'good', updated: 'plain', deleted: 'bad', restored: 'good', erased: 'bad' } as const;

/** Of a new record, what says something: not each flag that is off. */
const shownOf = ({ kind, fields }: Change['records'][number]) =>
  kind === 'added'
    ? fields.filter(({ field, after }) => !UNTOLD.includes(field) && saysSomething(field, after))
    : fields;

/** `true` stands for a value that was erased, except in a flag. */
const told = (field: string, value: unknown) =>
  value === true && !/^(is|no)[A-Z]/.test(field) ? t('history.erased') : value;

const UNTOLD = ['createdAt', 'token'];

function OneChange({ id, change }: { id: string; change: Change }) {
  const { version, kind, at, actor, contract, operation, requestId, reason, records } = change;
  const name = useActorName();
  return (
    <article class="card change">
      <header>
        <h2>
          <Badge tone={TONES[kind]}>{t(`turn.${kind}`)}</Badge>{' '}
          {version !== null && t('customer.version', { n: version })}
        </h2>
        <p class="small">
          <Time at={at} /> · {name(actor)} · {contractName(contract)}
          {operation && (
            <>
              {' '}
              · <code>{operation}</code>
            </>
          )}
        </p>
        {reason && <p class="reason">{t('history.reason', { reason })}</p>}
      </header>
      {records.map((record) => (
        <div key={record.record + record.id} class="changed">
          {records.length > 1 || record.record !== 'customer' ? (
            <p class="small">{t(`did.${record.kind}`, { record: t(`record.${record.record}`), id: record.id })}</p>
          ) : null}
          <dl class="diff">
            {shownOf(record).map(({ field, before, after }) => (
              <div key={field}>
                <dt>{fieldName(field)}</dt>
                <dd>
                  {record.kind !== 'added' && (
                    <>
                      <del>
                        <span class="hidden">{t('history.before')}: </span>
                        <Value of={told(field, before)} field={field} />
                      </del>{' '}
                      <span aria-hidden="true">→</span>{' '}
                    </>
                  )}
                  <ins>
                    <span class="hidden">{t('history.after')}: </span>
                    <Value of={told(field, after)} field={field} />
                  </ins>
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      <footer>
        {requestId && (
          <a
            class="button"
            href={to(['reverts'], { requestId, customers: id })}
            aria-label={version === null ? undefined : t('history.takeBack.version', { n: version })}
          >
            {t('history.takeBack')}
          </a>
        )}
        {version !== null && kind !== 'deleted' && (
          <a class="button quiet" href={to(['customers', id], { asOf: String(version) })}>
            {t('history.asOf', { n: version })}
          </a>
        )}
      </footer>
    </article>
  );
}
