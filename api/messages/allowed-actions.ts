// The actions that a caller may take now, computed by the same rules that refuse or accept them.
import type { MessageName, Messages } from '../../domain/order/messages.ts';
import { refuse } from '../../domain/rules/index.ts';
import type { OrderView } from '../../domain/order/view.ts';
import type { Role } from '../http/authenticate.ts';

type Probe = {
  [N in MessageName]: { action: string; roles: readonly Role[]; name: N; body: Messages[N] };
}[MessageName];

function fulfillmentProbes(view: OrderView, id: string): Probe[] {
  const fo = view.fulfillmentOrders.find((f) => f.id === id);
  const location: Role[] = ['location', 'operator'];
  const body = { fulfillmentOrderId: id };
  const cancellation = view.cancellations.find((c) => c.fulfillmentOrderId === id && c.status === 'REQUESTED');
  return [
    { action: 'accept', roles: location, name: 'accept', body: { offerId: fo?.offer.id ?? '', refused: [] } },
    {
      action: 'reject',
      roles: location,
      name: 'reject',
      body: { offerId: fo?.offer.id ?? '', reason: 'OTHER', note: null },
    },
    { action: 'ready', roles: location, name: 'markReady', body },
    { action: 'ship', roles: location, name: 'ship', body: { ...body, carrier: null, trackingNumber: null } },
    { action: 'arrive', roles: location, name: 'receiveAtStore', body: { ...body, received: [] } },
    { action: 'give-up', roles: location, name: 'giveUp', body: { ...body, reason: 'OTHER', lines: null } },
    { action: 'redeem', roles: location, name: 'redeem', body: { ...body, proof: '' } },
    { action: 'reissue-code', roles: location, name: 'reissueCode', body },
    { action: 'extend', roles: location, name: 'extendPickup', body },
    { action: 'waybill', roles: location, name: 'setWaybill', body: { ...body, carrier: null, trackingNumber: null } },
    { action: 'void-waybill', roles: location, name: 'voidWaybill', body },
    { action: 'agree', roles: location, name: 'agreeIntercept', body: { cancellationId: cancellation?.id ?? '' } },
    {
      action: 'refuse',
      roles: location,
      name: 'refuseIntercept',
      body: { cancellationId: cancellation?.id ?? '', carrier: null, trackingNumber: 'x' },
    },
    {
      action: 'reassign',
      roles: ['operator'],
      name: 'reassign',
      body: { offerId: fo?.offer.id ?? '', locationId: '' },
    },
    { action: 'take-away', roles: ['operator'], name: 'revokeAccepted', body },
  ];
}

const orderProbes: Probe[] = [
  {
    action: 'cancel',
    roles: ['channel', 'operator'],
    name: 'cancel',
    body: { kind: 'REQUEST', lines: null, reason: '' },
  },
  {
    action: 'pickup-choice',
    roles: ['channel', 'operator'],
    name: 'choosePickup',
    body: { choice: 'CANCEL', locationId: null },
  },
  {
    action: 'amend',
    roles: ['channel', 'operator'],
    name: 'amendOrder',
    body: { destination: null, addressComplete: null, shipByAt: null },
  },
  {
    action: 'hold',
    roles: ['operator'],
    name: 'placeHold',
    body: { key: '', reason: '', dueAt: null, dueAction: null },
  },
  { action: 'route', roles: ['operator'], name: 'route', body: { locationId: null, profileVersion: null } },
];

const allowed = (view: OrderView, role: Role, probes: Probe[]): string[] =>
  view.over ? [] : probes.filter((p) => p.roles.includes(role) && refuse(view, p) === null).map((p) => p.action);

/** Actions on one FO that would not be refused now. */
export const fulfillmentActions = (view: OrderView, id: string, role: Role): string[] =>
  allowed(view, role, fulfillmentProbes(view, id));
/** Actions on the order that would not be refused now. */
export const orderActions = (view: OrderView, role: Role): string[] => [
  ...allowed(view, role, orderProbes),
  ...(view.holds.length > 0 && role === 'operator' ? ['release'] : []),
];
