import { Worker } from 'node:worker_threads';

/**
 * What a thread runs: JavaScript as it is, since no compiled file is at hand in every way that this program is started.
 * On Linux a priority is a thread's own: the others go first, and a hash takes the time that they leave.
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

/** A thread has little of its own to keep: the memory of a hash is not JavaScript's. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

interface Answer {
  right?: boolean;
  error?: string;
}

/** Threads that verify passwords, as many as verify at a time. */
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
    // It keeps no process from ending.
    thread.unref();
    this.all.add(thread);
    // One that has no work may end too: memory runs out, and an error that nothing handles would end the process.
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
