/** Whether the server answers, as seen by the last call: the banner listens. */
export type Connection = 'here' | 'away';

let now: Connection = 'here';
const listeners = new Set<() => void>();

export function noteConnection(seen: Connection): void {
  if (seen === now) return;
  now = seen;
  for (const listener of listeners) listener();
}

export function connectionNow(): Connection {
  return now;
}

export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
