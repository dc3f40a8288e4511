import type { CookieOptions, Request, Response } from 'express';
import type { ApiCookie } from './handler.js';

export const SESSION = 'candour_session';
export const SIGN_ON = 'candour_sign_on';

/** A cookie of the API. Its path keeps it from the ballot routes, which lie outside `/api`. */
export function apiCookie(name: string, request: Request, response: Response, secure: boolean): ApiCookie {
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/api', secure };
  return {
    token: tokenIn(request.headers.cookie, name),
    set(token, expires) {
      response.cookie(name, token, { ...options, expires });
    },
    clear() {
      response.clearCookie(name, options);
    },
  };
}

/** The first of that name: browsers send the one with the longest path first, so a parent domain's cannot take its place. */
function tokenIn(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/; */).find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
