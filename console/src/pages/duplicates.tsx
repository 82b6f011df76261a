import { useState } from 'preact/hooks';
import { customer, type Decision, decidePairs, type Pair, pairs, searchPairs } from '../api.js';
import { useDoing, useLoad, usePages } from '../loading.js';
import { to } from '../router.js';
import { useMay } from '../session.js';
import { useActorName } from '../ui/actor.js';
import { announce } from '../ui/announce.js';
import { Badge, Button, Choice, Empty, Lead, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { List } from '../ui/list.js';
import { type Column, Table } from '../ui/table.js';
import { t, time, tn, tOr } from '../words/index.js';

type Said = Decision | 'none';

const keyOf = ({ oneId, otherId }: Pair) => `${oneId} ${otherId}`;

export function DuplicatesPage() {
  return (
    <>
      <Title>{t('duplicates.title')}</Title>
      <Lead>{t('duplicates.lead')}</Lead>
      <PairReview />
    </>
  );
}

/** Pairs of customers that may be one. A person decides about many, and sends all decisions in one request. */
export function PairReview() {
  const [shown, setShown] = useState<Decision | ''>('');
  const list = usePages((after, signal) => pairs(shown || undefined, after, signal), [shown]);
  const [said, setSaid] = useState<Record<string, Said>>({});
  const [found, setFound] = useState<string>();
  const searching = useDoing();
  const saving = useDoing();
  const may = useMay();

  const decisions = (list.data ?? []).flatMap((pair) => {
    const decision = said[keyOf(pair)];
    if (decision === undefined || decision === (pair.decision ?? 'none')) return [];
    return [{ oneId: pair.oneId, otherId: pair.otherId, decision }];
  });
  const look = async () => {
    const searched = await searching.run(searchAll);
    if (!searched) return;
    const text = tn('duplicates.found', searched.done);
    setFound(text);
    announce(text);
    list.reload();
  };
  const save = async () => {
    if (!(await saving.run(() => decidePairs(decisions)))) return;
    setSaid({});
    announce(t('duplicates.saved'));
    list.reload();
  };

  return (
    <>
      {found && <p class="note good">{found}</p>}
      <FailureNote of={searching.error} />
      <div class="filters">
        <Choice<Decision | ''>
          label={t('duplicates.show')}
          value={shown}
          options={[
            { value: '', text: t('duplicates.show.waiting') },
            { value: 'same', text: t('duplicates.show.same') },
            { value: 'different', text: t('duplicates.show.different') },
          ]}
          onChange={setShown}
        />
        {may('customers:write') && (
          <Button kind="primary" isBusy={searching.isBusy} onClick={() => void look()}>
            {t('duplicates.search')}
          </Button>
        )}
      </div>
      <List of={list} empty={() => <Empty title={t('duplicates.none')} text={t('duplicates.none.text')} />}>
        {(rows) => (
          <ol class="history">
            {rows.map((pair) => (
              <li key={keyOf(pair)}>
                <OnePair
                  pair={pair}
                  said={said[keyOf(pair)] ?? pair.decision ?? 'none'}
                  onSay={(decision) => setSaid({ ...said, [keyOf(pair)]: decision })}
                />
              </li>
            ))}
          </ol>
        )}
      </List>
      <FailureNote of={saving.error} />
      {decisions.length > 0 && (
        <div class="save">
          <Button kind="primary" isBusy={saving.isBusy} onClick={() => void save()}>
            {tn('duplicates.save', decisions.length)}
          </Button>
        </div>
      )}
    </>
  );
}

/** One search takes some seconds at most, and says how many customers are left. */
async function searchAll(): Promise<number> {
  for (let sum = 0; ;) {
    const { found, left } = await searchPairs();
    sum += found;
    if (left === 0) return sum;
  }
}

const SAYINGS: readonly Said[] = ['same', 'different', 'none'];

interface OnePairProps {
  pair: Pair;
  said: Said;
  onSay: (decision: Said) => void;
}

function OnePair({ pair, said, onSay }: OnePairProps) {
  const { oneId, otherId, score, evidence, decidedAt, decidedBy } = pair;
  const actor = useActorName();
  const may = useMay();
  const title = t('duplicates.pair', { one: oneId, other: otherId });
  return (
    <article class="card change">
      <header>
        <h2>
          <Name id={oneId} /> · <Name id={otherId} /> <Badge tone="info">{t('duplicates.score', { n: score })}</Badge>
        </h2>
        {decidedAt && <p class="small">{t('duplicates.decided', { who: actor(decidedBy), when: time(decidedAt) })}</p>}
      </header>
      <Table caption={title} columns={columns(pair)} rows={evidence} keyOf={(one) => JSON.stringify(one)} />
      {may('customers:write') && (
        <fieldset class="sayings">
          <legend>{t('duplicates.decision')}</legend>
          {SAYINGS.map((one) => (
            <label key={one} class="check">
              <input type="radio" name={keyOf(pair)} checked={said === one} onChange={() => onSay(one)} />
              <span>{t(one === 'none' ? 'duplicates.none.yet' : `duplicates.${one}`)}</span>
            </label>
          ))}
        </fieldset>
      )}
    </article>
  );
}

function Name({ id }: { id: string }) {
  const { data } = useLoad((signal) => customer(id, undefined, signal), [id]);
  return <a href={to(['customers', id])}>{data?.displayName ?? t('reverts.customer', { id })}</a>;
}

const columns = ({ oneId, otherId }: Pair): Column<Pair['evidence'][number]>[] => [
  { head: t('duplicates.reason'), names: true, cell: ({ reason }) => tOr(`evidence.${reason}`, reason) },
  { head: t('reverts.customer', { id: oneId }), isLong: true, cell: ({ ofOne }) => ofOne },
  { head: t('reverts.customer', { id: otherId }), isLong: true, cell: ({ ofOther }) => ofOther },
  { head: t('duplicates.weight'), isNumber: true, cell: ({ weight }) => (weight > 0 ? `+${weight}` : `${weight}`) },
];
