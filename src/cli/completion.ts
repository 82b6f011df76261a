import { type Command, dashed, plainCommand, required, summaryOf } from './command.js';
import type { Group } from './program.js';
import { oneOf } from './value-parsers.js';

/** What may stand at one place of the command line: behind these words. */
interface Place {
  words: string;
  offers: readonly Offer[];
  /** Options that take a value: its choices, a file name, or any text. */
  values: readonly { flag: string; choices: readonly string[]; isFile: boolean }[];
}

interface Offer {
  word: string;
  about: string;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export const completion = (groups: () => readonly Group[]): Command =>
  plainCommand({
    name: 'completion',
    about: 'Print a script that completes commands and options in a shell.',
    positional: { shell: required(oneOf(SHELLS), 'The shell.') },
    examples: [
      'completion bash >> ~/.bashrc',
      'completion zsh > "${fpath[1]}/_clientela"',
      'completion fish > ~/.config/fish/completions/clientela.fish',
    ],
    say: ({ shell }) => SCRIPTS[shell](placesIn(groups())),
  });

const HELP: Offer = { word: '--help', about: 'Show the help' };

function placesIn(groups: readonly Group[]): Place[] {
  const commands = groups.flatMap(({ commands }) => commands);
  const offered = groups.flatMap(({ word, about, commands }) =>
    word === '' ? commands.map(({ name, about }) => ({ word: name, about })) : [{ word, about }],
  );
  const named = offered.map(({ word, about }) => ({ word, about: summaryOf({ about }) }));
  const inGroup = ({ commands }: Group) =>
    commands.map((command) => ({ word: command.name.split(' ')[1]!, about: summaryOf(command) }));
  const nested = groups.filter(({ word }) => word !== '');
  return [
    {
      words: '',
      offers: [
        ...named,
        { word: 'help', about: 'Describe a command' },
        HELP,
        { word: '--version', about: 'Print the version' },
      ],
      values: [],
    },
    { words: 'help', offers: named, values: [] },
    ...nested.map((group) => ({ words: group.word, offers: [...inGroup(group), HELP], values: [] })),
    ...nested.map((group) => ({ words: `help ${group.word}`, offers: inGroup(group), values: [] })),
    ...commands.map(placeOf),
  ];
}

function placeOf({ name, options, positional, run, question }: Command): Place {
  const flags = Object.entries(options).map(([option, { about, parser: reader }]) => ({
    flag: `--${dashed(option)}`,
    about: summaryOf({ about }),
    reader,
  }));
  const choices = Object.values(positional).flatMap(({ parser: reader, about }) =>
    (reader?.choices ?? []).map((word) => ({ word, about })),
  );
  return {
    words: name,
    offers: [
      ...choices,
      ...flags.map(({ flag, about }) => ({ word: flag, about })),
      ...(question ? [{ word: '--yes', about: 'Do not ask' }] : []),
      ...(run ? [{ word: '--json', about: 'Print JSON' }] : []),
      HELP,
    ],
    values: flags.flatMap(({ flag, reader }) =>
      reader ? [{ flag, choices: reader.choices ?? [], isFile: reader.isFile === true }] : [],
    ),
  };
}

/** Text within single quotes of bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const wordsOf = (offers: readonly Offer[]): string => offers.map(({ word }) => word).join(' ');

const isCommand = (word: string) => !word.startsWith('-');
/** Words that lead from one place to the next: `'tenant create'` from `'tenant'`. */
const stepsOf = (places: readonly Place[]): string[] =>
  places.map(({ words }) => words).filter((words) => words !== '');

// bash breaks a line also at "=", so `--contract=erp` arrives as three words.
const bash = (places: readonly Place[]): string => `# Completion for bash.
_clientela() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} place= offers= word
  if [[ $current == = ]]; then current=
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${place:+$place }$word" in
      ${stepsOf(places).map(quoted).join('|')}) place="\${place:+$place }$word" ;;
    esac
  done
  COMPREPLY=()
  case "$place $previous" in
${places
  .flatMap(({ words, values }) =>
    values.map(
      ({ flag, choices, isFile }) =>
        `    ${quoted(`${words} ${flag}`)}) ${
          isFile
            ? `compopt -o filenames 2>/dev/null || :; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return`
            : `mapfile -t COMPREPLY < <(compgen -W ${quoted(choices.join(' '))} -- "$current"); return`
        } ;;`,
    ),
  )
  .join('\n')}
  esac
  case "$place" in
${places.map(({ words, offers }) => `    ${quoted(words)}) offers=${quoted(wordsOf(offers))} ;;`).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$offers" -- "$current")
}
complete -F _clientela clientela
`;

const zsh = (places: readonly Place[]): string => `#compdef clientela
_clientela() {
  local place= word previous=\${words[CURRENT-1]}
  local -a offers
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${place:+$place }$word" in
      (${stepsOf(places).map(quoted).join('|')}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place $previous" in
${places
  .flatMap(({ words, values }) =>
    values.map(
      ({ flag, choices, isFile }) =>
        `    (${quoted(`${words} ${flag}`)}) ${isFile ? '_files' : choices.length > 0 ? `compadd -- ${choices.join(' ')}` : '_message value'}; return ;;`,
    ),
  )
  .join('\n')}
  esac
  case "$place" in
${places.map(({ words, offers }) => `    (${quoted(words)}) offers=(${offers.map(({ word, about }) => quoted(`${word}:${about}`)).join(' ')}) ;;`).join('\n')}
  esac
  _describe clientela offers
}
if [ "$funcstack[1]" = "_clientela" ]; then _clientela "$@"; else compdef _clientela clientela; fi
`;

/** Text within single quotes of fish. */
const inFish = (text: string): string => `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;

const fish = (places: readonly Place[]): string => `# Completion for fish.
function __clientela_place
  set -l place
  for word in (commandline -opc)[2..]
    set -l next (string join ' ' -- $place $word)
    if contains -- $next ${stepsOf(places).map(inFish).join(' ')}
      set place $next
    end
  end
  test "$place" = "$argv"
end
complete -c clientela -f
${places
  .flatMap(({ words, offers, values }) => {
    const start = `complete -c clientela -n ${inFish(`__clientela_place ${inFish(words)}`)}`;
    return offers.map(({ word, about }) => {
      if (isCommand(word)) return `${start} -a ${inFish(word)} -d ${inFish(about)}`;
      const value = values.find(({ flag }) => flag === word);
      const given =
        value === undefined
          ? ''
          : value.isFile
            ? ' -r -F'
            : ` -x${value.choices.length > 0 ? ` -a ${inFish(value.choices.join(' '))}` : ''}`;
      return `${start} -l ${word.slice(2)} -d ${inFish(about)}${given}`;
    });
  })
  .join('\n')}
`;

const SCRIPTS: Record<Shell, (places: readonly Place[]) => string> = { bash, zsh, fish };
