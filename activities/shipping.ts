import type { OrderDeps } from '../db/order/handle-message.ts';
import { effect } from './effect.ts';
import type { CarrierPort } from './ports/carrier.ts';

/** The activities of the carrier. */
export function shippingActivities(deps: OrderDeps & { carrier: CarrierPort }) {
  return {
    /** Creates the label of a requested waybill; a refusal is an outcome, not an error. */
    createWaybill: effect(deps, async ({ order }, { id, key }) => {
      const waybill = order.waybills.find((w) => w.id === id && w.status === 'REQUESTED');
      const fo = order.fulfillmentOrders.find((f) => f.id === waybill?.fulfillmentOrderId);
      if (!waybill || !fo) return null;
      const made = await deps.carrier.createWaybill(
        {
          orderRef: order.id,
          carrier: waybill.carrier,
          from: { locationId: fo.locationId },
          to: waybill.destination,
          lines: waybill.contents,
        },
        key,
      );
      return 'trackingNumber' in made
        ? { name: 'waybillCreated', body: { waybillId: id, trackingNumber: made.trackingNumber } }
        : { name: 'waybillFailed', body: { waybillId: id, detail: made.refused } };
    }),
    /** Cancels a label at the carrier; a parcel that it already has is an outcome. */
    voidWaybill: effect(deps, async ({ order }, { id, key }) => {
      const waybill = order.waybills.find((w) => w.id === id && w.status === 'VOIDING');
      if (!waybill) return null;
      const voided =
        waybill.detail === 'typed in' || (await deps.carrier.voidWaybill(waybill.trackingNumber ?? '', `${key}-void`));
      return { name: 'waybillVoided', body: { waybillId: id, withCarrier: !voided } };
    }),
  };
}
