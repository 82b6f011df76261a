import { Argument, Command as Parser, CommanderError, Help, Option as Flag } from 'commander';
import { VERSION } from '../config/version.js';
import { Problem } from '../problem.js';
import { type Command, dashed, type Option, summaryOf, invalidValue, UsageError } from './command.js';

/** Commands whose names begin with one word. */
export interface Group {
  word: string;
  about: string;
  commands: readonly Command[];
}

/** A command line that was parsed and checked. */
export interface Invocation {
  command: Command;
  values: Record<string, unknown>;
  asJson: boolean;
  /** `--yes` was given: do not ask before an action that cannot be undone. */
  isSure: boolean;
}

const FOOTER = `
The settings are those of the server (.env.example): DATABASE_URL, or DATA_DIR for the embedded database.
'clientela help <command>' describes a command.`;

/**
 * Parses a command line. Returns `undefined` for help and the version, which it prints. For wrong usage it prints the
 * error and where to find help, and throws a `UsageError`.
 */
export function parseCommandLine(argv: readonly string[], groups: readonly Group[]): Invocation | undefined {
  let chosen: Invocation | undefined;
  const program = programOf(groups, (choice) => (chosen = choice));
  if (argv.length === 0) {
    program.outputHelp();
    return undefined;
  }
  try {
    program.parse(helpOf(argv) ?? argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(error.message, { isPrinted: true });
  }
  return chosen;
}

/** With `--help`, the help is shown even if other options are wrong. */
function helpOf(argv: readonly string[]): string[] | undefined {
  if (!argv.some((word) => word === '-h' || word === '--help')) return undefined;
  const isOption = (word: string) => word.startsWith('-');
  const begin = argv.findIndex((word) => !isOption(word));
  const line = begin < 0 ? [] : argv.slice(begin);
  const end = line.findIndex(isOption);
  return [...line.slice(0, end < 0 ? line.length : end), '--help'];
}

/**
 * The values of the arguments after the command's name. Throws for wrong ones, a parser's Problem unchanged, and prints
 * nothing.
 */
export function valuesOf(command: Command, argv: readonly string[]): Record<string, unknown> {
  let chosen: Invocation | undefined;
  const program = new Parser().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  add(command, program, 'command', (choice) => (chosen = choice), asItIs);
  program.parse(['command', ...argv], { from: 'user' });
  return chosen!.values;
}

type Choose = (chosen: Invocation) => void;

function programOf(groups: readonly Group[], choose: Choose): Parser {
  const program = new Parser('clientela').description(
    'Administer Clientela: one customer record, five published contracts and one of its own.',
  );
  program.exitOverride().configureHelp(listing(program));
  program.helpOption('-h, --help', 'Show this help.').helpCommand(false);
  addVersion(program).addHelpText('after', FOOTER);
  program.option('--json', 'Print the answer as JSON, for programs.');
  for (const { word, about, commands } of groups) {
    const parent = word === '' ? program : groupIn(program, word, about);
    for (const command of commands) add(command, parent, command.name.split(' ').at(-1)!, choose);
  }
  tellMissing(program, 'a command is missing');
  addHelp(program, program);
  return furtherHelp(program);
}

/** The help lists all commands with their full names, without groups. Suggestions compare single words. */
function listing(program: Parser): Partial<Help> {
  const leavesOf = (parser: Parser): Parser[] =>
    parser.commands.flatMap((one) =>
      one.name() === 'help' && parser !== program ? [] : one.commands.length > 0 ? leavesOf(one) : [one],
    );
  return {
    formatHelp(parser, helper) {
      helper.visibleCommands = (of) => leavesOf(of);
      helper.subcommandTerm = (of) => wordsOf(of).join(' ');
      return Help.prototype.formatHelp.call(helper, parser, helper);
    },
  };
}

const wordsOf = (parser: Parser): string[] => (parser.parent ? [...wordsOf(parser.parent), parser.name()] : []);

function groupIn(program: Parser, word: string, about: string): Parser {
  const group = program.command(word).summary(about).description(about).helpCommand(false);
  tellMissing(group, `a command is missing after '${word}'`);
  addVersion(group, true);
  group.addOption(new Flag('--json').hideHelp());
  addHelp(group, program);
  return furtherHelp(group);
}

function add(command: Command, parent: Parser, word: string, choose: Choose, refusal = inWordsOfTheLine): Parser {
  const parser = parent.command(word).summary(summaryOf(command)).description(command.about).helpCommand(false);
  for (const [name, option] of Object.entries(command.options)) parser.addOption(flagOf(name, option, refusal));
  for (const [name, option] of Object.entries(command.positional))
    parser.addArgument(argumentOf(name, option, refusal));
  if (command.question) parser.option('--yes', 'Do not ask whether you are sure.');
  if (command.run) parser.option('--json', 'Print the answer as JSON, for programs.');
  addVersion(parser, true);
  if (command.examples)
    parser.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  $ clientela ${line}`).join('\n')}`);
  furtherHelp(parser);
  return parser.action(() => {
    const given = parser.optsWithGlobals<Record<string, unknown>>();
    // Not commander's own check: it runs before the check for misspelt options, and reports only the first missing one.
    const missing = parser.options.filter(
      (flag) => command.options[flag.attributeName()]?.isRequired && given[flag.attributeName()] === undefined,
    );
    if (missing.length > 0) parser.error(`error: missing ${missing.map(({ flags }) => flags).join(', ')}`);
    const values = { ...withFallbacks(command, given), ...positionalOf(command, parser) };
    try {
      command.check(values);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      parser.error(`error: ${error.message}`);
    }
    choose({ command, values, asJson: given.json === true, isSure: given.yes === true });
  });
}

