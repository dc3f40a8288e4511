import type { CookieOptions, Request, Response } from 'express';
import type { SessionCookie } from './handler.js';

const NAME = 'candour_session';

/** The session's cookie. Its path keeps it from the ballot routes, which lie outside `/api`. */
export function sessionCookie(request: Request, response: Response, secure: boolean): SessionCookie {
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/api', secure };
  return {
    token: tokenIn(request.headers.cookie),
    set(token, expires) {
      response.cookie(NAME, token, { ...options, expires });
    },
    clear() {
      response.clearCookie(NAME, options);
    },
  };
}

/** The first of that name: browsers send the one with the longest path first, so a parent domain's cannot take its place. */
function tokenIn(header: string | undefined): string | undefined {
  const pair = header?.split(/; */).find((part) => part.startsWith(`${NAME}=`));
  return pair?.slice(NAME.length + 1);
}
