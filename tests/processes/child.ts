import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of its own that runs one of our TypeScript files; `lines` is what it prints. */
export interface Child {
  lines: AsyncIterable<string>;
  /** As a power cut would: at once, with no chance to tidy up. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself. Rejects when it failed. */
  ended(): Promise<void>;
}

/** `script` counts from `tests/processes/`; `input` is given to it as JSON on standard input. */
export function startChild(script: string, input: unknown): Child {
  const root = `${process.cwd()}/tests/processes`;
  const child = spawn(process.execPath, ['--import', `${root}/typescript.mjs`, `${root}/${script}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exit = once(child, 'exit');
  child.stdin.end(JSON.stringify(input));
  return {
    lines: createInterface(child.stdout),
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      const [code, signal] = await exit;
      if (code !== 0) throw new Error(`${script} ended with ${code ?? signal}`);
    },
  };
}
