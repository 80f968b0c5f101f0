// A new table that is part of an order: a remark per released hold, written by the rule that releases.
import { schema, type Kind } from '../kind.ts';

export const orderPart: Kind = {
  name: 'order-part',
  title: 'table that is part of an order',
  places: [
    {
      role: 'declaration',
      file: 'domain/order/order.ts',
      after: '  lines: { shareId: string; amountMinor: number }[];\n}\n',
      text: `
export interface Remark {
  id: string;
  text: string;
  writtenAt: Instant;
}
`,
    },
    {
      role: 'line',
      file: 'domain/order/order.ts',
      after: '  exclusions: Exclusion[];\n',
      text: '  remarks: Remark[];\n',
    },
    { role: 'line', file: 'domain/order/ids.ts', after: "  exclusions: 'x',\n", text: "  remarks: 'n',\n" },
    { role: 'line', file: 'domain/intake/new-order.ts', after: '  exclusions: [],\n', text: '  remarks: [],\n' },
    {
      role: 'declaration',
      file: 'db/order/tables.ts',
      after: 'export const partTables: { [P in PartName]: PartTable<P> } = {\n',
      text: `  remarks: part<'remarks'>('remark', {
    id: 'text',
    text: 'text',
    writtenAt: 'instant',
  }),
`,
    },
    {
      role: 'entity',
      file: 'db/schema/entities/order-exceptions.ts',
      after: "import { instant } from './instant.ts';\n",
      text: `
export const Remark = defineEntity({
  name: 'Remark',
  tableName: 'remark',
  properties: { order, id: id(), text: p.text(), writtenAt: instant() },
});
`,
    },
    {
      role: 'registration',
      file: 'db/schema/entities/order-exceptions.ts',
      after: 'export const orderExceptionEntities = [OrderHold, Attention',
      text: ', Remark',
    },
    {
      role: 'migration',
      file: 'db/schema/migrations/Migration20261127000000_release.ts',
      after: `      create unique index order_hold_live on order_hold (order_id, key) where released_at is null;
    \`);
`,
      text: `    this.addSql(\`
      create table remark (
        order_id uuid not null,
        id varchar(200) not null,
        text text not null,
        written_at timestamptz not null,
        primary key (order_id, id),
        constraint remark_order_id_foreign foreign key (order_id) references orders (id) on delete cascade
      );
    \`);
`,
    },
    {
      role: 'rule',
      file: 'domain/rules/holds.ts',
      after: "to: 'RELEASED', detail: why });\n",
      text: "  change.order.remarks.push({ id: nextId(change.order, 'remarks'), text: key, writtenAt: change.at });\n",
    },
    {
      role: 'line',
      file: 'docs/glossary.md',
      after: 'cts goods or gives them up. | | `domain/values/reasons.ts` |\n',
      text: '| `Remark` | A sentence about an order. | | `domain/order/order.ts`, table `remark` |\n',
    },
    { role: 'test', file: 'test/domain/order/status.test.ts', after: '  exclusions: [],\n', text: '  remarks: [],\n' },
  ],
  generator: schema,
  tests: ['test/domain/order/status.test.ts', 'test/db/schema.test.ts', 'test/db/order-path.test.ts'],
  glossary: true,
  testNames: '^(?!migrating |files )',
  ceiling: { declaration: 2, entity: 1, registration: 1, migration: 1, line: 4, rule: 1, test: 1 },
  reason:
    'the domain imports nothing, so that its type stands apart from what the database makes of it: the codec and the ' +
    'entity name the same fields, and each is compared with its neighbour',
};
