import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Doing } from '../loading.js';
import { t } from '../words/index.js';
import { Button } from './elements.js';
import { FailureNote } from './failure.js';

interface DialogProps {
  title: string;
  children: ComponentChildren;
  /** A dialog without it stays until it is answered. */
  onClose?: () => void;
}

/** The browser's own dialog: it keeps the focus inside, ends by Escape, and gives the focus back. */
export function Dialog({ title, children, onClose }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  confirm: string;
  isDangerous?: boolean;
  doing: Doing;
  onConfirm: () => void;
  onClose: () => void;
  children?: ComponentChildren;
}

export function Confirm({ title, text, confirm, isDangerous, doing, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {children}
      <FailureNote of={doing.error} />
      <div class="dialog-buttons">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button kind={isDangerous ? 'danger' : 'primary'} isBusy={doing.isBusy} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
