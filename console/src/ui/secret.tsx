import { useState } from 'preact/hooks';
import { t } from '../words/index.js';
import { announce } from './announce.js';
import { Dialog } from './dialog.js';
import { Button, Field } from './elements.js';

interface SecretProps {
  title: string;
  texts: readonly { label: string; value: string }[];
  onClose: () => void;
}

/** Secrets that are shown once. Escape does not close it, because they would be lost. */
export function Secret({ title, texts, onClose }: SecretProps) {
  return (
    <Dialog title={title}>
      <p>{t('keys.secret.text')}</p>
      {texts.map(({ label, value }) => (
        <Copied key={label} label={label} value={value} />
      ))}
      <div class="dialog-buttons">
        <Button kind="primary" onClick={onClose}>
          {t('keys.secret.close')}
        </Button>
      </div>
    </Dialog>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  const [outcome, setOutcome] = useState('');
  const tell = (text: string) => {
    setOutcome(text);
    announce(text);
  };
  // Without TLS a browser has no clipboard for pages.
  const copy = () =>
    (navigator.clipboard?.writeText(value) ?? Promise.reject(new Error('no clipboard'))).then(
      () => tell(t('common.copied')),
      () => tell(t('common.notCopied')),
    );
  return (
    <Field label={label}>
      {(given) => (
        <>
          <div class="copied">
            <input
              {...given}
              class="mono"
              readOnly
              value={value}
              onFocus={({ currentTarget }) => currentTarget.select()}
            />
            <Button label={`${t('common.copy')}: ${label}`} onClick={() => void copy()}>
              {t('common.copy')}
            </Button>
          </div>
          {outcome && <p class="hint">{outcome}</p>}
        </>
      )}
    </Field>
  );
}
