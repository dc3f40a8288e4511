// One Jest for everything. TypeScript is compiled by swc; types are checked by `npm run check`, not here.
const transform = {
  '^.+\\.(t|j)sx?$': [
    '@swc/jest',
    {
      jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } },
      module: { type: 'es6' },
    },
  ],
};
const common = {
  transform,
  globalSetup: '<rootDir>/tests/stock-of-keys.mjs',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    '^#shared/(.*)\\.js$': '<rootDir>/shared/src/$1.ts',
    '^#server/(.*)\\.js$': '<rootDir>/server/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '\\.css$': '<rootDir>/tests/css-module.mjs',
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
export default {
  maxWorkers: 3,
  testSequencer: '<rootDir>/tests/long-first.mjs',
  // Only to end a test that hangs: a busy machine of two cores takes a minute for a ballot with axe on each of its screens.
  testTimeout: 180_000,
  reporters: ['default', '<rootDir>/tests/closing-line.mjs'],
  projects: [
    {
      ...common,
      displayName: 'node',
      rootDir: import.meta.dirname,
      testEnvironment: 'node',
      globalSetup: '<rootDir>/tests/store-engines.mjs',
      globalTeardown: '<rootDir>/tests/store-engines-end.mjs',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '/tests/browser/'],
    },
    {
      ...common,
      displayName: 'page',
      rootDir: import.meta.dirname,
      testEnvironment: 'jsdom',
      setupFilesAfterEnv: ['<rootDir>/tests/page-patience.mjs'],
      testMatch: ['<rootDir>/tests/**/*.test.tsx'],
    },
    {
      ...common,
      displayName: 'browser',
      rootDir: import.meta.dirname,
      testEnvironment: 'node',
      testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
    },
  ],
};
