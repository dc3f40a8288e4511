/** A server of the office in memory: replies by "METHOD /path"; a function is given the sent body. What was called stands in `calls`. */
export type Reply = { status?: number; retryAfter?: string; json?: unknown };
type Answers = Record<string, Reply | ((body: unknown) => Reply)>;

export function aServer(answers: Answers) {
  const calls: { row: string; body: unknown }[] = [];
  const served: Answers = { 'GET /api/sign-on': { json: { name: null } }, 'GET /api/setup': { json: { needed: false } }, ...answers };
  globalThis.fetch = (async (address: string, request: { method: string; body?: unknown }) => {
    const row = `${request.method} ${address}`;
    const body = typeof request.body === 'string' && request.body.startsWith('{') ? JSON.parse(request.body) : request.body;
    calls.push({ row, body });
    const answer = served[row];
    if (!answer) throw new TypeError(`nobody listens at ${row}`);
    return response(typeof answer === 'function' ? answer(body) : answer);
  }) as unknown as typeof fetch;
  return { calls, serve: (row: string, reply: Answers[string]) => Object.assign(served, { [row]: reply }) };
}

/** A refusal as the contract has it. */
export function problem(status: number, code: string, parts: Record<string, unknown> = {}): Reply {
  return { status, json: { type: 'about:blank', title: code, status, code, ...parts } };
}

function response({ status = 200, retryAfter, json }: Reply) {
  return {
    ok: status < 400,
    status,
    headers: { get: (name: string) => (name === 'Retry-After' ? (retryAfter ?? null) : null) },
    json: async () => json,
  };
}
