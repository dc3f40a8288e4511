import { connect, type Socket } from 'node:net';

/**
 * HTTP/1.1 as a bench speaks it: it shares the machine with the server that it loads, and Node's own client takes as much of it as the server.
 * It reads what this server answers with: a status and a length, nothing more.
 */
export interface Asked {
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  cookie?: string;
}

/** Asks over a connection of its own. The answer's status, once it is there whole. */
export async function askAlone(url: URL, asked: Asked): Promise<number> {
  const socket = connected(url);
  try {
    return await exchange(socket, requestText(url, asked, 'close'));
  } finally {
    socket.destroy();
  }
}

/** A connection that is kept, as a browser keeps it: who asks next waits for the answer before. One that breaks is made anew. */
export class KeptConnection {
  #socket: Socket | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: URL) {}

  ask(asked: Asked): Promise<number> {
    const answer = this.#last.then(() => {
      if (!this.#socket || this.#socket.destroyed) this.#socket = connected(this.url);
      return exchange(this.#socket, requestText(this.url, asked, 'keep-alive'));
    });
    this.#last = answer.catch(() => this.close());
    return answer;
  }

  close(): void {
    this.#socket?.destroy();
  }
}

function connected({ hostname, port }: URL): Socket {
  // A connection that nobody waits for may break as well.
  return connect({ host: hostname, port: Number(port), noDelay: true }).on('error', () => {});
}

function requestText({ host }: URL, { method, path, body, cookie }: Asked, connection: string): string {
  const content = body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` : '';
  const session = cookie ? `Cookie: ${cookie}\r\n` : '';
  return `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: ${connection}\r\n${content}${session}\r\n${body ?? ''}`;
}

function exchange(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const answer = new Answer();
    const settle = (by: () => void) => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      by();
    };
    const onError = (fault: unknown) => settle(() => reject(fault));
    const onClose = () => onError(new Error('the connection ended before the answer'));
    const onData = (chunk: Buffer) => {
      try {
        const status = answer.statusAfter(chunk);
        if (status !== undefined) settle(() => resolve(status));
      } catch (fault) {
        onError(fault);
      }
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
    socket.write(request);
  });
}

const HEAD_ENDS = '\r\n\r\n';

/** What has come of an answer. */
class Answer {
  #head: Buffer = Buffer.alloc(0);
  #status: number | undefined;
  #missing = 0;

  /** The status once the last byte is there. */
  statusAfter(chunk: Buffer): number | undefined {
    if (this.#status !== undefined) this.#missing -= chunk.length;
    else this.#readHead(chunk);
    return this.#missing <= 0 ? this.#status : undefined;
  }

  #readHead(chunk: Buffer): void {
    const begun = this.#head.length > 0 ? Buffer.concat([this.#head, chunk]) : chunk;
    this.#head = begun;
    const end = begun.indexOf(HEAD_ENDS);
    if (end < 0) return;
    const head = begun.toString('latin1', 0, end);
    const length = /^content-length: *(\d+)/im.exec(head)?.[1];
    this.#status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
    if (length === undefined && this.#status !== 204) throw new Error(`an answer without a length: ${head}`);
    this.#missing = Number(length ?? 0) - (begun.length - end - HEAD_ENDS.length);
  }
}
