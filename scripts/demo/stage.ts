// The set-up of one run: a product per order, so that runs never interfere, with exactly the stock that the scenario
// needs.
import { randomBytes } from 'node:crypto';
import { paidMinor, shippingMinor, unitPriceMinor, type Scenario } from './scenario.ts';
import { CHANNEL, Refused, type Body, type System } from './system.ts';

/** An id for a run of the demo: short, and rising with time. */
export const newRunId = (): string => `${Date.now().toString(36)}${randomBytes(1).toString('hex')}`;

/** SKU and order number of a scenario in a run. */
export const nameIn = (runId: string, { name }: Scenario): string => `DEMO-${runId}-${name}`;

/**
 * Creates the products, receives their stock and resumes the locations; throws one sentence when this Baton lacks the
 * locations.
 */
export async function setStage(system: System, runId: string, scenarios: readonly Scenario[]): Promise<void> {
  const locations = [...new Set(scenarios.flatMap(({ stock }) => Object.keys(stock)))];
  try {
    for (const id of locations) await system.call('operator', `POST /v1/locations/${id}/resume`);
    await Promise.all(scenarios.map((scenario) => bringIn(system, scenario, nameIn(runId, scenario))));
  } catch (error) {
    if (error instanceof Refused && ['UNAUTHENTICATED', 'NOT_FOUND'].includes(error.code))
      throw new Error(
        'This Baton has no demo retailer (channel `demo`, locations `demo-…`, their keys): ' +
          'stop it and start it again with `npm start`, which adds it.',
      );
    throw error;
  }
}

async function bringIn(system: System, { title, stock }: Scenario, sku: string): Promise<void> {
  await system.call('operator', `PUT /v1/products/${sku}`, {
    name: `演示 ${title}`,
    nameEn: `Demo: ${title}`,
    category: CHANNEL,
    unitPriceMinor,
  });
  for (const [locationId, quantity] of Object.entries(stock))
    await system.call('operator', 'POST /v1/stock/receipts', { id: `${sku}-${locationId}`, locationId, sku, quantity });
}

/** The order of a scenario, as a channel sends it. */
export function orderBody(scenario: Scenario, sku: string): Body {
  const buyer = { id: 'demo-buyer', name: '演示买家', phone: '13900000000' };
  const { name, phone } = buyer;
  const { quantity, pickupAt } = scenario;
  return {
    channelOrderNumber: sku,
    placedAt: new Date().toISOString(),
    currency: 'CNY',
    buyer,
    ...(pickupAt === null ? { method: 'HOME_DELIVERY' } : { method: 'STORE_PICKUP', pickupLocationId: pickupAt }),
    address: {
      name,
      phone,
      province: '演示省',
      city: '演示市',
      district: '北区',
      line: '演示路10号',
      latitude: 33,
      longitude: 103,
    },
    lines: [{ lineId: '1', sku, quantity, unitPriceMinor }],
    shippingMinor: pickupAt === null ? shippingMinor : 0,
    payments: [
      { paymentId: 'p1', tender: 'WECHAT_PAY', amountMinor: paidMinor(scenario), status: 'CAPTURED', reference: sku },
    ],
  };
}
