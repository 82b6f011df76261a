import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { fieldName, t, time, tOr } from '../words/index.js';

/** The heading of a page. It is in the title of the window, and takes the focus after a change of page. */
export function Title({ children, extra }: { children: string; extra?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · ${t('app.name')}`;
  });
  useEffect(() => {
    if (Title.isFirst) Title.isFirst = false;
    else heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  return (
    <div class="title">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {extra && <div class="title-extra">{extra}</div>}
    </div>
  );
}
/** The page that is loaded first leaves the focus to the browser. */
Title.isFirst = true;

export const Lead = ({ children }: { children: ComponentChildren }) => <p class="lead">{children}</p>;

export function Loading() {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" /> {t('common.loading')}
    </p>
  );
}

export function Empty({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      <p>{text}</p>
      {children}
    </div>
  );
}

type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info';

export const Badge = ({
  tone = 'plain',
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children: ComponentChildren;
}) => (
  <span class={`badge ${tone}`} title={title}>
    {children}
  </span>
);

export function Locked() {
  return (
    <Badge tone="warn" title={t('customer.locked.text')}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d="M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zm2 0h4V5a2 2 0 0 0-4 0z" fill="currentColor" />
      </svg>{' '}
      {t('customer.locked')}
    </Badge>
  );
}

/** A time in the language of the page; the exact one is in the tooltip. */
export const Time = ({ at }: { at: string }) => (
  <time dateTime={at} title={at}>
    {time(at)}
  </time>
);

export const Nothing = () => (
  <span class="nothing">
    <span aria-hidden="true">–</span>
    <span class="hidden">{t('common.empty')}</span>
  </span>
);

const A_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Any value of the record. The field, if it is given, says what a code stands for. */
export function Value({ of, field = '' }: { of: unknown; field?: string }): JSX.Element {
  if (of === null || of === undefined || of === '') return <Nothing />;
  if (typeof of === 'string' && A_TIME.test(of)) return <Time at={of} />;
  if (typeof of === 'string' && /^\d+$/.test(of) && field.endsWith('Id')) return <>{t('value.id', { id: of })}</>;
  if (typeof of === 'string' && field) return <span class="text">{tOr(`value.${field}.${of}`, of)}</span>;
  if (typeof of === 'boolean') return <>{of ? t('common.yes') : t('common.no')}</>;
  if (Array.isArray(of)) return of.length === 0 ? <Nothing /> : <>{of.map(String).join(', ')}</>;
  if (typeof of === 'object') {
    return (
      <ul class="plain-list">
        {Object.entries(of as Record<string, unknown>)
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <li key={name}>
              {fieldName(name)}: <Value of={value} field={name} />
            </li>
          ))}
      </ul>
    );
  }
  return <>{typeof of === 'string' || typeof of === 'number' ? of : JSON.stringify(of)}</>;
}

interface ButtonProps {
  children: ComponentChildren;
  kind?: 'primary' | 'danger' | 'quiet';
  label?: string;
  isBusy?: boolean;
  type?: 'button' | 'submit';
  onClick?: () => void;
}

/** A button that is busy keeps the focus, and does nothing. */
export const Button = ({ children, kind, label, isBusy, type = 'button', onClick }: ButtonProps) => (
  <button
    type={type}
    class={`button ${kind ?? ''}`}
    aria-label={label}
    aria-disabled={isBusy || undefined}
    aria-busy={isBusy || undefined}
    onClick={(event) => {
      if (isBusy) event.preventDefault();
      else onClick?.();
    }}
  >
    {isBusy && <span class="spinner" aria-hidden="true" />}
    {children}
  </button>
);

interface FieldProps {
  label: string;
  hint?: string;
  children: (given: { id: string; 'aria-describedby'?: string }) => ComponentChildren;
}

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, ...(hint && { 'aria-describedby': `${id}-hint` }) })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChange: (value: Value) => void;
}

export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(given) => (
        <select {...given} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}>
          {options.map((one) => (
            <option key={one.value} value={one.value} selected={one.value === value}>
              {one.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
