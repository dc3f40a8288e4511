// The rules of the house (ARCHITECTURE.md), checked by `npm run check`. The two anonymity rules follow imports to the end (`reachable`).
// dependency-cruiser asks swc for TypeScript without JSX, whatever the file: told here, file by file.
const swc = require('@swc/core');
const parse = swc.parseFileSync;
swc.parseFileSync = (file, options) => parse(file, { ...options, tsx: file.endsWith('.tsx') });

const rooms =
  '^server/src/(organisations|accounts|roster|instruments|rounds|mail|actions|audit|invitations|ballots|closing|aggregation|results)/';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'nobody-imports-dist', severity: 'error', from: {}, to: { path: '^dist/' } },
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(server|client|scripts|tests)/' },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: ['^node:', 'node_modules/'], pathNot: ['node_modules/zod/'] },
    },
    { name: 'shared-uses-no-node', severity: 'error', from: { path: '^shared/' }, to: { dependencyTypes: ['core'] } },
    { name: 'client-not-server', severity: 'error', from: { path: '^client/' }, to: { path: '^(server|scripts|tests)/' } },
    { name: 'server-not-client', severity: 'error', from: { path: '^server/' }, to: { path: '^(client|scripts|tests)/' } },
    {
      name: 'engines-by-open-store-alone',
      severity: 'error',
      from: { path: '^(server|scripts)/', pathNot: ['^server/src/storage/(open-store\\.ts|sqlite/|mongo/)'] },
      to: { path: '^server/src/storage/(sqlite|mongo)/' },
    },
    {
      name: 'storage-imports-no-room',
      severity: 'error',
      from: { path: '^server/src/storage/' },
      to: { path: [rooms, '^server/src/http/'] },
    },
    { name: 'rooms-never-import-http', severity: 'error', from: { path: rooms }, to: { path: '^server/src/http/' } },
    {
      name: 'aggregation-imports-only-itself-and-shared',
      severity: 'error',
      from: { path: '^server/src/aggregation/' },
      to: { path: '.', pathNot: ['^server/src/aggregation/', '^shared/src/', 'node_modules/zod/'] },
    },
    {
      name: 'anonymity-people-never-reach-answers',
      comment: 'What knows people must not be able to read answers.',
      severity: 'error',
      from: { path: '^server/src/(roster|invitations|mail)/' },
      to: { path: '^server/src/(ballots|aggregation)/|^server/src/storage/port/ballot-box\\.ts$', reachable: true },
    },
    {
      name: 'anonymity-answers-never-reach-people',
      comment: 'What reads answers must not be able to know people.',
      severity: 'error',
      from: { path: '^server/src/(ballots|aggregation)/' },
      to: { path: '^server/src/(roster|invitations)/|^server/src/storage/port/(roll|registrar)', reachable: true },
    },
    {
      name: 'anonymity-ballot-box-by-who-casts-or-closes',
      comment:
        'Nobody who knows people can look into the ballot box: what they may do with it is port/box-keeping. Stores are opened and handed out by the composition root.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: '^server/src/(storage|ballots|closing)/|^server/src/(http/handlers/casts|stores)\\.ts$',
      },
      to: { path: '^server/src/storage/port/ballot-box\\.ts$' },
    },
    {
      name: 'anonymity-casting-reads-no-roll',
      severity: 'error',
      from: { path: '^server/src/http/handlers/casts\\.ts$' },
      to: { path: '^server/src/(roster|invitations|mail|accounts)/|^server/src/storage/port/(roll|registrar)' },
    },
    {
      name: 'closing-is-a-room-of-its-own',
      comment: 'The one room that sees all three stores.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: ['^server/src/(start-server|app|scheduler)\\.ts$', '^server/src/closing/'] },
      to: { path: '^server/src/closing/' },
    },
    {
      name: 'chart-js-in-charts-alone',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/src/charts/' },
      to: { path: 'node_modules/chart(\\.js|js)' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(css|svg)$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: ['import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
