// Webhook secrets of carriers, derived from the one in the environment: no carrier can sign for another, and none is
// stored in the database.
import { hkdfSync } from 'node:crypto';

const prefix = 'whsec_';

/** Returns a carrier's secret in the form of Standard Webhooks (`whsec_` and base64); always the same for an id. */
export type CarrierSecrets = (carrier: string) => string;

/** Derives the secrets by HKDF-SHA-256 from the root secret, which has the same form and is used for nothing else. */
export function carrierSecrets(root: string): CarrierSecrets {
  const material = Buffer.from(root.slice(prefix.length), 'base64');
  return (carrier) =>
    `${prefix}${Buffer.from(hkdfSync('sha256', material, '', `carrier/${carrier}`, 32)).toString('base64')}`;
}
