import type { Request } from 'express';

/** Nobody needs to send more than this to read why it is refused. */
const MOST_BYTES = 64 * 1024 * 1024;
const SILENCE_MS = 1_000;

/**
 * Throws away what is still coming, until its end, a second of silence, or 64 MB. A connection that is closed while its other end
 * still sends is reset, and most browsers then show a network fault instead of the refusal that was sent.
 */
export function readOut(request: Request): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const silence = setTimeout(done, SILENCE_MS);
    function done() {
      clearTimeout(silence);
      request.off('data', count);
      resolve();
    }
    function count(chunk: Buffer) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) done();
      else silence.refresh();
    }
    // A reader that gave up half-way would hold the stream back.
    request.removeAllListeners('readable');
    request.once('end', done).once('close', done).once('error', done).on('data', count).resume();
  });
}
