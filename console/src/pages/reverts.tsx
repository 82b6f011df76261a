import { useEffect, useState } from 'preact/hooks';
import { type Permission, type Revert, revert, type RevertedField, type RevertInput } from '../api.js';
import { useDoing } from '../loading.js';
import { to } from '../router.js';
import { useMay } from '../session.js';
import { useActorName } from '../ui/actor.js';
import { announce } from '../ui/announce.js';
import { Badge, Button, Choice, Empty, Field, Lead, Title, Value } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { type Column, Table } from '../ui/table.js';
import { fieldName, number, t, time, tn, tOr } from '../words/index.js';

/** What the server asks for, too. */
const NEEDED: readonly Permission[] = [
  'customers:read',
  'customers:write',
  'emails:write',
  'phones:write',
  'company-names:write',
  'ledger:write',
];

interface Wanted {
  by: 'actor' | 'request';
  actor: string;
  requestId: string;
  from: string;
  to: string;
  customers: string;
}

interface Shown {
  input: RevertInput;
  /** The dry run, or what was done. */
  outcome: Revert;
}

export function RevertsPage({ query }: { query: URLSearchParams }) {
  const may = useMay();
  const missing = NEEDED.filter((permission) => !may(permission));
  const requestId = query.get('requestId') ?? '';
  const [wanted, setWanted] = useState<Wanted>({
    by: requestId ? 'request' : 'actor',
    actor: query.get('actor') ?? '',
    requestId,
    from: '',
    to: inMinutes(new Date()),
    customers: query.get('customers') ?? '',
  });
  const [shown, setShown] = useState<Shown>();
  const [reason, setReason] = useState('');
  const trying = useDoing();
  const applying = useDoing();

  const dryRun = async (input: RevertInput) => {
    applying.clear();
    const tried = await trying.run(() => revert(input, ''));
    if (!tried) return;
    setShown({ input, outcome: tried.done });
    announce(t('reverts.dry'));
  };
  const apply = async ({ input, outcome: { digest } }: Shown) => {
    const applied = await applying.run(() => revert({ ...input, digest }, reason));
    if (!applied) return;
    setShown({ input, outcome: applied.done });
    announce(tn('reverts.applied', applied.done.takenBack));
  };
  useEffect(() => {
    if (requestId && missing.length === 0) void dryRun(inputOf(wanted));
  }, []);

  return (
    <>
      <Title>{t('reverts.title')}</Title>
      <Lead>{t('reverts.lead')}</Lead>
      {missing.length > 0 ? (
        <p class="note warn">
          {t('common.forbidden', { permission: missing.map((one) => t(`permission.${one}`)).join(', ') })}
        </p>
      ) : (
        <Selection
          wanted={wanted}
          isBusy={trying.isBusy}
          onChange={(changed) => setWanted({ ...wanted, ...changed })}
          onTry={() => void dryRun(inputOf(wanted))}
        />
      )}
      <FailureNote of={trying.error} />
      {shown && (
        <Outcome
          shown={shown}
          reason={reason}
          onReason={setReason}
          isBusy={applying.isBusy}
          error={applying.error}
          onApply={() => void apply(shown)}
          onNext={(after) => void dryRun({ ...shown.input, after })}
        />
      )}
    </>
  );
}

