import { loadConfig } from './config.js';
import { runServer } from './operations/run.js';

// The server itself is loaded by whoever serves, and nothing here leads to it: a wrong option is told in a third of a second, and a process that only
// hands connections over needs none of it.
await runServer(loadConfig, async (config, place) => {
  const { startServer } = await import('./start-server.js');
  return startServer(config, place ? { place } : {});
});
