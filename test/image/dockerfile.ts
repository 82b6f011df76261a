import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Copy, DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';

/**
 * Follows the steps of a Dockerfile without a container engine. The root directory of each stage is a folder. It knows
 * what our Dockerfile has, and refuses everything else.
 */
export class Dockerfile {
  private readonly stages = new Map<string, string>();
  readonly env: Record<string, string> = {};
  user = '';
  entrypoint: string[] = [];
  healthCheck: string[] = [];

  constructor(
    private readonly file: string,
    private readonly context: string,
    private readonly root: string,
  ) {}

  /** Resolves to the folder of the last stage. `runs`: whether the commands of a stage can run in its folder. */
  follow(runs: (stage: string) => boolean): string {
    let folder = '';
    let stage = '';
    let workdir = '/';
    for (const step of DockerfileParser.parse(readFileSync(this.file, 'utf8')).getInstructions()) {
      const words = argumentsOf(step);
      switch (step.getKeyword()) {
        case 'FROM':
          stage = words[2] ?? 'last';
          folder = join(this.root, stage);
          this.stages.set(stage, folder);
          break;
        case 'WORKDIR':
          workdir = words[0]!;
          mkdirSync(join(folder, workdir), { recursive: true });
          break;
        case 'COPY':
          this.copy(step as Copy, words, join(folder, workdir));
          break;
        case 'RUN':
          if (runs(stage)) execFileSync('sh', ['-c', step.getRawArgumentsContent()!], { cwd: join(folder, workdir) });
          break;
        case 'ENV':
          for (const pair of words) this.env[pair.split('=')[0]!] = pair.slice(pair.indexOf('=') + 1);
          break;
        case 'USER':
          this.user = words[0]!;
          break;
        case 'ENTRYPOINT':
          this.entrypoint = listOf(step);
          break;
        case 'HEALTHCHECK':
          this.healthCheck = JSON.parse(/CMD\s+(\[.*\])/s.exec(step.getRawArgumentsContent()!)![1]!) as string[];
          break;
        case 'EXPOSE':
        case 'VOLUME':
          break;
        default:
          throw new Error(`${step.getKeyword()} is not known here`);
      }
    }
    return join(folder, workdir);
  }

  private copy(step: Copy, words: string[], to: string): void {
    const from = step
      .getFlags()
      .find((flag) => flag.getName() === 'from')
      ?.getValue();
    const paths = words.filter((word) => !word.startsWith('--'));
    const target = paths.pop()!;
    for (const path of paths) {
      const destination = /[./]$/.test(target) && path !== '.' ? join(to, target, basename(path)) : join(to, target);
      mkdirSync(dirname(destination), { recursive: true });
      const copy = (source: string, into: string) =>
        cpSync(source, into, { recursive: true, verbatimSymlinks: true, dereference: false });
      if (from) copy(join(this.stages.get(from)!, path), destination);
      else if (path !== '.') copy(join(this.context, path), destination);
      else for (const one of this.sent()) copy(join(this.context, one), join(destination, one));
    }
  }

  /** What of the context a builder gets: the names after `!` in the ignore file, which begins with "nothing". */
  private sent(): string[] {
    const [nothing, ...rest] = readFileSync(`${this.file}.dockerignore`, 'utf8').trim().split('\n');
    if (nothing !== '**' || rest.some((line) => !line.startsWith('!')))
      throw new Error('the ignore file names what is sent');
    const sent = rest.map((line) => line.slice(1));
    const missing = sent.filter((name) => !existsSync(join(this.context, name)));
    if (missing.length > 0) throw new Error(`the ignore file names what is not there: ${missing.join(', ')}`);
    return sent;
  }
}

const argumentsOf = (step: Instruction) => step.getArguments().map((argument) => argument.getValue());

const listOf = (step: Instruction) => (step as JSONInstruction).getJSONStrings().map((one) => one.getJSONValue());
