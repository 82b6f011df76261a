import { useState } from 'preact/hooks';
import {
  deleteWebhook,
  deliveries,
  type Delivery,
  pauseWebhook,
  replayWebhook,
  resumeWebhook,
  rotateWebhook,
  testWebhook,
  type Webhook,
  webhook,
  type WebhookWithSecret,
} from '../api.js';
import { useDoing, useLoad, usePages } from '../loading.js';
import { go, to } from '../router.js';
import { useMay } from '../session.js';
import { contractName, useActorName } from '../ui/actor.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { Badge, Button, Field, Loading, Nothing, Time, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { List } from '../ui/list.js';
import { type Column, Table } from '../ui/table.js';
import { number, t, time, tOr } from '../words/index.js';
import { kindsOf, WebhookSecret, WebhookState } from './webhooks.js';

export function WebhookPage({ id }: { id: string }) {
  const { data, error, reload } = useLoad((signal) => webhook(id, signal), [id]);
  const failed = usePages((after, signal) => deliveries(id, after, signal), [id]);
  const may = useMay();
  const again = () => {
    reload();
    failed.reload();
  };
  return (
    <>
      <p class="crumb">
        <a href={to(['webhooks'])}>{t('common.back', { place: t('webhooks.title') })}</a>
      </p>
      <Title key={id}>{data?.description ?? t('webhooks.title.one', { id })}</Title>
      {error !== undefined && <FailureNote of={error} onRetry={reload} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <About of={data} />
          {may('webhooks:write') && <Actions of={data} onChanged={again} />}
          <h2>{t('webhooks.deliveries')}</h2>
          <List of={failed} empty={() => <p class="nothing">{t('webhooks.deliveries.none')}</p>}>
            {(rows) => (
              <Table
                caption={t('webhooks.deliveries')}
                columns={columns()}
                rows={rows}
                keyOf={(row) => JSON.stringify(row)}
              />
            )}
          </List>
        </>
      )}
    </>
  );
}

const outcomeName = (outcome: string | null) => (outcome === null ? '' : tOr(`outcome.${outcome}`, outcome));