/** The form of a local time that its input field takes. */
function inMinutes(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const moment = (local: string) => (local ? new Date(local).toISOString() : undefined);

function inputOf({ by, actor, requestId, from, to: until, customers }: Wanted): RevertInput {
  const ids = customers.split(/[\s,;]+/).filter(Boolean);
  return {
    ...(ids.length > 0 && { customers: ids }),
    ...(by === 'request'
      ? { requestId: requestId.trim() }
      : { actor: actor.trim(), from: moment(from), to: moment(until) }),
  };
}

interface SelectionProps {
  wanted: Wanted;
  isBusy: boolean;
  onChange: (changed: Partial<Wanted>) => void;
  onTry: () => void;
}

function Selection({ wanted, isBusy, onChange, onTry }: SelectionProps) {
  const text =
    (name: 'actor' | 'requestId' | 'customers', more: { required?: boolean; maxLength?: number }) =>
    (given: object) => (
      <input
        {...given}
        {...more}
        type="text"
        autocomplete="off"
        value={wanted[name]}
        onInput={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
      />
    );
  const moments = (name: 'from' | 'to', required: boolean) => (given: object) => (
    <input
      {...given}
      type="datetime-local"
      required={required}
      value={wanted[name]}
      onInput={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
    />
  );
  return (
    <form
      class="card form-grid"
      onSubmit={(event) => {
        event.preventDefault();
        onTry();
      }}
    >
      <Choice<Wanted['by']>
        label={t('reverts.by')}
        value={wanted.by}
        options={[
          { value: 'actor', text: t('reverts.by.actor') },
          { value: 'request', text: t('reverts.by.request') },
        ]}
        onChange={(by) => onChange({ by })}
      />
      {wanted.by === 'request' ? (
        <Field label={t('reverts.requestId')}>{text('requestId', { required: true, maxLength: 200 })}</Field>
      ) : (
        <>
          <Field label={t('reverts.actor')} hint={t('reverts.actor.hint')}>
            {text('actor', { required: true, maxLength: 200 })}
          </Field>
          <Field label={t('reverts.from')}>{moments('from', false)}</Field>
          <Field label={t('reverts.to')} hint={t('reverts.to.hint')}>
            {moments('to', true)}
          </Field>
        </>
      )}
      <Field label={t('reverts.customers')} hint={t('reverts.customers.hint')}>
        {text('customers', {})}
      </Field>
      <div class="form-buttons">
        <Button type="submit" kind="primary" isBusy={isBusy}>
          {t('reverts.try')}
        </Button>
      </div>
    </form>
  );
}

interface OutcomeProps {
  shown: Shown;
  reason: string;
  onReason: (reason: string) => void;
  isBusy: boolean;
  error: unknown;
  onApply: () => void;
  onNext: (after: string) => void;
}

function Outcome({ shown, reason, onReason, isBusy, error, onApply, onNext }: OutcomeProps) {
  const { outcome } = shown;
  const { isApplied, selected, customers, takenBack, conflicts, kept, refused, data, next } = outcome;
  if (selected === 0) return <Empty title={t('reverts.nothing')} text={t('reverts.nothing.text')} />;
  const counts = [
    [t('reverts.selected'), selected, true],
    [t('reverts.customersHere'), customers, customers !== selected],
    [t(isApplied ? 'reverts.takenBack' : 'reverts.wouldTakeBack'), takenBack, true],
    [t('reverts.conflicts'), conflicts, conflicts > 0],
    [t('reverts.kept'), kept, kept > 0],
    [t('reverts.refused'), refused, refused > 0],
  ] as const;
  return (
    <section aria-labelledby="outcome">
      <h2 id="outcome">{t(isApplied ? 'reverts.done' : 'reverts.dry')}</h2>
      <p class={`note ${isApplied ? 'good' : 'info'}`}>
        {isApplied ? tn('reverts.applied', takenBack) : t('reverts.dry.text')}
      </p>
      <dl class="figures">
        {counts.map(
          ([name, count, isShown]) =>
            isShown && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{number(count)}</dd>
              </div>
            ),
        )}
      </dl>
      {data.map((one) => (
        <section key={one.id} class="reverted">
          <h3>
            <a href={to(['customers', one.id])}>{t('reverts.customer', { id: one.id })}</a>{' '}
            {one.fate !== 'stays' && <Badge tone="warn">{t(`reverts.fate.${one.fate}`)}</Badge>}
          </h3>
          {one.refused && (
            <p class="note warn" lang="en">
              {one.refused}
            </p>
          )}
          {one.fields.length > 0 && <Fields id={one.id} fields={one.fields} />}
        </section>
      ))}
      {!isApplied && takenBack > 0 && (
        <form
          class="card apply"
          onSubmit={(event) => {
            event.preventDefault();
            onApply();
          }}
        >
          <Field label={t('reverts.reason')} hint={t('reverts.reason.hint')}>
            {(given) => (
              <input
                {...given}
                type="text"
                maxLength={500}
                value={reason}
                onInput={({ currentTarget }) => onReason(currentTarget.value)}
              />
            )}
          </Field>
          <FailureNote of={error} />
          <Button type="submit" kind="danger" isBusy={isBusy}>
            {tn('reverts.apply', takenBack)}
          </Button>
        </form>
      )}
      {next !== null && (isApplied || takenBack === 0) && (
        <p class="more">
          {t('reverts.part')} <Button onClick={() => onNext(next)}>{t('reverts.next')}</Button>
        </p>
      )}
    </section>
  );
}

function Fields({ id, fields }: { id: string; fields: readonly RevertedField[] }) {
  const name = useActorName();
  const columns: Column<RevertedField>[] = [
    {
      head: t('reverts.field'),
      names: true,
      cell: ({ record, recordId, field }) =>
        [
          record === 'customer' ? '' : `${t(`record.${record}`)} ${recordId}: `,
          field === null ? t('reverts.wholeRecord') : fieldName(field),
        ].join(''),
    },
    { head: t('reverts.now'), isLong: true, cell: ({ now, field }) => <Value of={now} field={field ?? ''} /> },
    {
      head: t('reverts.becomes'),
      isLong: true,
      cell: ({ before, now, outcome, field }) => <Value of={stays(outcome) ? now : before} field={field ?? ''} />,
    },
    {
      head: t('reverts.outcome'),
      cell: (field) => <Badge tone={stays(field.outcome) ? 'warn' : 'good'}>{outcomeOf(field, name)}</Badge>,
    },
  ];
  return (
    <Table
      caption={t('reverts.customer', { id })}
      columns={columns}
      rows={fields}
      keyOf={({ record, recordId, field }) => `${record} ${recordId} ${field}`}
    />
  );
}

const stays = (outcome: RevertedField['outcome']) => outcome === 'conflict' || outcome === 'kept';

function outcomeOf({ outcome, reason, by }: RevertedField, name: (actor: string | null) => string): string {
  if (outcome === 'conflict') {
    return by
      ? t('reverts.outcome.conflict', { who: name(by.actor), when: time(by.at) })
      : t('reverts.outcome.conflict.unknown');
  }
  if (outcome !== 'kept') return t(`reverts.outcome.${outcome}`);
  const why = reason ?? '';
  return t('reverts.outcome.kept', { reason: tOr(`reason.${why}`, t('reason.other', { reason: why })) });
}
