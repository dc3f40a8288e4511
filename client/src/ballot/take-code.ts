/**
 * The code in the address, behind `#` or where a mail filter wrote `%23`, and takes it out of the address and out of the history, so that it
 * stands neither on the screen nor in the browser's list. Empty when there is none.
 */
export function takeCode({ location, history }: Window): string {
  const code = /(?:#|%23)(.*)$/i.exec(location.href)?.[1] ?? '';
  if (code !== '' || location.pathname !== '/b') history.replaceState(history.state, '', '/b');
  return code;
}
