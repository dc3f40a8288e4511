import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** No script, style, picture, font or request from anywhere else, nothing inline, no frame round any page. */
export function securityHeaders(origin: string): RequestHandler {
  const https = origin.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https,
  });
}

/** One connection each, kept nowhere, told to nobody: what goes to and from a ballot route must not meet the next request. */
export const ballotHeaders: RequestHandler = (_request, response, next) => {
  response.set({ Connection: 'close', 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  next();
};

/** What belongs to a signed-in person stays in no cache. */
export const apiHeaders: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
