export interface KeepingArguments {
  folder: string;
  /** Whether the command's one option was given. */
  flag: boolean;
}

/** Undefined when they are not a folder and, at most, that option. */
export function readArguments(args: readonly string[], option: string): KeepingArguments | undefined {
  const [folder, ...others] = args.filter((arg) => arg !== option);
  if (!folder || others.length > 0 || folder.startsWith('-')) return undefined;
  return { folder, flag: args.includes(option) };
}

/** What is foreseen: one line. Anything else is a fault of the program and keeps its trace. */
const FORESEEN = ['KeepingRefused', 'NewerSchema', 'ConfigError', 'StoreUrlRefused', 'StoreCannotOpen', 'StoreUnavailable'];

/** Runs the command to its end and sets the exit code. */
export async function end(
  usage: string,
  given: KeepingArguments | undefined,
  command: (given: KeepingArguments) => Promise<void>,
): Promise<void> {
  if (!given) return fail(usage);
  await command(given).catch((fault: Error & { code?: string; path?: string }) => {
    if (FORESEEN.includes(fault.name) || fault.code) fail(fault.message);
    else fail(fault.stack ?? String(fault));
  });
}

export function counted(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

function fail(line: string): void {
  console.error(line);
  process.exitCode = 1;
}
