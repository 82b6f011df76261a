import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Import,
  type ImportRow,
  importRows,
  oneImport,
  type Outcome,
  planImport,
  resumeImport,
  runImport,
  undoImport,
} from '../api.js';
import { type Loaded, useDoing, useLoad, usePages } from '../loading.js';
import { to } from '../router.js';
import { useMay } from '../session.js';
import { contractName } from '../ui/actor.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { Badge, Button, Choice, Empty, Lead, Loading, Nothing, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { List } from '../ui/list.js';
import { type Column, Table } from '../ui/table.js';
import { fieldName, number, t } from '../words/index.js';
import { PairReview } from './duplicates.js';
import { ImportState } from './imports.js';

type Shown = Import & { planned: number; done: number };

const OUTCOMES: readonly Outcome[] = ['create', 'join', 'update', 'unchanged', 'refused'];

/** Milliseconds between two looks at work that a server does. */
const PAUSE = 1_000;

export function ImportPage({ id }: { id: string }) {
  const loaded = useLoad((signal) => oneImport(id, signal), [id]);
  const { data, error, reload } = loaded;
  const may = useMay();
  useWork(loaded);
  return (
    <>
      <p class="crumb">
        <a href={to(['imports'])}>{t('common.back', { place: t('imports.title') })}</a>
      </p>
      <Title key={id}>{data?.name ?? t('imports.title.one', { id })}</Title>
      {error !== undefined && <FailureNote of={error} onRetry={reload} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <About of={data} />
          {data.wanted !== null && <Progress of={data} />}
          {data.failure !== null && (
            <div class="note bad" role="alert">
              <p class="note-title">{t('imports.failure')}</p>
              <p>
                {t('failure.server')} <q lang="en">{data.failure}</q>
              </p>
            </div>
          )}
          {may('customers:write') && data.wanted === null && <Actions of={data} onChanged={reload} />}
          <TotalsOf of={data} />
          {data.totals && <Rows of={data} />}
          {data.state === 'done' && (
            <>
              <h2>{t('imports.pairs')}</h2>
              <Lead>{t('imports.pairs.text')}</Lead>
              <PairReview />
            </>
          )}
        </>
      )}
    </>
  );
}

/** Looks again while a server is at work, and says when it has ended. */
function useWork({ data, reload }: Loaded<Shown>): void {
  const wasAtWork = useRef(false);
  useEffect(() => {
    if (!data) return undefined;
    const isAtWork = data.wanted !== null;
    if (wasAtWork.current && !isAtWork) announce(t(`imports.state.${data.state}`));
    wasAtWork.current = isAtWork;
    if (!isAtWork) return undefined;
    const timer = setTimeout(reload, PAUSE);
    return () => clearTimeout(timer);
  }, [data, reload]);
}

