import { callPort, reasonOf } from './http-port.ts';

export interface WaybillRequest {
  orderRef: string;
  carrier: string;
  from: { locationId: string };
  to: { province: string; city: string };
  lines: { sku: string; quantity: number }[];
}
export interface CarrierPort {
  /** Creates a label, or returns the carrier's reason for a refusal. The same key gives the same label. */
  createWaybill: (
    request: WaybillRequest,
    idempotencyKey: string,
  ) => Promise<{ trackingNumber: string } | { refused: string }>;
  /** Cancels a label; false when the carrier already has the parcel. */
  voidWaybill: (trackingNumber: string, idempotencyKey: string) => Promise<boolean>;
}

/** The carrier over HTTP. Timeouts and 5xx throw TryAgain. */
export function carrierPort(baseUrl: string): CarrierPort {
  return {
    createWaybill: async (body, idempotencyKey) => {
      const answer = await callPort(`${baseUrl}/carrier/waybills`, { idempotencyKey, body });
      return answer.status < 300
        ? { trackingNumber: String(answer.body['trackingNumber']) }
        : { refused: reasonOf(answer) };
    },
    voidWaybill: async (trackingNumber, idempotencyKey) => {
      const answer = await callPort(`${baseUrl}/carrier/waybills/${encodeURIComponent(trackingNumber)}/void`, {
        idempotencyKey,
        body: {},
      });
      return answer.status !== 409;
    },
  };
}
