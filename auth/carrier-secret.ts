// Each carrier signs with a secret of its own, made from the one in the environment: nobody speaks for another, and
// none is kept in the database.
import { hkdfSync } from 'node:crypto';

const prefix = 'whsec_';

/** The secret of a carrier as the Standard Webhooks write it (`whsec_` and base64); always the same for the same id. */
export type CarrierSecrets = (carrier: string) => string;

/** By HKDF-SHA-256 from the root secret, which is written in the same form and goes no further than this. */
export function carrierSecrets(root: string): CarrierSecrets {
  const material = Buffer.from(root.slice(prefix.length), 'base64');
  return (carrier) =>
    `${prefix}${Buffer.from(hkdfSync('sha256', material, '', `carrier/${carrier}`, 32)).toString('base64')}`;
}
