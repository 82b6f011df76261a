import { Injectable } from '@nestjs/common';

/** The phase of this process. It is ready only while it serves. */
@Injectable()
export class Lifecycle {
  private now: 'starting' | 'serving' | 'stopping' = 'starting';
  private readonly stopListeners: (() => void)[] = [];

  get phase(): 'starting' | 'serving' | 'stopping' {
    return this.now;
  }

  whenStopping(listener: () => void): void {
    this.stopListeners.push(listener);
  }

  serve(): void {
    if (this.now === 'starting') this.now = 'serving';
  }

  stop(): void {
    this.now = 'stopping';
    for (const listener of this.stopListeners) listener();
  }
}
