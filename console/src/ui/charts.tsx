import { number } from '../words/index.js';

// Charts are drawn by hand: two kinds, without a library. Each has a sentence that says what it shows, and its figures
// are in a table on the page.

const WIDTH = 640;
const HEIGHT = 240;
const RIGHT = 20;
const BOTTOM = 28;
const TOP = 14;
const PLOT_HEIGHT = HEIGHT - BOTTOM - TOP;
/** The width of a digit on a phone, where the letters of a chart are largest. */
const DIGIT = 13;

export interface Bar {
  key: string;
  label: string;
  parts: readonly { series: number; name: string; value: number }[];
}

export interface Point {
  key: string;
  label: string;
  name: string;
  value?: number;
}

/** A round number of steps that covers the highest value: 1, 2 or 5 and zeros. */
function scaleTo(highest: number): { top: number; ticks: number[] } {
  const rough = Math.max(highest, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough)!,
  );
  const count = Math.max(1, Math.ceil(highest / step));
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, at) => at * step) };
}

const heightOf = (value: number, top: number) => TOP + PLOT_HEIGHT * (1 - value / top);

/** Where the plot begins, right of the longest figure of its scale, and how wide the place of each label is. */
function columnsOf(ticks: readonly number[], count: number): { left: number; slot: number } {
  const left = Math.max(52, Math.max(...ticks.map((tick) => number(tick).length)) * DIGIT + 14);
  return { left, slot: (WIDTH - left - RIGHT) / count };
}

function Axes({ ticks, top, labels }: { ticks: readonly number[]; top: number; labels: readonly string[] }) {
  const { left, slot } = columnsOf(ticks, labels.length);
  // Labels need about 56 units each.
  const every = Math.ceil(56 / slot);
  return (
    <g class="axes">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={WIDTH - RIGHT} y1={heightOf(tick, top)} y2={heightOf(tick, top)} />
          <text x={left - 8} y={heightOf(tick, top) + 4} text-anchor="end">
            {number(tick)}
          </text>
        </g>
      ))}
      {labels.map(
        (label, at) =>
          (labels.length - 1 - at) % every === 0 && (
            <text key={label} x={left + slot * (at + 0.5)} y={HEIGHT - 8} text-anchor="middle">
              {label}
            </text>
          ),
      )}
    </g>
  );
}

const sumOf = ({ parts }: Bar) => parts.reduce((sum, { value }) => sum + value, 0);

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const { top, ticks } = scaleTo(Math.max(...bars.map(sumOf)));
  const { left, slot } = columnsOf(ticks, bars.length);
  const width = Math.min(48, slot * 0.7);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <Axes ticks={ticks} top={top} labels={bars.map((one) => one.label)} />
      {bars.map((bar, at) => {
        let below = 0;
        return bar.parts.map(({ series, name, value }) => {
          const y = heightOf(below + value, top);
          const height = heightOf(below, top) - y;
          below += value;
          return (
            value > 0 && (
              <rect
                key={name}
                class={`series-${series}`}
                x={left + slot * (at + 0.5) - width / 2}
                y={y}
                width={width}
                height={Math.max(height, 1)}
              >
                <title>{`${name}: ${number(value)}`}</title>
              </rect>
            )
          );
        });
      })}
    </svg>
  );
}

export function Line({ points, label }: { points: readonly Point[]; label: string }) {
  const { top, ticks } = scaleTo(Math.max(...points.map(({ value = 0 }) => value)));
  const { left, slot } = columnsOf(ticks, points.length);
  const known = points.flatMap(({ value, ...point }, at) =>
    value === undefined ? [] : [{ ...point, value, x: left + slot * (at + 0.5), y: heightOf(value, top) }],
  );
  const path = known.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const floor = heightOf(0, top);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <Axes ticks={ticks} top={top} labels={points.map((one) => one.label)} />
      {known.length > 1 && <path class="area" d={`${path}L${known.at(-1)!.x} ${floor}L${known[0]!.x} ${floor}Z`} />}
      <path class="line" d={path} />
      {known.map(({ key, name, value, x, y }) => (
        <circle key={key} class="dot" cx={x} cy={y} r="4">
          <title>{`${name}: ${number(value)}`}</title>
        </circle>
      ))}
    </svg>
  );
}
