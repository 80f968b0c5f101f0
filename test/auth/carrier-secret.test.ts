import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { carrierSecrets } from '../../auth/carrier-secret.ts';

const rootOf = (text: string): string => `whsec_${Buffer.from(text).toString('base64')}`;
const root = rootOf('a root secret of thirty-two bytes');

test('a carrier always has the same secret, no two have one, and none has the root', () => {
  const secrets = carrierSecrets(root);
  expect(secrets('fast')).toBe(carrierSecrets(root)('fast'));
  expect(new Set([root, secrets('fast'), secrets('slow'), carrierSecrets(rootOf('another root'))('fast')]).size).toBe(
    4,
  );
});

test("what one carrier has signed is nobody else's word", () => {
  const secrets = carrierSecrets(root);
  const now = new Date();
  const headers = {
    'webhook-id': 'm1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secrets('fast')).sign('m1', now, '{}'),
  };
  expect(new Webhook(secrets('fast')).verify('{}', headers)).toEqual({});
  for (const other of [secrets('slow'), root]) expect(() => new Webhook(other).verify('{}', headers)).toThrow();
});
