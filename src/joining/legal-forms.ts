/** How far the owners of a firm answer for it. Two legal names with different kinds name different firms. */
export type LegalForm = 'stock' | 'limited' | 'simplified' | 'single' | 'partnership' | 'cooperative' | 'association';

/** Legal forms in Spanish, Portuguese and English, as words without accents, dots and case. */
const SPELLED: Record<LegalForm, readonly string[]> = {
  stock: [
    ...['sa', 'sociedad anonima', 'sociedade anonima', 'sociedad anonima de capital variable', 'sa de cv', 'sab de cv'],
    ...['sapi de cv', 'saic', 'sacif', 'saci', 'saa', 'sac', 'sociedad anonima cerrada', 'sad', 'sau', 'inc'],
    ...['incorporated', 'corp', 'corporation', 'plc', 'public limited company'],
  ],
  limited: [
    ...['srl', 'sociedad de responsabilidad limitada', 's de rl', 's de rl de cv', 'sl', 'sociedad limitada', 'slu'],
    ...['sociedad limitada unipersonal', 'sll', 'slne', 'ltda', 'limitada', 'cia ltda', 'lda', 'unipessoal lda'],
    ...['sociedade unipessoal lda', 'sociedade por quotas', 'ltd', 'limited', 'pty ltd', 'llc', 'lc'],
    ...['limited liability company', 'ltda me', 'ltda epp', 'gmbh'],
  ],
  simplified: ['sas', 'sociedad por acciones simplificada', 'spa', 'sociedad por acciones'],
  single: ['eirl', 'eireli', 'eireli me', 'eireli epp', 'empresa individual', 'mei', 'me', 'epp', 'unipersonal', 'eu'],
  partnership: ['llp', 'lp', 'sc', 'sociedad civil', 'scs', 's en c', 's en cs', 'sociedad colectiva', 'snc', 'cb'],
  cooperative: ['coop', 'scoop', 'sociedad cooperativa', 'scl', 'scrl'],
  association: ['ac', 'asociacion civil', 'sccl'],
};

/** Words that are part of a name more often than they are a legal form, unless they stand at its end. */
const AT_THE_END_ONLY: ReadonlySet<string> = new Set([
  ...['me', 'eu', 'sc', 'ac', 'cb', 'lp', 'lc', 'coop', 'spa', 'limited', 'limitada', 'sad', 'corp', 'corporation'],
]);

const FORMS = new Map(
  Object.entries(SPELLED).flatMap(([form, spellings]) => spellings.map((one) => [one, form as LegalForm] as const)),
);
const LONGEST = Math.max(...[...FORMS.keys()].map((one) => one.split(' ').length));

/** Takes legal forms out of the words of a name. A name that is nothing else keeps its words. */
export function withoutLegalForms(words: readonly string[]): { words: string[]; forms: LegalForm[] } {
  const kept: string[] = [];
  const forms: LegalForm[] = [];
  for (let at = 0; at < words.length;) {
    const size = at === 0 ? 0 : sizeAt(words, at);
    if (size === 0) kept.push(words[at++]!);
    else {
      forms.push(FORMS.get(words.slice(at, at + size).join(' '))!);
      at += size;
    }
  }
  return { words: kept, forms };
}

/** How many words from here on are a legal form. */
function sizeAt(words: readonly string[], at: number): number {
  for (let size = Math.min(LONGEST, words.length - at); size > 0; size--) {
    const text = words.slice(at, at + size).join(' ');
    if (FORMS.has(text) && (!AT_THE_END_ONLY.has(text) || at + size === words.length)) return size;
  }
  return 0;
}