function About({ of: one }: { of: Webhook }) {
  const actor = useActorName();
  const { url, shownBy, maker, reason, deliveredAt, lastFailure, pausedUntil, stateSince } = one;
  return (
    <section class="card">
      <dl class="fields">
        <div>
          <dt>{t('webhooks.url')}</dt>
          <dd class="mono">{url}</dd>
        </div>
        <div>
          <dt>{t('webhooks.column.state')}</dt>
          <dd>
            <WebhookState of={one} /> {t('webhooks.since', { when: time(stateSince) })}
          </dd>
        </div>
        {reason && (
          <div>
            <dt>{t('webhooks.reason')}</dt>
            <dd>{tOr(`webhooks.reason.${reason}`, reason)}</dd>
          </div>
        )}
        <div>
          <dt>{t('webhooks.kinds')}</dt>
          <dd>{kindsOf(one)}</dd>
        </div>
        <div>
          <dt>{t('webhooks.shownBy')}</dt>
          <dd>{shownBy === null ? t('webhooks.shownBy.none') : contractName(shownBy)}</dd>
        </div>
        <div>
          <dt>{t('webhooks.maker')}</dt>
          <dd>{actor(maker)}</dd>
        </div>
        <div>
          <dt>{t('webhooks.column.delivered')}</dt>
          <dd>{deliveredAt ? <Time at={deliveredAt} /> : t('common.never')}</dd>
        </div>
        {lastFailure && (
          <div>
            <dt>{t('webhooks.lastFailure')}</dt>
            <dd>{outcomeName(lastFailure)}</dd>
          </div>
        )}
        {pausedUntil && (
          <div>
            <dt>{t('webhooks.nextTry')}</dt>
            <dd>
              <Time at={pausedUntil} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

type Asked = 'rotate' | 'replay' | 'delete';

function Actions({ of: { id, state }, onChanged }: { of: Webhook; onChanged: () => void }) {
  const [asked, setAsked] = useState<Asked>();
  const [said, setSaid] = useState<{ text: string; isGood: boolean }>();
  const [secret, setSecret] = useState<WebhookWithSecret>();
  const [since, setSince] = useState('');
  const doing = useDoing();
  const inDialog = useDoing();
  const close = () => {
    inDialog.clear();
    setAsked(undefined);
  };
  const say = (text: string, isGood = true) => {
    setSaid({ text, isGood });
    announce(text);
    onChanged();
  };
  const test = async () => {
    const tested = await doing.run(() => testWebhook(id));
    if (!tested) return;
    const { arrived, outcome } = tested.done;
    say(t(arrived ? 'webhooks.test.arrived' : 'webhooks.test.failed', { outcome: outcomeName(outcome) }), arrived);
  };
  const turn = async () => {
    const isPaused = state !== 'active';
    if (await doing.run<unknown>(() => (isPaused ? resumeWebhook(id) : pauseWebhook(id))))
      say(t(isPaused ? 'webhooks.resumed' : 'webhooks.paused'));
  };
  const rotate = async () => {
    const rotated = await inDialog.run(() => rotateWebhook(id));
    if (!rotated) return;
    close();
    setSecret(rotated.done);
  };
  const replay = async () => {
    if (!(await inDialog.run(() => replayWebhook(id, new Date(since).toISOString())))) return;
    close();
    say(t('webhooks.replayed'));
  };
  const remove = async () => {
    if (!(await inDialog.run(() => deleteWebhook(id)))) return;
    announce(t('webhooks.deleted'));
    go(to(['webhooks']));
  };
  return (
    <>
      <div class="toolbar buttons">
        <Button isBusy={doing.isBusy} onClick={() => void test()}>
          {t('webhooks.test')}
        </Button>
        <Button isBusy={doing.isBusy} onClick={() => void turn()}>
          {t(state === 'active' ? 'webhooks.pause' : 'webhooks.resume')}
        </Button>
        <Button onClick={() => setAsked('replay')}>{t('webhooks.replay')}</Button>
        <Button onClick={() => setAsked('rotate')}>{t('webhooks.rotate')}</Button>
        <Button kind="danger" onClick={() => setAsked('delete')}>
          {t('webhooks.delete')}
        </Button>
      </div>
      {said && <p class={`note ${said.isGood ? 'good' : 'warn'}`}>{said.text}</p>}
      <FailureNote of={doing.error} />
      {asked === 'rotate' && (
        <Confirm
          title={t('webhooks.rotate.title')}
          text={t('webhooks.rotate.text')}
          confirm={t('webhooks.rotate')}
          doing={inDialog}
          onConfirm={() => void rotate()}
          onClose={close}
        />
      )}
      {asked === 'replay' && (
        <Confirm
          title={t('webhooks.replay.title')}
          text={t('webhooks.replay.text')}
          confirm={t('webhooks.replay')}
          doing={inDialog}
          onConfirm={() => since && void replay()}
          onClose={close}
        >
          <Field label={t('webhooks.replay.since')}>
            {(given) => (
              <input
                {...given}
                type="datetime-local"
                required
                value={since}
                onInput={({ currentTarget }) => setSince(currentTarget.value)}
              />
            )}
          </Field>
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm
          title={t('webhooks.delete.title')}
          text={t('webhooks.delete.text')}
          confirm={t('webhooks.delete')}
          isDangerous
          doing={inDialog}
          onConfirm={() => void remove()}
          onClose={close}
        />
      )}
      {secret && <WebhookSecret of={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

const columns = (): Column<Delivery>[] => [
  {
    head: t('webhooks.delivery.customer'),
    names: true,
    cell: ({ customerId }) => <a href={to(['customers', customerId])}>{customerId}</a>,
  },
  {
    head: t('webhooks.delivery.state'),
    cell: ({ state }) => <Badge tone={state === 'waiting' ? 'warn' : 'bad'}>{t(`webhooks.delivery.${state}`)}</Badge>,
  },
  { head: t('webhooks.delivery.failures'), isNumber: true, cell: ({ failures }) => number(failures) },
  { head: t('webhooks.delivery.last'), cell: ({ lastFailure }) => outcomeName(lastFailure) || <Nothing /> },
  {
    head: t('webhooks.delivery.next'),
    cell: ({ nextTryAt }) => (nextTryAt ? <Time at={nextTryAt} /> : <Nothing />),
  },
];
