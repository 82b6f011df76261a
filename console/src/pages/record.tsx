import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Card } from '../api.js';
import { AMOUNTS, type CardField, GROUPS, saysSomething } from '../record-groups.js';
import { to } from '../router.js';
import { Badge, Check, Locked, Value } from '../ui/elements.js';
import { fieldName, money, t, type Word } from '../words/index.js';

/** One customer as one record: its emails and the like first, then its fields in groups. */
export function Record({ card }: { card: Card }) {
  const [isAll, setAll] = useState(false);
  return (
    <>
      <div class="records">
        <Emails card={card} />
        <Phones card={card} />
        <CompanyNames card={card} />
        <Persons card={card} />
        {card.children.length > 0 && (
          <Owned title="customer.children" rows={card.children}>
            {({ id, displayName }) => <a href={to(['customers', id])}>{displayName}</a>}
          </Owned>
        )}
      </div>
      <div class="toolbar">
        <Check label={t('customer.emptyFields')} isOn={isAll} onChange={setAll} />
      </div>
      <div class="groups">
        {GROUPS.map(({ title, fields }) => {
          const shown = fields.filter((field) => isAll || saysSomething(field, card[field]));
          return (
            shown.length > 0 && (
              <section key={title} class="card">
                <h2>{t(title)}</h2>
                <dl class="fields">
                  {shown.map((field) => (
                    <div key={field}>
                      <dt>{fieldName(field)}</dt>
                      <dd class={field in AMOUNTS ? 'number' : undefined}>
                        <CardValue card={card} field={field} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )
          );
        })}
      </div>
    </>
  );
}

export function CardValue({ card, field }: { card: Card; field: CardField }) {
  const value = card[field];
  const currency = AMOUNTS[field];
  if (currency && typeof value === 'string') return <>{money(value, card[currency])}</>;
  if (field === 'parentId' && typeof value === 'string') return <a href={to(['customers', value])}>{value}</a>;
  if (field === 'tags' && Array.isArray(value) && value.length > 0) {
    return (
      <>
        {(value as string[]).map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </>
    );
  }
  return <Value of={value} field={field} />;
}

interface OwnedProps<Row> {
  title: Word;
  rows: readonly Row[];
  children: (row: Row) => ComponentChildren;
}

function Owned<Row extends { id: string }>({ title, rows, children }: OwnedProps<Row>) {
  return (
    <section class="card">
      <h2>
        {t(title)} <span class="count-of">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p class="nothing">{t('customer.noRecords')}</p>
      ) : (
        <ul class="owned">
          {rows.map((row) => (
            <li key={row.id}>{children(row)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A value with its badges, and what else is known about it below. */
const One = ({ value, badges, about }: { value: ComponentChildren; badges: ComponentChildren; about: unknown[] }) => {
  const known = about.filter((text) => text !== null && text !== '');
  return (
    <>
      <span class="owned-value">{value}</span> <span class="badges">{badges}</span>
      {known.length > 0 && <span class="owned-about">{known.join(' · ')}</span>}
    </>
  );
};

const Twin = () => <Badge title={t('customer.twin.text')}>{t('customer.twin')}</Badge>;

const Emails = ({ card: { emails } }: { card: Card }) => (
  <Owned title="customer.emails" rows={emails}>
    {({ email, isPrimary, isForInvoicing, isLocked, isTwin, name, role, notes }) => (
      <One
        value={email}
        badges={
          <>
            {isPrimary && <Badge tone="good">{t('customer.place.primary')}</Badge>}
            {isLocked && <Locked />}
            {isForInvoicing && <Badge tone="info">{t('customer.invoices')}</Badge>}
            {isTwin && <Twin />}
          </>
        }
        about={[name, role, notes]}
      />
    )}
  </Owned>
);

const Phones = ({ card: { phones } }: { card: Card }) => (
  <Owned title="customer.phones" rows={phones}>
    {({ phone, extension, places, isWhatsapp, isLocked, isTwin, name, role, notes }) => (
      <One
        value={extension ? `${phone}, ${t('customer.extension', { n: extension })}` : phone}
        badges={
          <>
            {places.map((place) => (
              <Badge key={place} tone="good">
                {t(`customer.place.${place}`)}
              </Badge>
            ))}
            {isLocked && <Locked />}
            {isWhatsapp && <Badge tone="info">{t('customer.whatsapp')}</Badge>}
            {isTwin && <Twin />}
          </>
        }
        about={[name, role, notes]}
      />
    )}
  </Owned>
);

const CompanyNames = ({ card: { companyNames } }: { card: Card }) => (
  <Owned title="customer.companyNames" rows={companyNames}>
    {({ name, isDefault, isActive, taxId, billingEmail, address, billingAddress }) => (
      <One
        value={name}
        badges={
          <>
            {isDefault && <Badge tone="good">{t('customer.place.default')}</Badge>}
            {!isActive && <Badge>{t('customer.unused')}</Badge>}
          </>
        }
        about={[taxId, billingEmail, address, billingAddress]}
      />
    )}
  </Owned>
);

const Persons = ({ card: { contactPersons, emails, phones } }: { card: Card }) => (
  <Owned title="customer.contactPersons" rows={contactPersons}>
    {({ salutation, firstName, middleName, lastName, nameSuffix, title, isMain, emailId, phoneId, externalKey }) => (
      <One
        value={[salutation, firstName, middleName, lastName, nameSuffix].filter(Boolean).join(' ') || '–'}
        badges={isMain && <Badge tone="good">{t('customer.mainContact')}</Badge>}
        about={[
          title,
          emails.find(({ id }) => id === emailId)?.email ?? null,
          phones.find(({ id }) => id === phoneId)?.phone ?? null,
          externalKey,
        ]}
      />
    )}
  </Owned>
);
