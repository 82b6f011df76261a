/** Tells people who listen to the page. The element is in app.tsx, so that it is there before anything is said. */
export const ANNOUNCER = 'announcer';

export function announce(text: string): void {
  const element = document.getElementById(ANNOUNCER);
  if (!element) return;
  // Saying the text again needs a change.
  element.textContent = '';
  setTimeout(() => (element.textContent = text), 50);
}
