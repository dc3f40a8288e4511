import type { ServerProcess } from '../server-process.js';
import type { World } from '../world.js';

/** Something that people, the clock or the machines do. */
export interface Operation {
  name: string;
  /** How often, beside the others. */
  weight: number;
  /** No fault strikes while it is done. */
  undisturbed?: true;
  /** How rounds stand is no concern of it: it is looked at only now and then that nothing has changed. */
  standing?: 'same';
  /** Does it, checks what came of it against the model, and tells it in a few words; undefined when there is nothing to do it with. */
  act(world: World, process: ServerProcess): Promise<string | undefined>;
}

/** What the scheduler would have done within five seconds. */
export async function turn(process: ServerProcess): Promise<void> {
  await process.wired.scheduler.tick();
}
