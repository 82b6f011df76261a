import { useState } from 'preact/hooks';
import { type CreateWebhook, createWebhook, type Webhook, webhooks, type WebhookWithSecret } from '../api.js';
import { useDoing, usePages } from '../loading.js';
import { to } from '../router.js';
import { useMay } from '../session.js';
import { contractName, CONTRACTS } from '../ui/actor.js';
import { Dialog } from '../ui/dialog.js';
import { Badge, Button, Check, Choice, Empty, Field, Lead, Time, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { List } from '../ui/list.js';
import { Secret } from '../ui/secret.js';
import { type Column, Table } from '../ui/table.js';
import { t, time, tOr } from '../words/index.js';

const KINDS = ['created', 'updated', 'deleted', 'restored', 'erased'] as const;
type Kind = (typeof KINDS)[number];
type ShownBy = NonNullable<CreateWebhook['shownBy']>;

export function WebhooksPage() {
  const list = usePages(webhooks, []);
  const may = useMay();
  const [open, setOpen] = useState<'form' | WebhookWithSecret>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Title
        extra={
          may('webhooks:write') && (
            <Button kind="primary" onClick={() => setOpen('form')}>
              {t('webhooks.new')}
            </Button>
          )
        }
      >
        {t('webhooks.title')}
      </Title>
      <Lead>{t('webhooks.lead')}</Lead>
      <List of={list} empty={() => <Empty title={t('webhooks.none')} text={t('webhooks.none.text')} />}>
        {(rows) => <Table caption={t('webhooks.title')} columns={columns()} rows={rows} keyOf={({ id }) => id} />}
      </List>
      {open === 'form' && (
        <WebhookForm
          onMade={(made) => {
            setOpen(made);
            list.reload();
          }}
          onClose={close}
        />
      )}
      {typeof open === 'object' && <WebhookSecret of={open} onClose={close} />}
    </>
  );
}

export const WebhookSecret = ({ of: { secret }, onClose }: { of: WebhookWithSecret; onClose: () => void }) => (
  <Secret
    title={t('webhooks.secret.title')}
    texts={[{ label: t('webhooks.secret'), value: secret }]}
    onClose={onClose}
  />
);

export const kindsOf = ({ kinds }: Webhook) =>
  kinds === null ? t('webhooks.kinds.all') : kinds.map((kind) => tOr(`event.${kind}`, kind)).join(', ');

export function WebhookState({ of: { state, failingSince } }: { of: Webhook }) {
  return (
    <>
      <Badge tone={({ active: 'good', paused: 'warn', ended: 'bad' } as const)[state]}>
        {t(`webhooks.state.${state}`)}
      </Badge>
      {failingSince && <span class="below">{t('webhooks.failing', { when: time(failingSince) })}</span>}
    </>
  );
}

const columns = (): Column<Webhook>[] => [
  {
    head: t('webhooks.column.receiver'),
    names: true,
    isLong: true,
    cell: ({ id, url, description }) => (
      <>
        <a href={to(['webhooks', id])}>{description ?? url}</a>
        {description && <span class="below">{url}</span>}
      </>
    ),
  },
  { head: t('webhooks.column.kinds'), cell: kindsOf },
  { head: t('webhooks.column.state'), cell: (one) => <WebhookState of={one} /> },
  {
    head: t('webhooks.column.delivered'),
    cell: ({ deliveredAt }) => (deliveredAt ? <Time at={deliveredAt} /> : t('common.never')),
  },
];

function WebhookForm({ onMade, onClose }: { onMade: (webhook: WebhookWithSecret) => void; onClose: () => void }) {
  const [url, setUrl] = useState('https://');
  const [description, setDescription] = useState('');
  const [kinds, setKinds] = useState<readonly Kind[]>(KINDS);
  const [shownBy, setShownBy] = useState<ShownBy | ''>('');
  const doing = useDoing();
  const make = async () => {
    const made = await doing.run(() =>
      createWebhook({
        url: url.trim(),
        description: description.trim() || null,
        // All of them are also those that come in a later version.
        kinds: kinds.length === KINDS.length ? null : [...kinds],
        shownBy: shownBy || null,
      }),
    );
    if (made) onMade(made.done);
  };
  return (
    <Dialog title={t('webhooks.new')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Field label={t('webhooks.url')} hint={t('webhooks.url.hint')}>
          {(given) => (
            <input
              {...given}
              type="url"
              required
              maxLength={2000}
              autocomplete="off"
              value={url}
              onInput={({ currentTarget }) => setUrl(currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('webhooks.description')}>
          {(given) => (
            <input
              {...given}
              type="text"
              maxLength={200}
              autocomplete="off"
              value={description}
              onInput={({ currentTarget }) => setDescription(currentTarget.value)}
            />
          )}
        </Field>
        <fieldset>
          <legend>{t('webhooks.kinds')}</legend>
          <div class="checks">
            {KINDS.map((kind) => (
              <Check
                key={kind}
                label={t(`event.${kind}`)}
                isOn={kinds.includes(kind)}
                onChange={(isOn) => setKinds(KINDS.filter((one) => (one === kind ? isOn : kinds.includes(one))))}
              />
            ))}
          </div>
        </fieldset>
        <Choice<ShownBy | ''>
          label={t('webhooks.shownBy')}
          value={shownBy}
          options={[
            { value: '', text: t('webhooks.shownBy.none') },
            ...CONTRACTS.map((value) => ({ value, text: contractName(value) })),
          ]}
          onChange={setShownBy}
        />
        <FailureNote of={doing.error} />
        <div class="dialog-buttons">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" isBusy={doing.isBusy}>
            {t('webhooks.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
