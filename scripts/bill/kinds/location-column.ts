// A new column of a location: its floor area.
import { schema, type Kind } from '../kind.ts';

export const locationColumn: Kind = {
  name: 'location-column',
  title: 'column of a location',
  places: [
    {
      role: 'declaration',
      file: 'domain/setup/location.ts',
      after: "  timeZone: { kind: 'timeZone' },\n",
      text: "  floorArea: { kind: 'integer', min: 0, max: int4Max, unit: 'square metres', orNull: true },\n",
    },
    {
      role: 'entity',
      file: 'db/schema/entities/stock.ts',
      after: '    timeZone: p.string(),\n',
      text: '    floorArea: p.integer().strictNullable(),\n',
    },
    {
      role: 'migration',
      file: 'db/schema/migrations/Migration20261127000000_release.ts',
      after: '        longitude double precision,\n        time_zone varchar(255) not null,\n',
      text: '        floor_area int,\n',
    },
  ],
  generator: schema,
  tests: ['test/db/declarations.test.ts', 'test/db/schema.test.ts'],
  testNames: '^(?!migrating |files )',
  ceiling: { declaration: 1, entity: 1, migration: 1 },
  reason: 'the database has the column only if a migration makes it, and queries by entity need its type',
};
