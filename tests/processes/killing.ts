/** A part of a store; the process is killed before the call that is named `PART.CALL`, with no chance to tidy up. */
export function killing<Part extends object>(part: Part, name: string, killBefore: string): Part {
  return new Proxy(part, {
    get(target, property) {
      if (`${name}.${String(property)}` === killBefore) process.kill(process.pid, 'SIGKILL');
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