/** Without a command, commander prints the help as an error and does not say why. */
const tellMissing = (parser: Parser, message: string): Parser =>
  parser.addHelpText('before', ({ error }) => (error ? `error: ${message}\n` : ''));

const furtherHelp = (parser: Parser): Parser =>
  parser.showHelpAfterError(`Try 'clientela ${[...wordsOf(parser), '--help'].join(' ')}'.`);

/** Every level accepts `-v`, `-V` and `--version`; only the top level shows them in its help. */
function addVersion(parser: Parser, isHidden = false): Parser {
  parser.version(VERSION, '-v, --version', 'Print the version.');
  parser.options.at(-1)!.hidden = isHidden;
  return parser.addOption(new Flag('-V').hideHelp()).on('option:V', () => {
    parser.configureOutput().writeOut!(`${VERSION}\n`);
    throw new CommanderError(0, 'commander.version', VERSION);
  });
}

/** `help`, `help tenant` and `help tenant create`; in a group also `tenant help create`. */
function addHelp(parser: Parser, program: Parser): void {
  const help = parser
    .command('help')
    .argument('[command...]')
    .summary('Describe a command')
    .description('Describe a command.')
    .helpCommand(false);
  addVersion(help, true).addOption(new Flag('--json').hideHelp());
  furtherHelp(help).action((words: string[]) => {
    let found = parser;
    for (const word of words) {
      const next = found.commands.find((one) => one.name() === word);
      // Commander suggests similar words for an unknown one.
      if (!next) found.parse([word], { from: 'user' });
      found = next!;
    }
    found.help();
  });
  if (parser !== program) (help as Parser & { _hidden: boolean })._hidden = true;
}

function flagOf(
  name: string,
  { about, parser: reader, isRequired = false, fallback }: Option<unknown>,
  refusal: Refusal,
): Flag {
  const value = reader ? ` <${reader.placeholder}>` : '';
  const flag = new Flag(
    `--${dashed(name)}${value}`,
    `${about}${isRequired ? ' (required)' : ''}${fallback === undefined ? '' : ` (default: ${fallback})`}`,
  );
  if (reader?.choices) flag.choices(reader.choices);
  if (reader) flag.argParser(onlyOnce(reader.parse, refusal));
  return flag;
}

function argumentOf(
  name: string,
  { about, parser: reader, isRequired = false }: Option<unknown>,
  refusal: Refusal,
): Argument {
  const argument = new Argument(isRequired ? `<${dashed(name)}>` : `[${dashed(name)}]`, about);
  if (reader?.choices) argument.choices(reader.choices);
  if (reader) argument.argParser(onlyOnce(reader.parse, refusal));
  return argument;
}

const onlyOnce = (read: (text: string) => unknown, refusal: Refusal) => (text: string, previous: unknown) => {
  if (previous !== undefined) throw invalidValue('It was given twice.');
  try {
    return read(text);
  } catch (error) {
    throw refusal(error);
  }
};

type Refusal = (error: unknown) => unknown;

const asItIs: Refusal = (error) => error;

/** The parser names the option, so the name that a Problem has for the field is left out. */
const inWordsOfTheLine: Refusal = (error) => {
  const [detail] = error instanceof Problem ? error.details : [];
  return detail ? invalidValue(`It ${detail.message.slice(detail.field.length).trim()}.`) : error;
};

function withFallbacks({ options }: Command, given: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(options).map(([name, { parser: reader, fallback }]) => {
    const value =
      given[name] ?? (reader === undefined ? false : fallback === undefined ? undefined : reader.parse(fallback));
    return [name, value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const positionalOf = ({ positional }: Command, parser: Parser): Record<string, unknown> =>
  Object.fromEntries(Object.keys(positional).map((name, at) => [name, parser.processedArgs[at] as unknown]));
