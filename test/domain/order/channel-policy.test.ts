// A field of the policy is declared once: its type, its default, the API's check and the documents follow.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ChannelPolicyIn } from '../../../api/contract/policy-in.ts';
import { openApiOf } from '../../../api/http/openapi.ts';
import { routes } from '../../../api/routes.ts';
import { auditCodes } from '../../../domain/audit/rules.ts';
import { defaultPolicy, policyFields, policySections } from '../../../domain/order/channel-policy.ts';
import type { PolicyField } from '../../../domain/order/policy-field.ts';
import { channelPolicyDocument } from '../../../scripts/docs/channel-policy.ts';

const fields: [name: string, field: PolicyField][] = Object.entries(policyFields);
const names = fields.map(([name]) => name);

test('every field stands in one section of the documents', () => {
  expect(Object.values(policySections).flatMap((section) => Object.keys(section))).toEqual(names);
});

test('the default has every field, and the API takes it whole', () => {
  expect(Object.keys(defaultPolicy)).toEqual(names);
  expect(ChannelPolicyIn.parse(defaultPolicy)).toEqual(defaultPolicy);
});

test('docs/channel-policy.md is what the declarations say; `npm run docs` writes it', () => {
  const file = fileURLToPath(new URL('../../../docs/channel-policy.md', import.meta.url));
  expect(readFileSync(file, 'utf8')).toBe(channelPolicyDocument());
});

describe('what may be sent', () => {
  test('of a time and of a count: whole numbers within their bounds', () => {
    for (const [name, field] of fields) {
      if (field.kind !== 'seconds' && field.kind !== 'integer') continue;
      const takes = (value: number): boolean => ChannelPolicyIn.safeParse({ [name]: value }).success;
      expect([field.min, field.max].map(takes)).toEqual([true, true]);
      expect([field.min - 1, field.max + 1, field.min + 0.5].map(takes)).toEqual([false, false, false]);
    }
  });

  test('of a choice: what it names, and nothing else', () => {
    for (const [name, field] of fields) {
      if (field.kind !== 'choice') continue;
      for (const one of field.of) expect(ChannelPolicyIn.parse({ [name]: one })).toEqual({ [name]: one });
      expect(ChannelPolicyIn.safeParse({ [name]: 'ELSE' }).success).toBe(false);
    }
  });

  test('every rule that the register has, and no other', () => {
    const audit = auditCodes.map((rule) => ({ rule }));
    expect(ChannelPolicyIn.parse({ audit })).toEqual({ audit });
    expect(ChannelPolicyIn.safeParse({ audit: [{ rule: 'NO_SUCH_RULE' }] }).success).toBe(false);
  });

  test('a field that is left out stays out, one that is no field is refused', () => {
    expect(ChannelPolicyIn.parse({})).toEqual({});
    expect(ChannelPolicyIn.safeParse({ offerMinutes: 5 }).success).toBe(false);
  });

  test('a campaign and a calendar as people write them, with their instants and their usual time of departure', () => {
    const [from, to] = ['2026-11-10T20:00:00+08:00', '2026-11-12T00:00:00+08:00'];
    const campaign = { name: 'Festival', shipBySeconds: 86_400 };
    expect(ChannelPolicyIn.parse({ campaigns: [{ ...campaign, from, to }] }).campaigns).toEqual([
      { ...campaign, fromAt: Date.parse(from), toAt: Date.parse(to) },
    ]);
    const calendar = { timeZone: 'Asia/Shanghai', cutOff: '16:00', weekdays: [1, 2, 3, 4, 5] };
    expect(ChannelPolicyIn.parse({ calendar }).calendar).toEqual({ ...calendar, shipTime: '24:00', holidays: [] });
    expect(ChannelPolicyIn.safeParse({ calendar: { ...calendar, shipTime: '15:00' } }).success).toBe(false);
  });
});

test('the document of the API says of every field what it does, and its default value', () => {
  const { components } = JSON.parse(JSON.stringify(openApiOf(routes))) as {
    components: {
      schemas: Record<string, { properties?: Record<string, Record<string, unknown>>; required?: string[] }>;
    };
  };
  const { properties = {}, required = [] } = components.schemas['ChannelPolicy'] ?? {};
  expect(Object.keys(properties)).toEqual(names);
  expect(required).toEqual([]);
  for (const [name, { description, defaultValue }] of fields)
    expect(properties[name]?.['description']).toBe(`${description} Default: ${JSON.stringify(defaultValue)}.`);
});
