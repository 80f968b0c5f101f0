import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { CarrierSecrets } from '../auth/carrier-secret.ts';
import type { ParcelEvent } from './facts.ts';
import type { Parcel } from './ledger.ts';

const MOST_TRIES = 20;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

export interface NotifierOptions {
  apiUrl: string;
  /** Each carrier's secret for signing. */
  carrierSecrets: CarrierSecrets;
  onSettled: (eventId: string, told: boolean) => void;
  log: (line: string) => void;
}

/** Sends parcel events to the API: those of one parcel in order, each until it is accepted or 20 tries have failed. */
export interface TrackingNotifier {
  notify: (parcel: Parcel, event: ParcelEvent) => void;
  close: () => Promise<void>;
}

/** Creates the notifier; close() stops it between tries. */
export function createTrackingNotifier(options: NotifierOptions): TrackingNotifier {
  const closing = new AbortController();
  const queues = new Map<string, Promise<void>>();
  const notify = (parcel: Parcel, event: ParcelEvent): void => {
    const before = queues.get(parcel.trackingNumber) ?? Promise.resolve();
    queues.set(
      parcel.trackingNumber,
      before.then(() => notifyUntilAccepted(options, { carrier: parcel.carrier, event, signal: closing.signal })),
    );
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all(queues.values());
  };
  return { notify, close };
}

interface Delivery {
  carrier: string;
  event: ParcelEvent;
  signal: AbortSignal;
}

async function notifyUntilAccepted(options: NotifierOptions, delivery: Delivery): Promise<void> {
  const { eventId } = delivery.event;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const failure = await notifyOnce(options, delivery);
    if (delivery.signal.aborted) return;
    if (failure === undefined) return options.onSettled(eventId, true);
    options.log(`tracking event ${eventId} was not taken (try ${attempt} of ${MOST_TRIES}): ${failure}`);
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
    await sleep(delayMs, undefined, { signal: delivery.signal }).catch(() => {});
    if (delivery.signal.aborted) return;
  }
  options.onSettled(eventId, false);
}

/** One try, signed anew because the signature includes the time; returns the failure, or undefined. */
async function notifyOnce(
  { apiUrl, carrierSecrets }: NotifierOptions,
  { carrier, event, signal }: Delivery,
): Promise<string | undefined> {
  const { eventId, trackingNumber, event: name, at } = event;
  const body = JSON.stringify({ eventId, trackingNumber, event: name, at });
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(carrierSecrets(carrier)).sign(eventId, now, body),
  };
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
    const response = await fetch(`${apiUrl}/v1/carriers/${carrier}/tracking`, {
      method: 'POST',
      headers,
      body,
      signal: timeout,
    });
    await response.arrayBuffer();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    return (error as Error).message;
  }
}
