interface Kept {
  value: string;
  path: string;
}

/** A browser as far as redirects and cookies go: a jar for each site, paths kept apart, everything else as a page would be opened. */
export function aVisitor() {
  const jars = new Map<string, Map<string, Kept>>();
  const jarOf = (url: URL) => {
    const jar = jars.get(url.host) ?? new Map<string, Kept>();
    jars.set(url.host, jar);
    return jar;
  };
  const cookiesFor = (url: URL) =>
    [...jarOf(url)]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');

  async function ask(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    const cookies = cookiesFor(url);
    if (cookies) headers.set('Cookie', cookies);
    const reply = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of reply.headers.getSetCookie()) keep(jarOf(url), line);
    return reply;
  }
  /** Follows redirects to the page that opens; every address on the way is in `way`. */
  async function open(address: string, stopBefore?: (url: URL) => boolean): Promise<{ at: URL; way: URL[]; reply: Response }> {
    const way: URL[] = [];
    let at = new URL(address);
    for (;;) {
      way.push(at);
      const reply = await ask(at);
      const next = reply.headers.get('Location');
      await reply.arrayBuffer();
      if (next === null || way.length > 20) return { at, way, reply };
      at = new URL(next, at);
      if (stopBefore?.(at)) return { at, way, reply };
    }
  }
  const post = (address: string, body: unknown) =>
    ask(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return { ask, open, post, jars };
}

function keep(jar: Map<string, Kept>, line: string): void {
  const [pair = '', ...attributes] = line.split(/; */);
  const [name = '', ...value] = pair.split('=');
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
  if (value.join('=') === '') jar.delete(name);
  else jar.set(name, { value: value.join('='), path });
}
