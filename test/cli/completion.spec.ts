import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completion } from '../../src/cli/completion.js';
import { GROUPS } from '../../src/cli/commands.js';

const place = mkdtempSync(join(tmpdir(), 'clientela-completion-'));
const script = join(place, 'clientela.bash');
beforeAll(() => {
  writeFileSync(script, completion(() => GROUPS).say!({ shell: 'bash' }));
  writeFileSync(join(place, 'secret file'), '');
});
afterAll(() => rmSync(place, { recursive: true }));

/** What a real bash offers at the end of a line; it breaks words as `COMP_WORDBREAKS` says. */
function offered(line: string): string[] {
  const words = line.split(/(=)| /).filter((word) => word !== undefined);
  const bash = `
    set -eu
    source ${script}
    read -r function <<<"$(complete -p clientela)"; function=\${function#complete -F }; function=\${function% clientela}
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}
    "$function" clientela "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['--norc', '-c', bash, 'bash', ...words], {
    cwd: place,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.split('\n').filter((word) => word !== '');
}

describe('completion in bash', () => {
  it.each([
    [
      'clientela ',
      ['tenant', 'user', 'key', 'customer', 'import', 'check', 'export', 'completion', 'help', '--help', '--version'],
    ],
    ['clientela t', ['tenant']],
    ['clientela key re', ['revoke', 're-encrypt', 'reset-nonce']],
    ['clientela key list --', ['--tenant', '--contract', '--json', '--help']],
    ['clientela key create --contract ', ['billing', 'clients', 'erp', 'accounting', 'clientela']],
    ['clientela key create --tenant acme --contract=b', ['billing']],
    ['clientela key create --contract=', ['billing', 'clients', 'erp', 'accounting', 'clientela']],
    ['clientela key create --tenant ', []],
    ['clientela tenant set --slug acme --acc', ['--accounting-case']],
    ['clientela tenant set --accounting-case s', ['snake']],
    ['clientela user create --password-file se', ['secret file']],
    ['clientela completion ', ['bash', 'zsh', 'fish', '--help']],
    ['clientela help ', ['tenant', 'user', 'key', 'customer', 'import', 'check', 'export', 'completion']],
    ['clientela help key li', ['list']],
  ])('of "%s" offers %j', (line, words) => {
    expect(offered(line)).toEqual(expect.arrayContaining(words));
    expect(words).toEqual(expect.arrayContaining(line.endsWith(' ') && words.length > 4 ? words : offered(line)));
  });

  it('offers every command and every option', () => {
    for (const { name, options, run, question } of GROUPS.flatMap(({ commands }) => commands)) {
      const flags = Object.keys(options).map(
        (option) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      );
      expect(offered(`clientela ${name} --`)).toEqual([
        ...flags,
        ...(question ? ['--yes'] : []),
        ...(run ? ['--json'] : []),
        '--help',
      ]);
    }
  });
});

describe('completion in other shells', () => {
  it.each(['zsh', 'fish'])('names every command and every option in %s', (shell) => {
    const text = completion(() => GROUPS).say!({ shell });
    for (const { name, options } of GROUPS.flatMap(({ commands }) => commands)) {
      for (const word of [
        ...name.split(' '),
        ...Object.keys(options).map((option) => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
      ]) {
        expect(text).toContain(word);
      }
    }
  });
});
