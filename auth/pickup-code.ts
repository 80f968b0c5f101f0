// Pickup codes, derived and never stored: 6 digits to say and a token for the QR code, by HMAC-SHA-256 from a pepper
// outside the database.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { publicId } from '../domain/order/ids.ts';
import type { PickupCode } from '../domain/order/order.ts';
import type { PickupCodeVerifier } from '../domain/order/change.ts';

export interface DerivedCode {
  digits: string;
  token: string;
}
export interface CodeMaker extends PickupCodeVerifier {
  /** The code of one generation of an FO: always the same. */
  derive: (fulfillmentOrderId: string, generation: number) => DerivedCode;
  /** The value that travels in place of the typed or shown code. */
  proofOf: (fulfillmentOrderId: string, typed: string) => string;
}

/**
 * Derives codes from a pepper; `keyId` is stored with each code so that the pepper can be replaced. Ids are public ids.
 */
export function pickupKeys(pepper: string, keyId: string): CodeMaker {
  const mac = (text: string): Buffer => createHmac('sha256', pepper).update(text).digest();
  const derive = (fulfillmentOrderId: string, generation: number): DerivedCode => {
    const number = mac(`${fulfillmentOrderId}‖${generation}‖digits`).readUIntBE(0, 6) % 1_000_000;
    const secret = mac(`${fulfillmentOrderId}‖${generation}‖token`).subarray(0, 16);
    return {
      digits: String(number).padStart(6, '0'),
      token: `${fulfillmentOrderId}.${secret.toString('base64url')}`,
    };
  };
  const proofOf = (fulfillmentOrderId: string, typed: string): string =>
    mac(`${fulfillmentOrderId}‖proof‖${typed}`).toString('base64url');
  return {
    keyId,
    derive,
    proofOf,
    proves: ({ orderId, code }, proof) =>
      isProof({ derive, proofOf }, { fulfillmentOrderId: publicId(orderId, code.fulfillmentOrderId), code, proof }),
  };
}

/** Compares both forms of the code in constant time. */
function isProof(
  keys: Pick<CodeMaker, 'derive' | 'proofOf'>,
  { fulfillmentOrderId, code, proof }: { fulfillmentOrderId: string; code: PickupCode; proof: string },
): boolean {
  const { digits, token } = keys.derive(fulfillmentOrderId, code.generation);
  const equal = (expected: string): boolean => {
    const [a, b] = [Buffer.from(keys.proofOf(fulfillmentOrderId, expected)), Buffer.from(proof)];
    return a.length === b.length && timingSafeEqual(a, b);
  };
  const [byDigits, byToken] = [equal(digits), equal(token)];
  return byDigits || byToken;
}
