import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { currentSession, type Session, signOut, takeFailureOfProvider, whenSignedOut } from './api.js';
import { useDoing } from './loading.js';
import { PAGES, pageAt } from './pages/index.js';
import { to, usePlace } from './router.js';
import { SessionContext } from './session.js';
import { SignIn } from './sign-in.js';
import { announce, ANNOUNCER } from './ui/announce.js';
import { Dialog } from './ui/dialog.js';
import { Button, Empty, Loading, Title } from './ui/elements.js';
import { FailureNote } from './ui/failure.js';
import { language, type Language, languages, speak, t } from './words/index.js';

type State =
  | { is: 'unknown'; error?: unknown }
  | { is: 'signedOut' }
  /** `ended`: the page stays as it is, under the form to sign in again. */
  | { is: 'signedIn'; session: Session; generation: number; ended: boolean };

export function App() {
  const [state, setState] = useState<State>({ is: 'unknown' });
  const [spoken, setSpoken] = useState(language());
  const [failure] = useState(takeFailureOfProvider);

  const look = () =>
    currentSession().then(
      (session) => setState((before) => next(before, session)),
      (error: unknown) => setState((before) => (before.is === 'unknown' ? { is: 'unknown', error } : before)),
    );

  useEffect(() => {
    whenSignedOut(() => setState((before) => next(before, undefined)));
    // The session may have ended, or be another one, since this tab was last looked at.
    const shown = () => document.visibilityState === 'visible' && void look();
    document.addEventListener('visibilitychange', shown);
    void look();
    return () => document.removeEventListener('visibilitychange', shown);
  }, []);

  const signedIn = (session: Session) => setState((before) => next(before, session, true));
  const change = (code: Language) => {
    speak(code);
    setSpoken(code);
  };
  const choice = <LanguageChoice value={spoken} onChange={change} />;

  return (
    <>
      {state.is === 'unknown' && (
        <main class="alone">
          {state.error ? <FailureNote of={state.error} onRetry={() => void look()} /> : <Loading />}
        </main>
      )}
      {state.is === 'signedOut' && (
        <main class="alone">
          <SignInPage failure={failure} onSignedIn={signedIn} />
          {choice}
        </main>
      )}
      {state.is === 'signedIn' && (
        <SessionContext.Provider value={state}>
          <Frame
            key={`${state.session.user?.id} ${state.session.tenant.id}`}
            session={state.session}
            choice={choice}
            onSignOut={() => {
              setState({ is: 'signedOut' });
              announce(t('signOut.done'));
            }}
          />
          {state.ended && (
            <Dialog title={t('signIn.title')}>
              <p>{t('signIn.ended')}</p>
              <SignIn
                isAbove
                email={state.session.user?.email}
                tenant={state.session.tenant.slug}
                onSignedIn={signedIn}
              />
            </Dialog>
          )}
        </SessionContext.Provider>
      )}
      <div id={ANNOUNCER} class="hidden" aria-live="polite" />
    </>
  );
}

function next(before: State, session: Session | undefined, isNew = false): State {
  if (!session) {
    if (before.is !== 'signedIn') return { is: 'signedOut' };
    return before.ended ? before : { ...before, ended: true };
  }
  if (before.is !== 'signedIn') return { is: 'signedIn', session, generation: 0, ended: false };
  const generation = isNew || before.ended ? before.generation + 1 : before.generation;
  return { is: 'signedIn', session, generation, ended: false };
}

function SignInPage({ failure, onSignedIn }: { failure?: string; onSignedIn: (session: Session) => void }) {
  return (
    <div class="card sign-in">
      <Brand />
      <Title>{t('signIn.title')}</Title>
      <SignIn failure={failure} onSignedIn={onSignedIn} />
    </div>
  );
}

const Brand = () => (
  <span class="brand">
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="7" class="brand-ground" />
      <path
        d="M21.5 12.2A6.6 6.6 0 1 0 21.5 19.8"
        fill="none"
        stroke="#fff"
        stroke-width="3.4"
        stroke-linecap="round"
      />
    </svg>
    {t('app.name')}
  </span>
);

function LanguageChoice({ value, onChange }: { value: Language; onChange: (code: Language) => void }) {
  return (
    <label class="language">
      <span class="hidden">{t('app.language')}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as Language)}>
        {languages.map(({ code, name }) => (
          <option key={code} value={code} lang={code} selected={code === value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FrameProps {
  session: Session;
  choice: ComponentChildren;
  onSignOut: () => void;
}

function Frame({ session: { user, tenant }, choice, onSignOut }: FrameProps) {
  const place = usePlace();
  const leaving = useDoing();
  const here = useRef<HTMLAnchorElement>(null);
  // On a phone the navigation is wider than the window.
  useEffect(() => here.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [place.path[0]]);
  const page = pageAt(place);
  const name = [user?.firstName, user?.lastName].filter(Boolean).join(' ') || user?.email || '';
  const leave = async () => {
    const left = await leaving.run(signOut);
    if (left && !left.done.isLeaving) onSignOut();
  };
  return (
    <>
      {/* A link would change the part of the address that names the place. */}
      <button type="button" class="skip" onClick={() => document.querySelector('main')?.focus()}>
        {t('app.skip')}
      </button>
      <header class="top">
        <a class="home" href={to([])}>
          <Brand />
        </a>
        <span class="tenant">{tenant.name}</span>
        <nav aria-label={t('app.navigation')}>
          <ul>
            {PAGES.map(({ path, title }) => {
              const isHere = (place.path[0] ?? '') === path;
              return (
                <li key={path}>
                  <a
                    ref={isHere ? here : undefined}
                    href={to(path ? [path] : [])}
                    aria-current={isHere ? 'page' : undefined}
                  >
                    {t(title)}
                  </a>
                </li>
              );
            })}
          </ul>
        </nav>
        <div class="account">
          <span class="user" title={user?.email}>
            <span class="hidden">{t('app.signedInAs', { name: '' })}</span>
            {name}
          </span>
          {choice}
          <Button kind="quiet" isBusy={leaving.isBusy} onClick={() => void leave()}>
            {t('signOut.button')}
          </Button>
        </div>
      </header>
      <main tabIndex={-1}>
        <FailureNote of={leaving.error} />
        {page ? page.show(place) : <NoSuchPage />}
      </main>
    </>
  );
}

const NoSuchPage = () => (
  <>
    <Title>{t('app.notFound')}</Title>
    <Empty title={t('app.notFound')} text={t('app.notFound.text')} />
  </>
);