function About({ of: one }: { of: Import }) {
  const leftOver = Object.entries(one.leftOver);
  return (
    <section class="card">
      <dl class="fields">
        <div>
          <dt>{t('imports.column.state')}</dt>
          <dd>
            <ImportState of={one} />
          </dd>
        </div>
        <div>
          <dt>{t('imports.source')}</dt>
          <dd>{one.source}</dd>
        </div>
        <div>
          <dt>{t('imports.column.contract')}</dt>
          <dd>{contractName(one.contract)}</dd>
        </div>
        <div>
          <dt>{t('imports.column.rows')}</dt>
          <dd>{number(one.rows)}</dd>
        </div>
        {one.pulledFrom !== null && (
          <div>
            <dt>{t('imports.pulledFrom')}</dt>
            <dd class="mono">{one.pulledFrom}</dd>
          </div>
        )}
        {leftOver.length > 0 && (
          <div>
            <dt>{t('imports.leftOver')}</dt>
            <dd>{leftOver.map(([key, n]) => t('imports.leftOver.key', { key, n: number(n) })).join(', ')}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** How far the work is. A pull and an undo do not know how much is left. */
function Progress({ of: { wanted, rows, planned, done, totals } }: { of: Shown }) {
  const work = t(`imports.work.${wanted!}`);
  const [past, all] = wanted === 'plan' ? [planned, rows] : [done, rows - (totals?.refused ?? 0)];
  const isKnown = (wanted === 'plan' || wanted === 'run') && all > 0;
  const text = isKnown
    ? t('imports.progress', { work, done: number(past), all: number(all) })
    : t('imports.progress.open', { work });
  return (
    <div class="progress">
      <p>{text}</p>
      <progress aria-label={work} {...(isKnown && { value: Math.min(past, all), max: all })} />
    </div>
  );
}

const UNFINISHED: readonly Import['state'][] = ['planning', 'running', 'undoing'];

function Actions({ of, onChanged }: { of: Import; onChanged: () => void }) {
  const { id, state, rows, digest, failure } = of;
  const [isAsked, setAsked] = useState(false);
  const doing = useDoing();
  const act = async (work: () => Promise<unknown>) => {
    if (!(await doing.run(work))) return;
    setAsked(false);
    onChanged();
  };
  const mayResume = UNFINISHED.includes(state) || (state === 'staging' && failure !== null);
  return (
    <>
      {!isAsked && <FailureNote of={doing.error} />}
      <div class="toolbar buttons">
        {state === 'planned' && (
          <Button kind="primary" isBusy={doing.isBusy} onClick={() => void act(() => runImport(id, digest))}>
            {t('imports.run')}
          </Button>
        )}
        {mayResume && (
          <Button kind="primary" isBusy={doing.isBusy} onClick={() => void act(() => resumeImport(id))}>
            {t('imports.resume')}
          </Button>
        )}
        {(state === 'planned' || (state === 'staging' && rows > 0 && failure === null)) && (
          <Button isBusy={doing.isBusy} onClick={() => void act(() => planImport(id))}>
            {t(state === 'planned' ? 'imports.plan.again' : 'imports.plan')}
          </Button>
        )}
        {(state === 'done' || state === 'running') && (
          <Button kind="danger" onClick={() => setAsked(true)}>
            {t('imports.undo')}
          </Button>
        )}
      </div>
      {isAsked && (
        <Confirm
          title={t('imports.undo.title')}
          text={t('imports.undo.text')}
          confirm={t('imports.undo')}
          isDangerous
          doing={doing}
          onConfirm={() => void act(() => undoImport(id))}
          onClose={() => {
            doing.clear();
            setAsked(false);
          }}
        />
      )}
    </>
  );
}

function TotalsOf({ of: { totals, state } }: { of: Import }) {
  if (!totals) return null;
  return (
    <>
      <h2>{t(state === 'planned' ? 'imports.totals.plan' : 'imports.totals.run')}</h2>
      <dl class="figures">
        {OUTCOMES.map((outcome) => (
          <div key={outcome}>
            <dt>{t(`imports.outcome.${outcome}`)}</dt>
            <dd>{number(totals[outcome])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

type Wanted = Outcome | 'listed' | '';

function Rows({ of: { id, state, wanted } }: { of: Import }) {
  const [outcome, setOutcome] = useState<Wanted>('listed');
  const list = usePages(
    (after, signal) => importRows(id, outcome || undefined, after, signal),
    [id, outcome, state, wanted],
  );
  return (
    <>
      <h2>{t('imports.rows')}</h2>
      <div class="filters">
        <Choice<Wanted>
          label={t('imports.rows.show')}
          value={outcome}
          options={[
            { value: 'listed', text: t('imports.rows.listed') },
            ...OUTCOMES.map((value) => ({ value, text: t(`imports.outcome.${value}`) })),
            { value: '', text: t('common.all') },
          ]}
          onChange={setOutcome}
        />
      </div>
      <List of={list} empty={() => <Empty title={t('imports.rows.none')} text={t('imports.rows.none.text')} />}>
        {(rows) => (
          <Table caption={t('imports.rows')} columns={columns()} rows={rows} keyOf={({ row }) => String(row)} />
        )}
      </List>
    </>
  );
}

const TONES = { create: 'good', join: 'info', update: 'info', unchanged: 'plain', refused: 'bad' } as const;

const columns = (): Column<ImportRow>[] => [
  { head: t('imports.row'), names: true, cell: ({ row }) => number(row) },
  { head: t('imports.row.sourceId'), isLong: true, cell: ({ sourceId }) => sourceId ?? <Nothing /> },
  {
    head: t('imports.row.outcome'),
    cell: ({ outcome }) =>
      outcome ? <Badge tone={TONES[outcome]}>{t(`imports.outcome.${outcome}`)}</Badge> : <Nothing />,
  },
  {
    head: t('imports.row.customer'),
    cell: ({ customerId, outcome, isDone }) =>
      // A new customer is there after the run.
      customerId !== null && (isDone || outcome !== 'create') ? (
        <a href={to(['customers', customerId])}>{t('reverts.customer', { id: customerId })}</a>
      ) : (
        <Nothing />
      ),
  },
  { head: t('imports.row.said'), isLong: true, cell: (row) => <Said of={row} /> },
];

type Fault = NonNullable<ImportRow['faults']>[number];

const faultText = ({ field, value, why }: Fault) =>
  value === undefined ? t('imports.fault.noValue', { field, why }) : t('imports.fault', { field, value, why });

/** Why a row is refused, what it comes without, and where it disagrees with the record. */
function Said({ of: { faults, notes, disagreements } }: { of: ImportRow }) {
  const texts = [
    ...(faults ?? []).map(faultText),
    ...(notes ?? []).map((note) => t('imports.without', { fault: faultText(note) })),
    ...(disagreements ?? []).map(({ field, here, there, wins }) =>
      t(`imports.wins.${wins}`, { field: fieldName(field), here, there }),
    ),
  ];
  if (texts.length === 0) return <Nothing />;
  return (
    <ul class="plain-list">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
