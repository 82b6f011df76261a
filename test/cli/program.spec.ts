import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GROUPS } from '../../src/cli/commands.js';
import { parseCommandLine } from '../../src/cli/program.js';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'clientela-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a line without doing what it asks for. */
function read(line: string | readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => ((written[stream] += String(text)), true)),
  );
  try {
    const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
    return { chosen: parseCommandLine(argv, GROUPS), isWrong: false, ...written };
  } catch (error) {
    return {
      chosen: undefined,
      isWrong: (error as Error).name === 'Error' && 'isPrinted' in (error as Error),
      ...written,
    };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const commands = GROUPS.flatMap(({ commands: inGroup }) => inGroup);
const names = commands.map(({ name }) => name);
const words = GROUPS.flatMap(({ word }) => (word === '' ? [] : [word]));
const everyPlace = ['', ...words, ...names, 'help'];

describe('help', () => {
  it.each(['', '--help', '-h', 'help'])('of all commands is what "clientela %s" prints', (line) => {
    const { stdout, stderr, isWrong } = read(line);
    expect([isWrong, stderr]).toEqual([false, '']);
    for (const name of names) expect(stdout).toContain(`\n  ${name} `);
  });

  it.each(names.flatMap((name) => [`${name} --help`, `${name} -h`, `help ${name}`]))(
    'is printed by "clientela %s"',
    (line) => {
      const name = line.replace(/^help | --?h.*$/g, '');
      const command = commands.find((one) => one.name === name)!;
      const { stdout, stderr, isWrong, chosen } = read(line);
      expect([isWrong, stderr, chosen]).toEqual([false, '', undefined]);
      expect(stdout).toMatch(new RegExp(`^Usage: clientela ${name} `));
      for (const option of Object.keys(command.options))
        expect(stdout).toContain(`--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    },
  );

  it.each(words.flatMap((word) => [`${word} --help`, `${word} -h`, `help ${word}`, `${word} help`]))(
    'is printed by "clientela %s"',
    (line) => {
      const { stdout, stderr, isWrong } = read(line);
      expect([isWrong, stderr]).toEqual([false, '']);
      expect(stdout).toMatch(/^Usage: clientela \w+ /);
    },
  );

  it.each([
    ['tenant help create', 'tenant create'],
    ['key help reset-nonce', 'key reset-nonce'],
  ])('is printed by "clientela %s"', (line, name) => {
    expect(read(line).stdout).toContain(`Usage: clientela ${name}`);
  });

  it('wins over options that are wrong or missing', () => {
    expect(read('key create --contract nonsense -h').isWrong).toBe(false);
  });

  it.each(commands.flatMap(({ examples = [] }) => examples))('has an example that is accepted: %s', (example) => {
    const argv = [...example.replace(/ [<>].*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare!,
    );
    expect(read(argv)).toMatchObject({ isWrong: false, chosen: { command: { name: expect.any(String) } } });
  });
});

describe('the version', () => {
  it.each(everyPlace.flatMap((place) => ['--version', '-v', '-V'].map((option) => `${place} ${option}`.trim())))(
    'is printed by "clientela %s"',
    (line) => {
      expect(read(line)).toMatchObject({ stdout: `${version}\n`, stderr: '', isWrong: false, chosen: undefined });
    },
  );
});

describe('wrong use prints an error on standard error only', () => {
  const password = join(folder, 'short');
  writeFileSync(password, 'too short');
  it.each([
    ['tenant', "missing after 'tenant'"],
    ['--json', 'error: a command is missing'],
    ['tennant list', 'Did you mean tenant?'],
    ['tenant crate', 'Did you mean create?'],
    ['help key revok', 'Did you mean revoke?'],
    ['nonsense', "unknown command 'nonsense'"],
    ['--nonsense', "unknown option '--nonsense'"],
    ['key list --tenat acme', 'Did you mean --tenant?'],
    ['key list --tenant acme -x', "unknown option '-x'"],
    ['key list --tenant acme more', 'too many arguments'],
    ['check acme', 'too many arguments'],
    ['key list --tenant', "'--tenant <slug>' argument missing"],
    ['key list --tenant a --tenant b', 'given twice'],
    ['tenant create', 'missing --slug <slug>, --name <text>'],
    ['tenant create --slug customers --name X', 'a path of the API'],
    ['tenant create --slug a/b --name X', 'letters, digits'],
    ['tenant create --slug a --name X --currency EURO', "'EURO'"],
    ['tenant create --slug a --name X --country Spain', "'Spain'"],
    ['tenant create --slug a --name X --time-zone Mars/Olympus', "'Mars/Olympus'"],
    ['tenant create --slug a --name X --domain https://a.example', "'https://a.example'"],
    ['tenant set --slug a', '--accounting-case'],
    ['user create --tenant a --email not-an-email', "'not-an-email'"],
    ['user join --tenant a --email a@', "'a@'"],
    ['user create --tenant a --email a@b.example --permissions customers:raed', 'customers:raed'],
    ['user create --tenant a --email a@b.example --permissions customers:read,', 'There is no permission ""'],
    [`user create --tenant a --email a@b.example --password-file ${password}`, '12 characters'],
    [`user create --tenant a --email a@b.example --password-file ${password}.none`, 'ENOENT'],
    ['key create --tenant a --contract contacts', 'billing, clients, erp, accounting, clientela'],
    ['key create --tenant a --contract erp --accounting-case snake', 'keys of accounting'],
    ['key revoke --tenant a --id 0', "'0'"],
    ['key revoke --tenant a --id 1e3', "'1e3'"],
    ['key reset-nonce --tenant a', 'either --id or --email'],
    ['key reset-nonce --tenant a --id 1 --email a@b.example', 'either --id or --email'],
    ['completion', "missing required argument 'shell'"],
    ['completion tcsh', 'bash, zsh, fish'],
    ...[
      '2020-01-01',
      '2030-02-30',
      '2029-02-29',
      '2030-13-01',
      '2030-1-1',
      '01/02/2030',
      'tomorrow',
      '2030',
      '2030-01-01T25:00:00Z',
      '2030-01-01T12:00',
      '1893456000',
      '+2030-01-01',
      '9999-99-99',
    ].map((date) => [`key create --tenant a --contract erp --expires ${date}`, date]),
  ])('%s', (line, told) => {
    const { stdout, stderr, isWrong } = read(line);
    expect([isWrong, stdout]).toEqual([true, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(told);
    expect(stderr).toMatch(/Try 'clientela( [a-z-]+)* --help'\.|Usage: clientela/);
  });

  it.each([
    ['', 'empty'],
    [' \u200b', 'empty'],
    ['a\u001b[31mb', 'control characters'],
  ])('the name %p', (name, told) => {
    const { stderr, isWrong } = read(['tenant', 'create', '--slug', 'a', '--name', name]);
    expect([isWrong, stderr]).toEqual([true, expect.stringContaining(told)]);
  });
});

describe('a user who could not sign in afterwards is not made', () => {
  const file = (content: string | Buffer) => {
    const name = join(folder, `password-${Buffer.from(content).length}`);
    writeFileSync(name, content);
    return name;
  };

  it.each([
    ['a password of 201 characters', () => ['--password-file', file('p'.repeat(201))], 'at most 200 characters'],
    [
      'a password that is no UTF-8',
      () => ['--password-file', file(Buffer.from('contrase\xf1a larga', 'latin1'))],
      'cannot be read',
    ],
    ['a password of two lines', () => ['--password-file', file('correct horse\nbattery')], 'must be one line'],
    ['a password behind an empty line', () => ['--password-file', file('\ncorrect horse battery')], 'must be one line'],
    ['a password with a NUL', () => ['--password-file', file('correct horse\0battery')], 'without NUL'],
    ['a password of blanks', () => ['--password-file', file(' '.repeat(20))], 'at least 12 characters'],
    ['a login name of 201 characters', () => ['--login', 'b'.repeat(201)], 'at most 200 characters'],
  ])('%s', (_, options, told) => {
    const { stderr, isWrong } = read(['user', 'create', '--tenant', 'a', '--email', 'a@b.example', ...options()]);
    expect([isWrong, stderr]).toEqual([true, expect.stringContaining(told)]);
  });
});

describe('a line that is right', () => {
  it('has each permission once', () => {
    const { chosen } = read('key create --tenant a --contract erp --permissions customers:read,customers:read');
    expect(chosen!.values).toMatchObject({ permissions: ['customers:read'] });
  });

  it('has its values read', () => {
    const { chosen } = read(
      'key create --tenant ACME --contract erp --permissions customers:read,emails:write --expires 2030-01-31 --json',
    );
    const permissions = ['customers:read', 'emails:write'];
    expect(chosen).toMatchObject({
      asJson: true,
      values: { tenant: 'acme', contract: 'erp', permissions, expires: new Date('2030-01-31T00:00:00Z') },
    });
  });

  it.each([
    ['2030-01-31T18:00:00Z', '2030-01-31T18:00:00.000Z'],
    ['2032-02-29T18:00+02:00', '2032-02-29T16:00:00.000Z'],
  ])('may name the time %s', (text, time) => {
    expect(read(`key create --tenant a --contract erp --expires ${text}`).chosen!.values.expires).toEqual(
      new Date(time),
    );
  });

  it.each([
    ['correct horse battery\n', 'correct horse battery'],
    ['correct horse battery\r\n\n', 'correct horse battery'],
    ['\uFEFFcorrect horse battery', 'correct horse battery'],
    [' \tcorrect horse battery  \n', ' \tcorrect horse battery  '],
  ])('may take a password from a file: %j', (content, passwordFile) => {
    const file = join(folder, 'password');
    writeFileSync(file, content);
    const { chosen } = read(`user create --tenant a --email a@b.example --password-file ${file}`);
    expect(chosen!.values).toMatchObject({ passwordFile });
  });

  it('has the defaults that the help shows', () => {
    const { chosen } = read(['tenant', 'create', '--slug', 'a', '--name', ' Acme  Ltd. ']);
    expect(chosen!.values).toEqual({ slug: 'a', name: 'Acme  Ltd.', currency: 'USD', country: 'US', timeZone: 'UTC' });
  });

  it.each([
    '--json key list --tenant a',
    'key --json list --tenant a',
    'key list --json --tenant a',
    'key list --tenant=a --json',
  ])('may have --json anywhere: %s', (line) => {
    expect(read(line).chosen).toMatchObject({ asJson: true, values: { tenant: 'a' } });
  });
});
