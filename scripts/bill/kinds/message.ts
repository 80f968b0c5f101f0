// A new message to an order: the channel says that the buyer asks for gift wrapping, and the timeline keeps it.
import type { Kind } from '../kind.ts';

export const message: Kind = {
  name: 'message',
  title: 'message of an order',
  places: [
    {
      role: 'file',
      file: 'domain/rules/gift-wrapping.ts',
      text: `// The buyer's wish for gift wrapping, kept in the timeline.
import { note } from '../order/change.ts';
import { refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';

export const giftWrappingRules: Rules<'wrapAsGift'> = {
  wrapAsGift: {
    refuse: (view) => (view.audited ? null : refusal('WRONG_STATE', 'the order is being prepared')),
    apply: (change) => {
      note(change, { machine: 'NOTE', subjectId: change.order.id, from: null, to: 'GIFT WRAPPING' });
      return { wrapped: true };
    },
  },
};
`,
    },
    {
      role: 'registration',
      file: 'domain/rules/register.ts',
      after: "export { editRules } from './edits.ts';\n",
      text: "export { giftWrappingRules } from './gift-wrapping.ts';\n",
    },
    {
      role: 'line',
      file: 'domain/order/messages.ts',
      after: 'export interface Messages {\n',
      text: '  wrapAsGift: Record<string, never>;\n',
    },
    {
      role: 'line',
      file: 'domain/order/messages.ts',
      after: 'export const externalMessages = {\n',
      text: "  wrapAsGift: 'The buyer asks for gift wrapping',\n",
    },
    {
      role: 'line',
      file: 'domain/order/answers.ts',
      after: 'export interface Answers {\n',
      text: '  wrapAsGift: { wrapped: true };\n',
    },
    {
      role: 'route',
      file: 'api/routes/channel/order-changes.ts',
      after: 'export const orderChangeRoutes = [cancel, payments, choice, amend, receipt',
      text: `,
  route({
    method: 'post',
    path: '/v1/orders/:id/gift-wrapping',
    roles: both,
    tag: 'orders',
    summary: 'The buyer asks for gift wrapping',
    params: orderParams,
    answer: Result,
    handle: async ({ params, principal, deps, idempotencyKey }) =>
      sendMessage(deps, principal, {
        orderId: await visibleOrder(deps, principal, params.id),
        name: 'wrapAsGift',
        idempotencyKey,
        body: {},
      }),
  })`,
    },
    {
      role: 'test',
      file: 'test/support/walk.ts',
      after: 'const makers: { [N in MessageName]: Maker<N> } = {\n',
      text: '  wrapAsGift: () => ({}),\n',
    },
    {
      role: 'test',
      file: 'test/support/model/verdicts.ts',
      after: 'const refusals: { [N in MessageName]: Refuse<N> } = {\n',
      text: "  wrapAsGift: (m) => !m.audited && 'WRONG_STATE',\n",
    },
    {
      role: 'test',
      file: 'test/support/model/outcomes.ts',
      after: 'const outcomes: { [N in MessageName]: Apply<N> } = {\n',
      text: '  wrapAsGift: () => ({ wrapped: true }),\n',
    },
  ],
  generator: null,
  tests: ['test/api/messages.test.ts', 'test/api/openapi.test.ts', 'test/domain/walk.test.ts'],
  testNames: 'the API sends|document|operation|whatever is said',
  ceiling: { file: 1, registration: 1, line: 3, route: 1, test: 3 },
  reason:
    'what comes in, what goes out (kept in histories), and who may send it are three contracts; the model of the ' +
    'tests says on its own what the message does',
};
