import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Permission, Session } from './api.js';

export interface SignedIn {
  session: Session;
  /** Rises with each sign-in. Whatever is loaded is then loaded again. */
  generation: number;
}

export const SessionContext = createContext<SignedIn | undefined>(undefined);

/** The session. Pages are shown to people who have signed in, so there is one. */
export const useSession = (): Session => useContext(SessionContext)!.session;
export const useGeneration = (): number => useContext(SessionContext)?.generation ?? 0;

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
