import { useState } from 'preact/hooks';
import { type Card, type Face, faces } from '../api.js';
import { type FaceRow, faceRows, recordValue } from '../face-rows.js';
import { useLoad } from '../loading.js';
import { type CardField, saysSomething } from '../record-groups.js';
import { contractName } from '../ui/actor.js';
import { Check, Lead, Loading, Value } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { type Column, Table } from '../ui/table.js';
import { fieldName, t } from '../words/index.js';
import { CardValue } from './record.js';

/** What each of the five contracts shows of a customer, field by field. */
export function Faces({ card }: { card: Card }) {
  const { data, error, reload } = useLoad((signal) => faces(card.id, signal), [card.id]);
  const [isFilled, setFilled] = useState(true);
  if (!data) return error ? <FailureNote of={error} onRetry={reload} /> : <Loading />;
  const rows = faceRows(data.data).filter(
    ({ field, shown }) =>
      !isFilled ||
      saysSomething(field, recordValue(card, field)) ||
      Object.values(shown).some((words) => words.some(({ value }) => hasText(value))),
  );
  return (
    <>
      <Lead>{t('faces.lead')}</Lead>
      <div class="toolbar">
        <Check label={t('faces.onlyFilled')} isOn={isFilled} onChange={setFilled} />
      </div>
      {data.data
        .filter(({ status }) => status !== 200)
        .map(({ contract, status }) => (
          <p key={contract} class="note warn">
            {t('faces.refused', { contract: contractName(contract), status })}
          </p>
        ))}
      {/* A region that scrolls must be reachable by the keyboard. */}
      <div class="faces" role="region" aria-label={t('customer.tab.faces')} tabIndex={0}>
        <Table
          caption={t('faces.lead')}
          columns={columnsOf(card, data.data)}
          rows={rows}
          keyOf={({ field }) => field}
        />
      </div>
      <h2>{t('faces.answers')}</h2>
      {data.data.map((face) => (
        <WholeAnswer key={face.contract} face={face} />
      ))}
    </>
  );
}

const hasText = (value: unknown) =>
  (typeof value === 'string' && value !== '') || (Array.isArray(value) && value.length > 0);

const columnsOf = (card: Card, all: readonly Face[]): Column<FaceRow>[] => [
  { head: t('faces.field'), names: true, cell: ({ field }) => fieldName(field) },
  {
    head: t('faces.record'),
    cell: ({ field }) =>
      field in card && !Array.isArray(card[field as CardField]) ? (
        <CardValue card={card} field={field as CardField} />
      ) : (
        <FaceValue of={recordValue(card, field)} />
      ),
  },
  ...all.map(({ contract }) => ({
    head: contractName(contract),
    cell: ({ shown }: FaceRow) =>
      shown[contract]?.map(({ words, value }) => (
        <div key={words[0]} class="face-word">
          <span class="face-value">
            <FaceValue of={value} />
          </span>
          {words.map((word) => (
            <code key={word}>{word}</code>
          ))}
        </div>
      )) ?? <span class="hidden">{t('faces.notShown')}</span>,
  })),
];

/** A list has a line for each of its values. */
const FaceValue = ({ of }: { of: unknown }) =>
  Array.isArray(of) && of.length > 1 ? (
    <ul class="plain-list">
      {of.map((one, at) => (
        <li key={at}>{String(one)}</li>
      ))}
    </ul>
  ) : (
    <Value of={of} />
  );

const WholeAnswer = ({ face: { contract, address, status, answer } }: { face: Face }) => (
  <details class="answer">
    <summary>
      {contractName(contract)} <code>GET {address}</code> <span>{status}</span>
    </summary>
    <pre tabIndex={0}>{JSON.stringify(answer, null, 2)}</pre>
  </details>
);
