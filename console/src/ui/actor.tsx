import { useSession } from '../session.js';
import { t } from '../words/index.js';

/** A caller as the API names it (`user:7`, `key:9`, `user:7+key:9`, `cli`), in words. */
export function useActorName(): (actor: string | null) => string {
  const { user } = useSession();
  return (actor) => {
    if (actor === null) return t('actor.unknown');
    const [one, ...others] = actor.split('+').map((part) => {
      const [kind, id = ''] = part.split(':');
      if (kind === 'user') return id === user?.id ? t('actor.you') : t('actor.user', { id });
      if (kind === 'key') return t('actor.key', { id });
      if (kind === 'cli') return t('actor.cli');
      if (kind === 'server') return t('actor.server');
      return part;
    });
    return others.reduce((names, other) => t('actor.and', { one: names, other }), one!);
  };
}

export const contractName = (contract: string | null): string =>
  contract === null ? t('history.noContract') : contract in NAMES ? t(NAMES[contract as keyof typeof NAMES]) : contract;

const NAMES = {
  contacts: 'contract.contacts',
  billing: 'contract.billing',
  clients: 'contract.clients',
  erp: 'contract.erp',
  accounting: 'contract.accounting',
  clientela: 'contract.clientela',
} as const;

export const CONTRACTS = Object.keys(NAMES) as (keyof typeof NAMES)[];
