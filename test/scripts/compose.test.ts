import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { composeFaults } from '../../scripts/checks/compose-faults.ts';

const compose = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');

/** The errors of our own files after one change. */
function faultsAfter(spoil: (text: string) => string, options: { missing?: string } = {}): string {
  const spoilt = { compose: spoil(compose), dockerfile: spoil(dockerfile) };
  if (options.missing === undefined) expect(spoilt).not.toEqual({ compose, dockerfile });
  return composeFaults({ ...spoilt, exists: (path) => path !== options.missing }).join('\n');
}

const replaced =
  (from: string, to: string) =>
  (text: string): string =>
    text.replace(from, to);

describe('the check of the compose file', () => {
  test('finds nothing wrong with ours', () => {
    expect(composeFaults({ compose, dockerfile, exists: () => true })).toEqual([]);
  });

  test.each([
    { what: 'a misspelt key', from: 'stop_grace_period', to: 'stop_grace_peroid', fault: 'stop_grace_peroid' },
    {
      what: 'a misspelt top-level key',
      from: 'volumes:\n  postgres:',
      to: 'volume:\n  postgres:',
      fault: 'top-level key',
    },
    {
      what: 'a dependency on no service',
      from: 'temporal-schema: { condition',
      to: 'temporal-shema: { condition',
      fault: 'temporal-shema, which is no service',
    },
    {
      what: 'waiting for the health of a service that has no check',
      from: 'temporal: { condition: service_healthy }',
      to: 'migrate: { condition: service_healthy }',
      fault: 'migrate to be healthy',
    },
    {
      what: 'waiting for the end of a service that is restarted',
      from: 'migrate: { condition: service_completed',
      to: 'temporal: { condition: service_completed',
      fault: 'temporal to complete',
    },
    {
      what: 'a volume that is not declared',
      from: '- postgres:/var',
      to: '- postgresql:/var',
      fault: 'volume postgresql',
    },
    {
      what: 'a config that is not declared',
      from: 'source: temporal-schema',
      to: 'source: temporal-scheme',
      fault: 'config temporal-scheme',
    },
    {
      what: 'a port published twice',
      from: '127.0.0.1:3001:3001',
      to: '127.0.0.1:3000:3001',
      fault: 'port 3000 is published twice',
    },
    {
      what: 'refunds that go to a sandbox when no provider is named',
      from: '${PAYMENT_URL:?set PAYMENT_URL}',
      to: '${PAYMENT_URL:-http://sandbox:3001}',
      fault: 'PAYMENT_URL must be',
    },
    {
      what: 'labels that a sandbox makes when no carrier is named',
      from: '${CARRIER_URL:?set CARRIER_URL}',
      to: 'http://sandbox:3001',
      fault: 'CARRIER_URL must be',
    },
    {
      what: 'a sandbox that starts without being asked for',
      from: '    profiles: [try]\n',
      to: '',
      fault: 'service sandbox: runs the sandbox',
    },
    {
      what: 'a service that waits for the sandbox, which is not started',
      from: 'migrate: { condition: service_completed_successfully }',
      to: 'sandbox: { condition: service_healthy }',
      fault: 'depends on sandbox, which is started with the profile try only',
    },
    {
      what: 'a deployment that seeds the demo and its keys',
      from: '[node, scripts/migrate.ts]',
      to: '[node, scripts/migrate.ts, --demo]',
      fault: 'service migrate: seeds the demo',
    },
    {
      what: 'a secret with a default',
      from: '${PICKUP_PEPPER:?set PICKUP_PEPPER}',
      to: '${PICKUP_PEPPER:-pepper}',
      fault: 'PICKUP_PEPPER must be',
    },
  ])('finds $what', ({ from, to, fault }) => {
    expect(faultsAfter(replaced(from, to))).toContain(fault);
  });

  test.each([
    ['a command', 'worker/main.ts'],
    ['a health check', 'scripts/checks/answers-ok.ts'],
    ['the Dockerfile', 'package-lock.json'],
  ])('finds %s naming a file that does not exist', (_what, missing) => {
    expect(faultsAfter((text) => text, { missing })).toContain(`${missing}, which does not exist`);
  });
});
