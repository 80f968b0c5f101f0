// Each carrier signs with a secret of its own, made from the one in the environment: nobody speaks for another, and none is kept in the database.
import { hkdfSync } from 'node:crypto';

const prefix = 'whsec_';

/** The carrier's secret as the Standard Webhooks write it (`whsec_` and base64), by HKDF-SHA-256 from the root secret in the same form; always the same. */
export function carrierSecret(root: string, carrier: string): string {
  const key = hkdfSync('sha256', Buffer.from(root.slice(prefix.length), 'base64'), '', `carrier/${carrier}`, 32);
  return `${prefix}${Buffer.from(key).toString('base64')}`;
}
