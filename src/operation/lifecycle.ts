import { Injectable } from '@nestjs/common';

/** Where this process is between its first and its last request. Only one that serves is ready. */
@Injectable()
export class Lifecycle {
  private now: 'starting' | 'serving' | 'stopping' = 'starting';
  private readonly heard: (() => void)[] = [];

  get phase(): 'starting' | 'serving' | 'stopping' {
    return this.now;
  }

  whenStopping(listener: () => void): void {
    this.heard.push(listener);
  }

  serve(): void {
    if (this.now === 'starting') this.now = 'serving';
  }

  stop(): void {
    this.now = 'stopping';
    for (const listener of this.heard) listener();
  }
}
