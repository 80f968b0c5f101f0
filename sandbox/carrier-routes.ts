import { randomInt, randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { ParcelEvent } from './facts.ts';
import { answerProviderCall, type ProviderCall, type ProviderContext } from './provider-call.ts';
import { ParcelEventRequest, IdempotencyKey, Reference, WaybillRequest } from './schemas.ts';
import type { TrackingNotifier } from './tracking-notifier.ts';
import type { Parcel } from './ledger.ts';

/** The carrier: labels, voids, and parcels that a test moves along. */
export function carrierRoutes(context: ProviderContext, notifier: TrackingNotifier): Router {
  const { memory } = context;
  const router = Router();

  router.post('/waybills', async (req, res) => {
    const request = WaybillRequest.parse(req.body);
    const key = IdempotencyKey.parse(req.get('idempotency-key'));
    await answerProviderCall(context, issueCall(request, key), { req, res });
  });

  router.post('/waybills/:trackingNumber/void', async (req, res) => {
    const parcel = memory.ledger.parcel(Reference.parse(req.params.trackingNumber));
    if (parcel === undefined) res.status(404).json(UNKNOWN_PARCEL);
    else await answerProviderCall(context, voidCall(parcel), { req, res });
  });

  router.post('/parcels/:trackingNumber/events', async (req, res) => {
    const parcel = memory.ledger.parcel(Reference.parse(req.params.trackingNumber));
    const { event, at = new Date().toISOString() } = ParcelEventRequest.parse(req.body);
    if (parcel === undefined) return void res.status(404).json(UNKNOWN_PARCEL);
    if (parcel.voided)
      return void res
        .status(409)
        .json({ code: 'WAYBILL_VOIDED', message: 'The waybill of this parcel has been voided.' });
    const fact: ParcelEvent = {
      fact: 'PARCEL_EVENT',
      eventId: `evt_${randomUUID()}`,
      trackingNumber: parcel.trackingNumber,
      event,
      at,
    };
    memory.remember(fact);
    await memory.written();
    notifier.notify(parcel, fact);
    res.status(202).json({ eventId: fact.eventId });
  });

  return router;
}

const UNKNOWN_PARCEL = { code: 'UNKNOWN_TRACKING_NUMBER', message: 'This carrier has issued no such tracking number.' };
const ALREADY_WITH_CARRIER = { status: 409, body: { code: 'ALREADY_WITH_CARRIER' } };

function issueCall(request: WaybillRequest, key: string): ProviderCall {
  const { orderRef, carrier } = request;
  return {
    provider: 'carrier',
    operation: 'ISSUE_WAYBILL',
    orderRef,
    key,
    request,
    refusal: {
      status: 422,
      body: { code: 'LABEL_REFUSED', reason: 'The carrier has been told to refuse this label.' },
    },
    work: () => ({ status: 201, body: { carrier, trackingNumber: newTrackingNumber() } }),
  };
}

/** The tracking number is the idempotency key: a repeated void has the same effect once. */
function voidCall(parcel: Parcel): ProviderCall {
  return {
    provider: 'carrier',
    operation: 'VOID_WAYBILL',
    orderRef: parcel.orderRef,
    key: parcel.trackingNumber,
    refusal: ALREADY_WITH_CARRIER,
    work: () => (parcel.events.length > 0 ? ALREADY_WITH_CARRIER : { status: 200, body: { voided: true } }),
  };
}

function newTrackingNumber(): string {
  return `SB${Date.now()}${String(randomInt(1_000_000)).padStart(6, '0')}`;
}
