import {writeSync} from 'node:fs';
import {constants} from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof signals)[number];

function onSignals(listener: (signal: Signal) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** Work of Pulumi's that is being interrupted: Pulumi is let write its state. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Ends at once what writes no state, and what goes on when Pulumi is done. */
  readonly over: AbortSignal;
  readonly happened: () => boolean;
  readonly done: () => void;
}

/** Hands Ctrl-C and a polite kill on to Pulumi, until it is done. */
export function interruption(): Interruption {
  const stop = new AbortController();
  const over = new AbortController();
  let interrupted = false;
  const off = onSignals((signal) => {
    interrupted = true;
    over.abort();
    // Ctrl-C on a terminal reaches Pulumi too, and a second one would end it before it has written its state.
    if (signal === 'SIGTERM' || !process.stdin.isTTY) stop.abort();
  });
  const done = () => {
    off();
    over.abort();
  };
  return {signal: stop.signal, over: over.signal, happened: () => interrupted, done};
}

/** Ends this process on Ctrl-C or a polite kill with some last words, and gives the terminal its cursor back. @returns takes that back */
export const endWith = (lastWords: () => string): (() => void) =>
  onSignals((signal) => {
    // Past Listr, which holds back what others write while it draws.
    if (process.stdout.isTTY) writeSync(process.stdout.fd, '\x1b[?25h\n');
    writeSync(process.stderr.fd, `${lastWords()}\n`);
    process.exit(128 + constants.signals[signal]);
  });
