import type { ChildProcess, Serializable } from 'node:child_process';
import { once } from 'node:events';

/** Without waiting. That it cannot be told, because it has ended, `heard` finds out. */
export function tell(child: ChildProcess, message: Serializable): void {
  child.send(message, () => undefined);
}

/** What another process says next. Rejects when it ends, or has ended, without a word. */
export function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = () => reject(new Error(`a process of the bench ended too early (${child.exitCode ?? child.signalCode})`));
    if (hasEnded(child)) return fail();
    child.once('exit', fail);
    child.once('message', (said) => {
      child.off('exit', fail);
      resolve(said as T);
    });
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
