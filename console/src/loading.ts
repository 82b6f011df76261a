import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from './api.js';
import { announce } from './ui/announce.js';
import { useGeneration } from './session.js';
import { tn } from './words/index.js';

export interface Loaded<Data> {
  data?: Data;
  error?: unknown;
  isLoading: boolean;
  reload: () => void;
}

/** Loads when the page appears, when one of `needs` changes, and after a sign-in. */
export function useLoad<Data>(load: (signal: AbortSignal) => Promise<Data>, needs: readonly unknown[]): Loaded<Data> {
  const generation = useGeneration();
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ key: string; data?: Data; error?: unknown }>({ key: '' });
  const [isLoading, setLoading] = useState(true);
  const key = JSON.stringify(needs);
  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    load(abort.signal).then(
      (data) => !abort.signal.aborted && (setState({ key, data }), setLoading(false)),
      // What was there stays visible behind a new sign-in.
      (error: unknown) =>
        !abort.signal.aborted && (setState((before) => ({ ...before, key, error })), setLoading(false)),
    );
    return () => abort.abort();
  }, [key, generation, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // Data of other needs would be shown under the wrong title.
  return state.key === key ? { ...state, isLoading, reload } : { isLoading: true, reload };
}

export interface Pages<Row> extends Loaded<Row[]> {
  hasMore: boolean;
  isLoadingMore: boolean;
  more: () => void;
  moreError?: unknown;
}

type LoadPage<Row> = (after: string | undefined, signal: AbortSignal) => Promise<Page<Row>>;

/** A list by cursors: the first page at once, further ones behind it. */
export function usePages<Row>(load: LoadPage<Row>, needs: readonly unknown[]): Pages<Row> {
  const first = useLoad((signal) => load(undefined, signal), needs);
  const [rest, setRest] = useState<{ of?: Page<Row>; rows: Row[]; next: string | null }>({ rows: [], next: null });
  const [moreError, setMoreError] = useState<unknown>();
  const [isLoadingMore, setLoadingMore] = useState(false);
  const latest = useRef(first.data);
  latest.current = first.data;

  const behind = rest.of === first.data ? rest : { rows: [], next: first.data?.next ?? null };
  const more = () => {
    const of = first.data;
    if (!of || behind.next === null || isLoadingMore) return;
    setLoadingMore(true);
    setMoreError(undefined);
    load(behind.next, new AbortController().signal)
      .then((page) => {
        // The list may be another one by now.
        if (latest.current !== of) return;
        setRest({ of, rows: [...behind.rows, ...page.data], next: page.next });
        announce(tn('common.moreLoaded', page.data.length));
      }, setMoreError)
      .finally(() => setLoadingMore(false));
  };
  return {
    ...first,
    data: first.data && [...first.data.data, ...behind.rows],
    hasMore: behind.next !== null,
    isLoadingMore,
    more,
    moreError,
  };
}

export interface Doing {
  isBusy: boolean;
  error?: unknown;
  /** Runs it once at a time. Resolves to what it has answered, or to nothing if it failed. */
  run<Data>(work: () => Promise<Data>): Promise<{ done: Data } | undefined>;
  clear: () => void;
}

/** Something that a button does. */
export function useDoing(): Doing {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const busy = useRef(false);
  return {
    isBusy,
    error,
    clear: () => setError(undefined),
    async run(work) {
      if (busy.current) return undefined;
      busy.current = true;
      setBusy(true);
      setError(undefined);
      try {
        return { done: await work() };
      } catch (failed) {
        setError(failed);
        return undefined;
      } finally {
        busy.current = false;
        setBusy(false);
      }
    },
  };
}
