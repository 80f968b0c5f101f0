// A new audit rule: an order of very many lines is held.
import { docs, type Kind } from '../kind.ts';

export const auditRule: Kind = {
  name: 'audit-rule',
  title: 'audit rule',
  places: [
    {
      role: 'file',
      file: 'domain/audit/rules/many-lines.ts',
      text: `import { auditRule } from '../facts.ts';

export const manyLines = auditRule({
  code: 'MANY_LINES',
  description: 'An order may have as many lines as the limit says, and no more.',
  limit: 'the lines of an order',
  find: ({ order }, { limit = Infinity }) =>
    order.lines.length > limit ? \`The order has \${order.lines.length} lines, more than \${limit}.\` : null,
});
`,
    },
    {
      role: 'registration',
      file: 'domain/audit/register.ts',
      after: "export { buyerNote } from './rules/buyer-note.ts';\n",
      text: "export { manyLines } from './rules/many-lines.ts';\n",
    },
  ],
  generator: docs,
  tests: ['test/domain/audit/audit.test.ts', 'test/domain/order/channel-policy.test.ts'],
  ceiling: { file: 1, registration: 1 },
  reason: 'its code is a type; the API, the policy and the document follow',
};
