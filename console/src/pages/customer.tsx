import { useState } from 'preact/hooks';
import { ApiError, type Card, type Change, changes, customer, restore } from '../api.js';
import { useDoing, useLoad } from '../loading.js';
import { type Place, to } from '../router.js';
import { useMay } from '../session.js';
import { useActorName } from '../ui/actor.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { Badge, Button, Check, Empty, Loading, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { t, time, type Word } from '../words/index.js';
import { Faces } from './faces.js';
import { History } from './history.js';
import { Record } from './record.js';

interface CustomerProps {
  id: string;
  view?: string;
  place: Place;
}

interface Found {
  card?: Card;
  /** Of a customer that was deleted: how it was last, and the change that deleted it. */
  deleted?: { card?: Card; change: Change };
}

export function CustomerPage({ id, view = 'record', place: { query } }: CustomerProps) {
  const asOf = query.get('asOf') ?? undefined;
  const { data, error, reload } = useLoad((signal) => find(id, asOf, signal), [id, asOf]);
  if (!data) {
    return (
      <>
        <Title>{t('record.customer')}</Title>
        {error ? <Missing id={id} error={error} onRetry={reload} /> : <Loading />}
      </>
    );
  }
  const card = data.card ?? data.deleted?.card;
  return (
    <>
      <p class="crumb">
        <a href={to(['customers'])}>{t('common.back', { place: t('customers.title') })}</a>
      </p>
      <Title
        key={id}
        extra={
          <>
            {card && <span class="mono">{card.code}</span>}
            {data.deleted && <Badge tone="bad">{t('customer.deleted')}</Badge>}
            {card && !card.isActive && <Badge>{t('customer.inactive')}</Badge>}
            {card && <Badge>{t('customer.version', { n: card.version })}</Badge>}
          </>
        }
      >
        {card?.displayName ?? t('reverts.customer', { id })}
      </Title>
      {error !== undefined && <FailureNote of={error} onRetry={reload} />}
      {asOf && (
        <div class="note info">
          <p>
            {t('customer.asOf', { n: asOf })} <a href={to(['customers', id])}>{t('customer.asOf.back')}</a>
          </p>
        </div>
      )}
      {data.deleted ? (
        <>
          <Deleted id={id} change={data.deleted.change} onRestored={reload} />
          <History id={id} />
        </>
      ) : (
        <>
          <Tabs id={id} view={view} />
          {view === 'record' && card && <Record card={card} />}
          {view === 'faces' && card && <Faces card={card} />}
          {view === 'history' && <History id={id} />}
        </>
      )}
    </>
  );
}

async function find(id: string, asOf: string | undefined, signal: AbortSignal): Promise<Found> {
  try {
    return { card: await customer(id, asOf, signal) };
  } catch (error) {
    if (asOf !== undefined || !(error instanceof ApiError && error.status === 404)) throw error;
    // A deleted customer answers like a missing one, but its history is there.
    const [last] = (await changes(id, { limit: 1 }, undefined, signal)).data;
    if (last?.kind !== 'deleted') throw error;
    return { deleted: { change: last, card: await lastCard(id, last, signal) } };
  }
}

/** Before changes were kept, nothing says how it was. */
async function lastCard(id: string, { version }: Change, signal: AbortSignal): Promise<Card | undefined> {
  if (version === null || version < 2) return undefined;
  return customer(id, String(version - 1), signal).catch((error: unknown) => {
    if (error instanceof ApiError && [404, 410].includes(error.status)) return undefined;
    throw error;
  });
}

function Missing({ id, error, onRetry }: { id: string; error: unknown; onRetry: () => void }) {
  const isMissing = error instanceof ApiError && error.status === 404;
  if (!isMissing) return <FailureNote of={error} onRetry={onRetry} />;
  return (
    <Empty title={t('customer.missing', { id })} text={t('customer.missing.text')}>
      <p>
        <a href={to(['customers'])}>{t('common.back', { place: t('customers.title') })}</a>
      </p>
    </Empty>
  );
}

const VIEWS: readonly { view: string; title: Word }[] = [
  { view: 'record', title: 'customer.tab.record' },
  { view: 'faces', title: 'customer.tab.faces' },
  { view: 'history', title: 'customer.tab.history' },
];

const Tabs = ({ id, view: shown }: { id: string; view: string }) => (
  <nav class="tabs" aria-label={t('customer.tabs')}>
    {VIEWS.map(({ view, title }) => (
      <a
        key={view}
        href={to(view === 'record' ? ['customers', id] : ['customers', id, view])}
        aria-current={view === shown ? 'page' : undefined}
      >
        {t(title)}
      </a>
    ))}
  </nav>
);

function Deleted({ id, change, onRestored }: { id: string; change: Change; onRestored: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const [isReleased, setReleased] = useState(false);
  const doing = useDoing();
  const name = useActorName();
  const may = useMay();
  const bringBack = async () => {
    if (!(await doing.run(() => restore(id, isReleased)))) return;
    setAsked(false);
    announce(t('restore.done'));
    onRestored();
  };
  return (
    <div class="note warn">
      <p>{t('customer.deleted.text', { when: time(change.at), who: name(change.actor) })}</p>
      {may('customers:write') ? (
        <Button kind="primary" onClick={() => setAsked(true)}>
          {t('restore.button')}
        </Button>
      ) : (
        <p>{t('common.forbidden', { permission: t('permission.customers:write') })}</p>
      )}
      {isAsked && (
        <Confirm
          title={t('restore.title')}
          text={t('restore.text')}
          confirm={t('restore.confirm')}
          doing={doing}
          onConfirm={() => void bringBack()}
          onClose={() => setAsked(false)}
        >
          <Check label={t('restore.release')} isOn={isReleased} onChange={setReleased} />
        </Confirm>
      )}
    </div>
  );
}
