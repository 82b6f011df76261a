import type { ComponentChildren } from 'preact';
import type { Place } from '../router.js';
import type { Word } from '../words/index.js';
import { CustomerPage } from './customer.js';
import { CustomersPage } from './customers.js';
import { DuplicatesPage } from './duplicates.js';
import { ImportPage } from './import.js';
import { ImportsPage } from './imports.js';
import { KeysPage } from './keys.js';
import { OverviewPage } from './overview.js';
import { RevertsPage } from './reverts.js';
import { WebhookPage } from './webhook.js';
import { WebhooksPage } from './webhooks.js';

interface PageAt {
  /** The first part of the address. */
  path: string;
  /** Its name in the navigation. */
  title: Word;
  show: (place: Place) => ComponentChildren;
}

/** All pages, in the order of the navigation. A new one is a line here. */
export const PAGES: readonly PageAt[] = [
  { path: '', title: 'nav.overview', show: () => <OverviewPage /> },
  {
    path: 'customers',
    title: 'nav.customers',
    show: (place) => {
      const [, id, view] = place.path;
      return id ? <CustomerPage key={id} id={id} view={view} place={place} /> : <CustomersPage place={place} />;
    },
  },
  {
    path: 'imports',
    title: 'nav.imports',
    show: ({ path: [, id] }) => (id ? <ImportPage key={id} id={id} /> : <ImportsPage />),
  },
  { path: 'reverts', title: 'nav.reverts', show: ({ query }) => <RevertsPage key={query.toString()} query={query} /> },
  { path: 'duplicates', title: 'nav.duplicates', show: () => <DuplicatesPage /> },
  { path: 'keys', title: 'nav.keys', show: () => <KeysPage /> },
  {
    path: 'webhooks',
    title: 'nav.webhooks',
    show: ({ path: [, id] }) => (id ? <WebhookPage key={id} id={id} /> : <WebhooksPage />),
  },
];

export const pageAt = ({ path: [first = ''] }: Place): PageAt | undefined => PAGES.find(({ path }) => path === first);
