import { Worker } from 'node:worker_threads';

/**
 * The program of a thread, as JavaScript source: tests and the build have no common compiled file. On Linux, threads
 * have their own priority: hashing uses the CPU time that the other threads leave.
 */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { verifySync } = require(workerData.argon2);
  if (process.platform === 'linux') {
    try { require('node:os').setPriority(10); } catch {}
  }
  parentPort.on('message', ({ hash, password }) => {
    try {
      parentPort.postMessage({ right: verifySync(hash, password) });
    } catch ({ message }) {
      parentPort.postMessage({ error: message });
    }
  });`;

/** A thread needs little JavaScript memory: the memory of a hash is native. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

interface Answer {
  right?: boolean;
  error?: string;
}

/** Worker threads that verify passwords; one per concurrent verification. */
export class HashingThreads {
  private readonly all = new Set<Worker>();
  private readonly idle = new Set<Worker>();

  async verify(hash: string, password: string): Promise<boolean> {
    const [thread = this.start()] = this.idle;
    this.idle.delete(thread);
    const { right, error } = await answerOf(thread, { hash, password });
    this.idle.add(thread);
    if (right === undefined) throw new Error(error);
    return right;
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((thread) => thread.terminate()));
  }

  private start(): Worker {
    const thread = new Worker(PROGRAM, {
      eval: true,
      execArgv: [],
      env: {},
      resourceLimits: LIMITS,
      workerData: { argon2: require.resolve('@node-rs/argon2') },
    });
    // The thread must not keep the process alive.
    thread.unref();
    this.all.add(thread);
    // An idle thread may fail too, for example out of memory. An unhandled error event would end the process.
    thread.on('error', () => {});
    thread.once('exit', () => this.forget(thread));
    return thread;
  }

  private forget(thread: Worker): void {
    this.all.delete(thread);
    this.idle.delete(thread);
  }
}

function answerOf(thread: Worker, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(error);
    const ended = () => reject(new Error('The thread ended'));
    thread
      .once('error', failed)
      .once('exit', ended)
      .once('message', (answer: Answer) => {
        thread.off('error', failed).off('exit', ended);
        resolve(answer);
      });
    thread.postMessage(question);
  });
}
