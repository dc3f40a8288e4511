import type { IncomingMessage, ServerResponse } from 'node:http';

/** What somebody did on the provider's own page. */
export type Choice = { user: string } | 'cancelled';

/** The provider's own page: says who may sign in there, without a word from any other host. */
export function showProviderPage(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(PAGE);
}

/** Reads what the page's form was sent with. */
export async function choiceIn(request: IncomingMessage): Promise<Choice> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const fields = new URLSearchParams(text);
  return fields.has('cancel') ? 'cancelled' : { user: fields.get('user') ?? '' };
}

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="icon" href="data:,">
  <title>Acme login</title>
  <main>
    <h1>Acme login</h1>
    <form method="post">
      <label>User name <input name="user" autocomplete="username"></label>
      <button>Log in</button>
      <button name="cancel" value="yes">Cancel</button>
    </form>
  </main>
</html>`;
