import type { z } from 'zod';
import type { Contract, Download, Redirect, RequestOf, Row } from '#shared/contract/contract.js';
import type { Role } from '#shared/contract/roles.js';

/** Who calls, from their session. */
export interface Caller {
  organisation: string;
  account: { id: string; name: string; email: string; twoFactor: boolean };
  roles: readonly Role[];
}

/** A cookie of the API, for the handlers that set and clear it. */
export interface ApiCookie {
  /** What the browser sent; undefined without one. */
  token: string | undefined;
  set(token: string, expires: Date): undefined;
  clear(): undefined;
}

/** A file or page that is streamed to the caller. With a `name` it is saved under it, without one it is shown. */
export interface DownloadStream {
  name?: string;
  content: AsyncIterable<Uint8Array | string>;
}

type CallerOf<R extends Row> = 'anyone' extends R['may'][number] ? undefined : Caller;

/** What a handler is given. On ballot routes the request and nothing else: no caller, no address, no cookie. */
export type Call<R extends Row> = R['path'] extends `/ballot/${string}`
  ? { request: RequestOf<R> }
  : {
      request: RequestOf<R>;
      caller: CallerOf<R>;
      /** Carries the session. */
      cookie: ApiCookie;
      /** Carries a sign-in that is under way at the identity provider. */
      signOnCookie: ApiCookie;
      /** Of the caller's connection, as limits count it; kept and logged nowhere. */
      address: string;
    };

/** What a handler gives back: for JSON anything the reply's schema accepts (fields it does not name are left out), or a stream, or nothing. */
export type Answer<R extends Row> = R['reply'] extends z.ZodType
  ? z.input<R['reply']>
  : R['reply'] extends Download
    ? DownloadStream
    : R['reply'] extends Redirect
      ? { to: string }
      : undefined;

/** One handler for every row of a part of the contract: `satisfies`, so that a missing or wrong one does not compile. */
export type Handlers<C extends Contract> = { readonly [Name in keyof C]: (call: Call<C[Name]>) => Promise<Answer<C[Name]>> };
