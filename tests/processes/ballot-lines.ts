import type { BoxBallot } from '#server/storage/port/ballot-box.js';

/** A ballot as one line of JSON, to give it to a process of its own. */
export function ballotToLine(ballot: BoxBallot): string {
  return JSON.stringify({ ...ballot, signature: hex(ballot.signature), answers: hex(ballot.answers) });
}

export function ballotFromLine(line: string): BoxBallot {
  const { signature, answers, ...rest } = JSON.parse(line);
  return { ...rest, signature: bytes(signature), answers: bytes(answers) };
}

function hex(content: Uint8Array): string {
  return Buffer.from(content).toString('hex');
}

function bytes(content: string): Uint8Array {
  return new Uint8Array(Buffer.from(content, 'hex'));
}
