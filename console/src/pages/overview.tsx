import { useState } from 'preact/hooks';
import { type Day, statistics } from '../api.js';
import { useLoad } from '../loading.js';
import { contractName, CONTRACTS } from '../ui/actor.js';
import { type Bar, Bars, Line, type Point } from '../ui/charts.js';
import { Choice, Lead, Loading, Title } from '../ui/elements.js';
import { FailureNote } from '../ui/failure.js';
import { type Column, Table } from '../ui/table.js';
import { day, number, t } from '../words/index.js';

const PERIODS = ['7', '14', '31'] as const;
type Period = (typeof PERIODS)[number];

/** The contract of a write by a command or by the server. */
const NONE = 'none';
const SERIES = [...CONTRACTS, NONE];
const seriesName = (name: string) => (name === NONE ? t('overview.noContract') : contractName(name));

export function OverviewPage() {
  const [period, setPeriod] = useState<Period>('7');
  const { data, error, reload } = useLoad((signal) => statistics(Number(period), signal), [period]);
  return (
    <>
      <Title>{t('overview.title')}</Title>
      <Lead>{t('overview.lead')}</Lead>
      <div class="filters">
        <Choice<Period>
          label={t('overview.period')}
          value={period}
          options={PERIODS.map((value) => ({ value, text: t('overview.days', { n: value }) }))}
          onChange={setPeriod}
        />
      </div>
      {error !== undefined && <FailureNote of={error} onRetry={reload} />}
      {data ? <Figures days={data.data} period={Number(period)} /> : !error && <Loading />}
    </>
  );
}

const writesOf = ({ writes }: Day) => writes.reduce((sum, { count }) => sum + count, 0);
const writesBy = ({ writes }: Day, name: string) =>
  writes.find(({ contract }) => (contract ?? NONE) === name)?.count ?? 0;

function Figures({ days: newestFirst, period }: { days: readonly Day[]; period: number }) {
  const [today] = newestFirst;
  const days = newestFirst.toReversed();
  const total = days.reduce((sum, one) => sum + writesOf(one), 0);
  return (
    <>
      <dl class="figures">
        <div>
          <dt>{t('overview.customers')}</dt>
          <dd>{number(today?.customers ?? 0)}</dd>
        </div>
        <div>
          <dt>{t('overview.today')}</dt>
          <dd>{number(today ? writesOf(today) : 0)}</dd>
        </div>
        <div>
          <dt>{t('overview.inPeriod')}</dt>
          <dd>{number(total)}</dd>
        </div>
      </dl>
      <div class="charts">
        <section class="card">
          <h2>{t('overview.writes')}</h2>
          {total === 0 ? <p>{t('overview.nothing')}</p> : <Writes days={days} period={period} total={total} />}
        </section>
        {days.length > 0 && (
          <section class="card">
            <h2>{t('overview.totals')}</h2>
            <Totals days={days} period={period} />
          </section>
        )}
      </div>
      <details class="card">
        <summary>{t('overview.table')}</summary>
        <Table caption={t('overview.table')} columns={columns(days)} rows={newestFirst} keyOf={({ day: key }) => key} />
      </details>
    </>
  );
}

/** All days of the period, the oldest first. Those before changes were kept have no figures. */
function calendar(days: readonly Day[], period: number): { day: string; figures?: Day }[] {
  const last = new Date(`${days.at(-1)!.day}T00:00:00Z`).getTime();
  return Array.from({ length: period }, (_, at) => {
    const one = new Date(last - (period - 1 - at) * 86_400_000).toISOString().slice(0, 10);
    return { day: one, figures: days.find(({ day: known }) => known === one) };
  });
}

function Writes({ days, period, total }: { days: readonly Day[]; period: number; total: number }) {
  const used = SERIES.filter((name) => days.some((one) => writesBy(one, name) > 0));
  const most = days.toSorted((one, other) => writesOf(other) - writesOf(one))[0]!;
  const bars: Bar[] = calendar(days, period).map(({ day: key, figures }) => ({
    key,
    label: day(key, 'short'),
    parts: used.map((name) => ({
      series: SERIES.indexOf(name),
      name: `${day(key)} · ${seriesName(name)}`,
      value: figures ? writesBy(figures, name) : 0,
    })),
  }));
  return (
    <>
      <Bars
        bars={bars}
        label={t('overview.chart.writes', {
          total: number(total),
          n: period,
          day: day(most.day),
          most: number(writesOf(most)),
        })}
      />
      <ul class="legend">
        {used.map((name) => (
          <li key={name}>
            <span class={`swatch series-${SERIES.indexOf(name)}`} aria-hidden="true" />
            {seriesName(name)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Totals({ days, period }: { days: readonly Day[]; period: number }) {
  const [first, last] = [days[0]!, days.at(-1)!];
  const points: Point[] = calendar(days, period).map(({ day: key, figures }) => ({
    key,
    label: day(key, 'short'),
    name: day(key),
    value: figures?.customers,
  }));
  return (
    <Line
      points={points}
      label={t('overview.chart.totals', {
        first: number(first.customers),
        from: day(first.day),
        last: number(last.customers),
        to: day(last.day),
      })}
    />
  );
}

function columns(days: readonly Day[]): Column<Day>[] {
  const used = SERIES.filter((name) => days.some((one) => writesBy(one, name) > 0));
  return [
    { head: t('overview.day'), names: true, cell: ({ day: key }) => day(key) },
    ...used.map((name) => ({
      head: seriesName(name),
      isNumber: true,
      cell: (one: Day) => number(writesBy(one, name)),
    })),
    { head: t('overview.total'), isNumber: true, cell: (one) => number(writesOf(one)) },
    { head: t('overview.customers'), isNumber: true, cell: ({ customers }) => number(customers) },
  ];
}
