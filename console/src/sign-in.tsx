import { useState } from 'preact/hooks';
import { addressOfProvider, ApiError, provider, type Session, signIn } from './api.js';
import { useDoing } from './loading.js';
import { usePlace } from './router.js';
import { Button, Field } from './ui/elements.js';
import { FailureNote } from './ui/failure.js';
import { t, tOr } from './words/index.js';

interface SignInProps {
  email?: string;
  tenant?: string;
  /** Why a sign-in at the identity provider has failed. */
  failure?: string;
  /** Whether the page below must stay: the provider is then in a window of its own. */
  isAbove?: boolean;
  onSignedIn: (session: Session) => void;
}

export function SignIn({ email: known = '', tenant: before = '', failure, isAbove = false, onSignedIn }: SignInProps) {
  // The address of the provider names the place, so it changes with it.
  usePlace();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [tenant, setTenant] = useState(before);
  const doing = useDoing();
  const enter = async () => {
    const signedIn = await doing.run(() => signIn(email.trim(), password, tenant.trim()));
    if (signedIn) onSignedIn(signedIn.done);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      {failure !== undefined && !doing.error && <ProviderFailure of={failure} />}
      <WrongPassword of={doing.error} />
      <Field label={t('signIn.email')}>
        {(given) => (
          <input
            {...given}
            type="email"
            autocomplete="username"
            required
            maxLength={255}
            autofocus={!known}
            value={email}
            onInput={({ currentTarget }) => setEmail(currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('signIn.password')}>
        {(given) => (
          <input
            {...given}
            type="password"
            autocomplete="current-password"
            required
            maxLength={255}
            autofocus={Boolean(known)}
            value={password}
            onInput={({ currentTarget }) => setPassword(currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('signIn.tenant')} hint={t('signIn.tenant.hint')}>
        {(given) => (
          <input
            {...given}
            type="text"
            autocomplete="organization"
            maxLength={63}
            value={tenant}
            onInput={({ currentTarget }) => setTenant(currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" kind="primary" isBusy={doing.isBusy}>
        {t('signIn.button')}
      </Button>
      {provider !== undefined && (
        <a
          class="button"
          href={addressOfProvider(tenant.trim())}
          {...(isAbove && { target: '_blank', rel: 'noopener' })}
          {...(isAbove && { 'aria-describedby': 'provider-hint' })}
        >
          {t('signIn.provider', { name: provider })}
        </a>
      )}
      {provider !== undefined && isAbove && (
        <p id="provider-hint" class="small">
          {t('signIn.provider.hint')}
        </p>
      )}
    </form>
  );
}

const ProviderFailure = ({ of }: { of: string }) => (
  <div class="note bad" role="alert">
    <p class="note-title">{tOr(`signIn.failed.${of}`, t('signIn.failed.refused'))}</p>
  </div>
);

function WrongPassword({ of }: { of: unknown }) {
  if (!(of instanceof ApiError && of.status === 401)) return <FailureNote of={of} />;
  return (
    <div class="note bad" role="alert">
      <p class="note-title">{t('signIn.wrong')}</p>
      {of.requestId && (
        <p class="small">
          {t('failure.request', { id: '' })}
          <code>{of.requestId}</code>
        </p>
      )}
    </div>
  );
}
