import { useState } from 'preact/hooks';
import {
  type CreateKey,
  createKey,
  type Key,
  keys,
  type NewKey,
  type Permission,
  revokeKey,
  rotateKey,
} from '../api.js';
import { useDoing, usePages } from '../loading.js';
import { useMay, useSession } from '../session.js';
import { contractName, useActorName } from '../ui/actor.js';
import { announce } from '../ui/announce.js';
import { Confirm, Dialog } from '../ui/dialog.js';
import { Badge, Button, Check, Choice, Empty, Field, Lead, Time, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { List } from '../ui/list.js';
import { Secret } from '../ui/secret.js';
import { type Column, Table } from '../ui/table.js';
import { date, t, tn } from '../words/index.js';

type Contract = CreateKey['contract'];
/** Contacts has no keys. */
const CONTRACTS: readonly Contract[] = ['billing', 'clients', 'erp', 'accounting', 'clientela'];

const nameOf = ({ id, name }: Pick<Key, 'id' | 'name'>) => name ?? t('keys.unnamed', { id });

type Open = { is: 'form' } | { is: 'secret'; key: NewKey } | { is: 'rotate' | 'revoke'; key: Key };

export function KeysPage() {
  const [contract, setContract] = useState<Contract | ''>('');
  const list = usePages((after, signal) => keys(contract || undefined, after, signal), [contract]);
  const [open, setOpen] = useState<Open>();
  const may = useMay();
  const actor = useActorName();
  const doing = useDoing();
  const close = () => {
    doing.clear();
    setOpen(undefined);
  };
  const shown = (key: NewKey) => {
    setOpen({ is: 'secret', key });
    list.reload();
  };
  const rotate = async ({ id }: Key) => {
    const rotated = await doing.run(() => rotateKey(id));
    if (rotated) shown(rotated.done);
  };
  const revoke = async (key: Key) => {
    if (!(await doing.run(() => revokeKey(key.id)))) return;
    close();
    announce(t('keys.revoke.done', { name: nameOf(key) }));
    list.reload();
  };

  const columns: Column<Key>[] = [
    {
      head: t('keys.column.name'),
      names: true,
      cell: (key) => (
        <>
          {nameOf(key)}
          <span class="below">{tn('keys.permissions.count', key.permissions.length)}</span>
        </>
      ),
    },
    { head: t('keys.column.contract'), cell: (key) => contractName(key.contract) },
    { head: t('keys.column.hint'), isLong: true, cell: ({ hint, publicKey }) => <code>{publicKey ?? hint}</code> },
    {
      head: t('keys.column.made'),
      cell: ({ createdAt, maker }) => (
        <>
          <Time at={createdAt} />
          <span class="below">{actor(maker ?? 'cli')}</span>
        </>
      ),
    },
    {
      head: t('keys.column.used'),
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : t('common.never')),
    },
    { head: t('keys.column.state'), cell: (key) => <State of={key} /> },
    ...(may('keys:write')
      ? [
          {
            head: t('common.actions'),
            isUnnamed: true,
            cell: (key: Key) => key.isUsable && <Actions of={key} onOpen={(is) => setOpen({ is, key })} />,
          },
        ]
      : []),
  ];

  return (
    <>
      <Title
        extra={
          may('keys:write') && (
            <Button kind="primary" onClick={() => setOpen({ is: 'form' })}>
              {t('keys.new')}
            </Button>
          )
        }
      >
        {t('keys.title')}
      </Title>
      <Lead>{t('keys.lead')}</Lead>
      <div class="filters">
        <Choice<Contract | ''>
          label={t('keys.contract')}
          value={contract}
          options={[
            { value: '', text: t('common.all') },
            ...CONTRACTS.map((value) => ({ value, text: contractName(value) })),
          ]}
          onChange={setContract}
        />
      </div>
      <List of={list} empty={() => <Empty title={t('keys.none')} text={t('keys.none.text')} />}>
        {(rows) => <Table caption={t('keys.title')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      </List>
      {open?.is === 'form' && <KeyForm onMade={shown} onClose={close} />}
      {open?.is === 'secret' && <NewSecret of={open.key} onClose={close} />}
      {open?.is === 'rotate' && (
        <Confirm
          title={t('keys.rotate.title', { name: nameOf(open.key) })}
          text={t('keys.rotate.text')}
          confirm={t('keys.rotate')}
          doing={doing}
          onConfirm={() => void rotate(open.key)}
          onClose={close}
        />
      )}
      {open?.is === 'revoke' && (
        <Confirm
          title={t('keys.revoke.title', { name: nameOf(open.key) })}
          text={t('keys.revoke.text')}
          confirm={t('keys.revoke')}
          isDangerous
          doing={doing}
          onConfirm={() => void revoke(open.key)}
          onClose={close}
        />
      )}
    </>
  );
}

function State({ of: { isUsable, revokedAt, replacedBy, expiresAt } }: { of: Key }) {
  return (
    <>
      {isUsable ? (
        <Badge tone="good">{t('keys.usable')}</Badge>
      ) : (
        <Badge tone="bad">{t(revokedAt ? 'keys.revoked' : 'keys.expired')}</Badge>
      )}
      {expiresAt && isUsable && <span class="below">{t('keys.ends', { when: date(expiresAt) })}</span>}
      {replacedBy && <span class="below">{t('keys.replaced', { id: replacedBy })}</span>}
    </>
  );
}

const Actions = ({ of: key, onOpen }: { of: Key; onOpen: (is: 'rotate' | 'revoke') => void }) => (
  <span class="buttons">
    <Button label={`${t('keys.rotate')}: ${nameOf(key)}`} onClick={() => onOpen('rotate')}>
      {t('keys.rotate')}
    </Button>
    <Button label={`${t('keys.revoke')}: ${nameOf(key)}`} onClick={() => onOpen('revoke')}>
      {t('keys.revoke')}
    </Button>
  </span>
);

function NewSecret({ of: { publicKey, secret }, onClose }: { of: NewKey; onClose: () => void }) {
  const texts = publicKey
    ? [
        { label: t('keys.secret.publicKey'), value: publicKey },
        { label: t('keys.secret.privateKey'), value: secret },
      ]
    : [{ label: t('keys.secret.secret'), value: secret }];
  return <Secret title={t('keys.secret.title')} texts={texts} onClose={onClose} />;
}

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

function KeyForm({ onMade, onClose }: { onMade: (key: NewKey) => void; onClose: () => void }) {
  const { permissions: own } = useSession();
  const [contract, setContract] = useState<Contract>('billing');
  const [name, setName] = useState('');
  const [expires, setExpires] = useState('');
  const [accountingCase, setCase] = useState<'' | 'camel' | 'snake'>('');
  const [isChosen, setIsChosen] = useState(false);
  const [chosen, setChosen] = useState<readonly Permission[]>(['customers:read']);
  const doing = useDoing();
  const make = async () => {
    const made = await doing.run(() =>
      createKey({
        contract,
        name: name.trim() || null,
        ...(isChosen && { permissions: [...chosen] }),
        ...(expires && { expiresAt: new Date(`${expires}T00:00:00`).toISOString() }),
        ...(contract === 'accounting' && accountingCase && { accountingCase }),
      }),
    );
    if (made) onMade(made.done);
  };
  const tick = (permission: Permission, isOn: boolean) =>
    setChosen(isOn ? [...chosen, permission] : chosen.filter((one) => one !== permission));
  return (
    <Dialog title={t('keys.new')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Choice<Contract>
          label={t('keys.contract')}
          value={contract}
          options={CONTRACTS.map((value) => ({ value, text: contractName(value) }))}
          onChange={setContract}
        />
        <Field label={t('keys.form.name')} hint={t('keys.form.name.hint')}>
          {(given) => (
            <input
              {...given}
              type="text"
              maxLength={100}
              autocomplete="off"
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('keys.form.expires')} hint={t('keys.form.expires.hint')}>
          {(given) => (
            <input
              {...given}
              type="date"
              min={tomorrow()}
              value={expires}
              onInput={({ currentTarget }) => setExpires(currentTarget.value)}
            />
          )}
        </Field>
        {contract === 'accounting' && (
          <Choice<'' | 'camel' | 'snake'>
            label={t('keys.form.case')}
            value={accountingCase}
            options={[
              { value: '', text: t('keys.form.case.tenant') },
              { value: 'camel', text: 'camelCase' },
              { value: 'snake', text: 'snake_case' },
            ]}
            onChange={setCase}
          />
        )}
        <fieldset>
          <legend>{t('keys.form.permissions')}</legend>
          {[false, true].map((value) => (
            <label key={String(value)} class="check">
              <input type="radio" name="permissions" checked={isChosen === value} onChange={() => setIsChosen(value)} />
              <span>{t(value ? 'keys.form.permissions.chosen' : 'keys.form.permissions.default')}</span>
            </label>
          ))}
          {isChosen && (
            <div class="checks">
              {own.map((permission) => (
                <Check
                  key={permission}
                  label={t(`permission.${permission}`)}
                  isOn={chosen.includes(permission)}
                  onChange={(isOn) => tick(permission, isOn)}
                />
              ))}
            </div>
          )}
        </fieldset>
        <FailureNote of={doing.error} />
        <div class="dialog-buttons">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" isBusy={doing.isBusy}>
            {t('keys.form.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
