import { useState } from 'preact/hooks';
import { type CreateImport, FILE_TYPES, type Import, importFile, imports } from '../api.js';
import { useDoing, usePages } from '../loading.js';
import { go, to } from '../router.js';
import { useMay } from '../session.js';
import { contractName, CONTRACTS } from '../ui/actor.js';
import { Dialog } from '../ui/dialog.js';
import { Badge, Button, Choice, Empty, Field, Lead, Time, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { List } from '../ui/list.js';
import { type Column, Table } from '../ui/table.js';
import { number, t } from '../words/index.js';

export function ImportsPage() {
  const list = usePages(imports, []);
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Title
        extra={
          may('customers:write') && (
            <Button kind="primary" onClick={() => setOpen(true)}>
              {t('imports.new')}
            </Button>
          )
        }
      >
        {t('imports.title')}
      </Title>
      <Lead>{t('imports.lead')}</Lead>
      <List of={list} empty={() => <Empty title={t('imports.none')} text={t('imports.none.text')} />}>
        {(rows) => <Table caption={t('imports.title')} columns={columns()} rows={rows} keyOf={({ id }) => id} />}
      </List>
      {isOpen && <ImportForm onClose={() => setOpen(false)} />}
    </>
  );
}

const TONES = {
  staging: 'info',
  planning: 'warn',
  planned: 'info',
  running: 'warn',
  done: 'good',
  undoing: 'warn',
  undone: 'plain',
} as const;

export function ImportState({ of: { state, wanted, failure } }: { of: Import }) {
  if (wanted !== null) return <Badge tone="info">{t(`imports.work.${wanted}`)}</Badge>;
  return <Badge tone={failure === null ? TONES[state] : 'bad'}>{t(`imports.state.${state}`)}</Badge>;
}

const columns = (): Column<Import>[] => [
  {
    head: t('imports.column.name'),
    names: true,
    isLong: true,
    cell: ({ id, name }) => <a href={to(['imports', id])}>{name}</a>,
  },
  { head: t('imports.column.contract'), cell: ({ contract }) => contractName(contract) },
  { head: t('imports.column.state'), cell: (one) => <ImportState of={one} /> },
  { head: t('imports.column.rows'), isNumber: true, cell: ({ rows }) => number(rows) },
  { head: t('imports.column.changed'), cell: ({ changedAt }) => <Time at={changedAt} /> },
];

function ImportForm({ onClose }: { onClose: () => void }) {
  const [contract, setContract] = useState<CreateImport['contract']>('contacts');
  const [source, setSource] = useState('');
  const [file, setFile] = useState<File>();
  const doing = useDoing();
  const send = async () => {
    if (!file) return;
    const made = await doing.run(() => importFile({ contract, source: source.trim() || null }, file));
    if (made) go(to(['imports', made.done.id]));
  };
  return (
    <Dialog title={t('imports.new')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Choice
          label={t('imports.contract')}
          value={contract}
          options={CONTRACTS.map((value) => ({ value, text: contractName(value) }))}
          onChange={setContract}
        />
        <Field label={t('imports.source')} hint={t('imports.source.hint')}>
          {(given) => (
            <input
              {...given}
              type="text"
              maxLength={60}
              autocomplete="off"
              value={source}
              onInput={({ currentTarget }) => setSource(currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('imports.file')} hint={t('imports.file.hint')}>
          {(given) => (
            <input
              {...given}
              type="file"
              required
              accept={Object.keys(FILE_TYPES)
                .map((ending) => `.${ending}`)
                .join()}
              onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
            />
          )}
        </Field>
        <FailureNote of={doing.error} />
        <div class="dialog-buttons">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" isBusy={doing.isBusy}>
            {t('imports.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
