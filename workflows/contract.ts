// The contract between the API, the worker and the workflow: names, arguments, answers, ids.
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Answers } from '../domain/order/answers.ts';
import { externalMessages, type Messages, type ExternalMessage } from '../domain/order/messages.ts';
import type { OrderStart } from '../domain/order/order.ts';
import type { OrderView } from '../domain/order/view.ts';
import { workflowIdOf } from '../domain/order/ids.ts';

export const taskQueue = 'orders';
export const orderWorkflowType = 'orderWorkflow';
export { workflowIdOf };

/**
 * The workflow's input: ids and the data that Temporal UI shows, nothing personal. `reopened`: the order was closed,
 * and the message that opens it again follows the start.
 */
export interface OrderInput {
  orderId: string;
  channel: string;
  number: string;
  maxOffers: number;
  reopened?: boolean;
}

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');
const promisedAt = defineSearchAttributeKey('PromisedAt', 'DATETIME');

/** The start options of an order's workflow, with its search attributes in Temporal UI. */
export function startOf(order: OrderStart, reopened = false) {
  const { id, channelId: channel, channelOrderNumber: number, maxOffers, lines } = order;
  const input: OrderInput = { orderId: id, channel, number, maxOffers, ...(reopened ? { reopened } : {}) };
  const attributes = [
    { key: keyword('OrderStatus'), value: 'RECEIVED' },
    { key: keyword('Channel'), value: channel },
    { key: keyword('FulfillmentType'), value: order.method },
    ...(order.shipByAt === null ? [] : [{ key: promisedAt, value: new Date(order.shipByAt) }]),
  ];
  return {
    workflowId: workflowIdOf(id),
    args: [input] as [OrderInput],
    typedSearchAttributes: attributes as never,
    staticSummary:
      `${channel} ${number}: ${order.method === 'STORE_PICKUP' ? 'pickup' : 'delivery'}, ${lines} ` +
      `line${lines === 1 ? '' : 's'}`,
    staticDetails: `Order ${number} of ${channel}. Where it stands: current details, or GET /v1/orders/${id}`,
  };
}

/** An update carries its sender; its id makes it one message, however often it is sent. */
export interface UpdateArgs<N extends ExternalMessage> {
  by: string;
  body: Messages[N];
}

/**
 * The result of an update: the message's answer, the order's version after it and the instant of the change; both are
 * absent when an earlier message of the same id made the change.
 */
export interface UpdateAnswer<N extends ExternalMessage = ExternalMessage> {
  answer: Answers[N];
  version?: number;
  at?: number;
}

/** The updates by their names on the wire, which are the messages' names, with their descriptions in Temporal UI. */
export const updates = externalMessages;
export const viewQueryName = 'view';
export type ViewAnswer = OrderView | null;

/** A message that came before the order was prepared: the caller tries again in a second. */
export const orderStarting = 'ORDER_STARTING';

/**
 * Marks a refusal by the transaction as final; the validator's may be stale, because an effect wrote after the last
 * view.
 */
export const decidedByTransaction = 'decided';
