import { TextDecoder, TextEncoder } from 'node:util';

// Every browser has these; jsdom does not. The router and react-aria read them.
const CSS = { escape: (text: string) => text.replace(/[^\w-]/g, (character) => `\\${character}`) };
Object.assign(globalThis, { TextDecoder, TextEncoder, CSS });
