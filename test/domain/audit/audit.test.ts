import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { audit } from '../../../domain/audit/audit.ts';
import type { AuditFacts } from '../../../domain/audit/facts.ts';
import { auditCodes, auditRules, type AuditCode, type AuditRulePolicy } from '../../../domain/audit/rules.ts';
import { defaultPolicy } from '../../../domain/order/channel-policy.ts';

const clean: AuditFacts = {
  order: {
    method: 'HOME_DELIVERY',
    addressComplete: true,
    hasBuyerNote: false,
    goodsMinor: 20_000,
    discountMinor: 1000,
    shippingMinor: 800,
    currency: 'CNY',
    intakeFindings: [],
    lines: [{ sku: 'SHIRT', quantity: 2 }],
    payments: [{ status: 'CAPTURED' }],
  },
  carriersReach: true,
  buyerBlocked: false,
};
const order = (over: Partial<AuditFacts['order']>): AuditFacts => ({ ...clean, order: { ...clean.order, ...over } });
const keys = (facts: AuditFacts, policy: readonly AuditRulePolicy[]) =>
  audit(facts, policy).map((finding) => finding.key);
const found = (facts: AuditFacts, rule: AuditCode, limit?: number) =>
  audit(facts, [{ rule, ...(limit === undefined ? {} : { limit }) }])[0]?.reason ?? null;
describe('the register', () => {
  test('has the rule of every file, so that none is written and never asked', async () => {
    const folder = fileURLToPath(new URL('../../../domain/audit/rules/', import.meta.url));
    const written = await Promise.all(
      readdirSync(folder).map(async (file) => Object.values((await import(`${folder}${file}`)) as object)),
    );
    expect(new Set(auditRules)).toEqual(new Set(written.flat()));
  });

  test('has each code once, and says what each rule finds', () => {
    expect(new Set(auditCodes).size).toBe(auditRules.length);
    for (const { description } of auditRules) expect(description).toMatch(/\w{3}.*\.$/);
  });
});

describe('automatic checks before routing', () => {
  test('a clean order flows on, whatever the channel checks', () => {
    expect(audit(clean, defaultPolicy.audit)).toEqual([]);
    expect(
      audit(
        clean,
        auditCodes.map((rule) => ({ rule, limit: 1_000_000 })),
      ),
    ).toEqual([]);
  });

  test('an incomplete address or an unreachable one holds a parcel, not a pickup', () => {
    expect(found(order({ addressComplete: false }), 'ADDRESS_INCOMPLETE')).toBe('The delivery address is incomplete.');
    expect(found({ ...clean, carriersReach: false }, 'ADDRESS_UNREACHABLE')).toBe('No carrier reaches the address.');
    expect(
      keys({ ...order({ method: 'STORE_PICKUP', addressComplete: false }), carriersReach: false }, defaultPolicy.audit),
    ).toEqual([]);
  });

  test('the amount is goods minus discounts plus shipping; it may reach the limit, not exceed it', () => {
    expect(found(clean, 'AMOUNT_OVER_LIMIT', 19_800)).toBeNull();
    expect(found(clean, 'AMOUNT_OVER_LIMIT', 19_799)).toBe(
      "The order's amount of 19800 exceeds the limit of 19799 (minor units, CNY).",
    );
  });

  test('the quantity of any one line may reach the limit, not exceed it', () => {
    expect(found(clean, 'QUANTITY_OVER_LIMIT', 2)).toBeNull();
    expect(found(clean, 'QUANTITY_OVER_LIMIT', 1)).toBe('2 of SHIRT exceed the limit of 1 a line.');
  });

  test('a limit that the channel did not set limits nothing', () => {
    expect(keys(clean, [{ rule: 'AMOUNT_OVER_LIMIT' }, { rule: 'QUANTITY_OVER_LIMIT' }])).toEqual([]);
  });

  test("a buyer's note, a blocked buyer, a pending payment each hold; payment on delivery does not", () => {
    expect(found(order({ hasBuyerNote: true }), 'BUYER_NOTE')).not.toBeNull();
    expect(found({ ...clean, buyerBlocked: true }, 'BUYER_BLOCKED')).not.toBeNull();
    expect(
      found(order({ payments: [{ status: 'CAPTURED' }, { status: 'PENDING' }] }), 'PAYMENT_PENDING'),
    ).not.toBeNull();
    expect(
      found(order({ payments: [{ status: 'ON_DELIVERY' }, { status: 'AUTHORIZED' }] }), 'PAYMENT_PENDING'),
    ).toBeNull();
  });

  test('what intake noted becomes a finding with its details, each under its own key', () => {
    const intakeFindings = [
      { code: 'UNKNOWN_SKU', detail: 'SKU X1 is unknown.' },
      { code: 'UNKNOWN_SKU', detail: 'SKU X2 is unknown.' },
      { code: 'TOTALS_MISMATCH', detail: '5 too little.' },
    ];
    expect(audit(order({ intakeFindings }), defaultPolicy.audit)).toEqual([
      { key: 'TOTALS_MISMATCH', reason: '5 too little.' },
      { key: 'UNKNOWN_SKU', reason: 'SKU X1 is unknown. SKU X2 is unknown.' },
    ]);
  });

  test("findings come in the channel's order, one a key, with the deadline the channel gives", () => {
    const facts = order({ hasBuyerNote: true, payments: [{ status: 'PENDING' }] });
    const policy: AuditRulePolicy[] = [
      { rule: 'BUYER_NOTE' },
      { rule: 'PAYMENT_PENDING', dueSeconds: 900, dueAction: 'CANCEL' },
      { rule: 'BUYER_NOTE', dueSeconds: 1 },
    ];
    expect(audit(facts, policy)).toEqual([
      { key: 'BUYER_NOTE', reason: 'The buyer left a note.' },
      { key: 'PAYMENT_PENDING', reason: 'A payment is pending.', dueSeconds: 900, dueAction: 'CANCEL' },
    ]);
  });

  test('a rule the channel does not name is not applied', () => {
    expect(keys(order({ hasBuyerNote: true }), defaultPolicy.audit)).toEqual([]);
  });
});
