// A planner's work with profiles: writing, trying, activating, explaining; and mistakes that must not harm an order.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { builtInProfiles } from '../../domain/routing/profiles/built-in.ts';
import type { BoundedPlan } from '../../domain/routing/explanation.ts';
import { at, offered, orderIn, orderThat, place, see } from '../support/orders.ts';
import { startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ spring: {}, autumn: {}, held: {}, dropped: {}, part: {}, crowd: {}, later: {} });
});
afterAll(async () => {
  await system.stop();
});

const ranking = { by: 'ORDER', criteria: [{ criterion: 'distance' }] };
const rule = (over: object = {}) => ({ name: 'only', ranking, ...over });
const profile = (over: object = {}) => ({ name: 'test', rules: [rule()], ...over });
const farFirst = {
  rules: [rule({ ranking: { by: 'ORDER', criteria: [{ criterion: 'priority', locationIds: ['far'] }] } })],
};
const operator = (request: string, body?: unknown): Promise<Answer> => system.call('operator', request, body);
async function draft(over: object): Promise<number> {
  const answer = await operator('POST /v1/routing/profiles', profile(over));
  expect(answer).toMatchObject({ status: 201, body: { state: 'DRAFT' } });
  return answer.body['version'] as number;
}
const activate = (version: number, over: object) =>
  operator(`POST /v1/routing/profiles/${version}/activate`, {
    channelId: 'spring',
    method: 'HOME_DELIVERY',
    from: '2020-01-01T00:00:00Z',
    ...over,
  });
const decisionsOf = async (id: string) =>
  (await operator(`GET /v1/orders/${id}/explanation`)).body['decisions'] as {
    profileVersion: number;
    plan: BoundedPlan;
  }[];

describe('a profile with a mistake is not kept, and the answer names the place', () => {
  const use = (eligibility: unknown) => profile({ rules: [rule({ eligibility: [eligibility] })] });
  const [first, second] = [
    rule({ name: 'first', rest: { toRule: 'second' } }),
    rule({ name: 'second', rest: { toRule: 'first' } }),
  ];
  test.each<[string, object, string]>([
    ['no rules', profile({ rules: [] }), '/rules'],
    ['an unknown criterion', use({ criterion: 'moon-phase' }), '/rules/0/eligibility/0/criterion'],
    ['an unknown parameter', use({ criterion: 'credit-floor', min: 1, max: 3 }), '/rules/0/eligibility/0'],
    ['a parameter out of its range', use({ criterion: 'credit-floor', min: 101 }), '/rules/0/eligibility/0/min'],
    ['a parameter that is missing', use({ criterion: 'greatest-distance' }), '/rules/0/eligibility/0/maxKm'],
    [
      'a weight that is no number',
      profile({ rules: [rule({ ranking: { by: 'WEIGHT', criteria: [{ criterion: 'distance', weight: '3' }] } })] }),
      '/rules/0/ranking/criteria/0/weight',
    ],
    [
      'a ranking by nothing',
      profile({ rules: [rule({ ranking: { by: 'ORDER', criteria: [] } })] }),
      '/rules/0/ranking/criteria',
    ],
    [
      'weights in a list',
      profile({ rules: [rule({ ranking: { by: 'ORDER', criteria: [{ criterion: 'distance', weight: 3 }] } })] }),
      '/rules/0/ranking/criteria/0',
    ],
    ['rules that pass on in a circle', profile({ rules: [first, second] }), '/rules/1/rest/toRule'],
    [
      'a rule that passes on to nobody',
      profile({ rules: [rule({ rest: { toRule: 'nobody' } })] }),
      '/rules/0/rest/toRule',
    ],
    ['two rules of one name', profile({ rules: [rule(), rule()] }), '/rules/1/name'],
    [
      'a criterion twice',
      profile({ rules: [rule({ eligibility: [{ criterion: 'backlog' }, { criterion: 'backlog' }] })] }),
      '/rules/0/eligibility/1/criterion',
    ],
    [
      'a window without a zone',
      profile({
        rules: [
          rule({ when: [{ criterion: 'campaign-window', from: '2026-11-11T00:00:00', to: '2026-11-12T00:00:00Z' }] }),
        ],
      }),
      '/rules/0/when/0/from',
    ],
    [
      'a window that ends before it begins',
      profile({
        rules: [
          rule({
            when: [{ criterion: 'campaign-window', from: '2026-11-12T00:00:00+08:00', to: '2026-11-11T16:00:00Z' }],
          }),
        ],
      }),
      '/rules/0/when/0/to',
    ],
    [
      'an order worth at least more than at most',
      profile({
        rules: [
          rule({
            when: [
              { criterion: 'line-count', min: 1, max: 1 },
              { criterion: 'order-value', minMinor: 2, maxMinor: 1 },
            ],
          }),
        ],
      }),
      '/rules/0/when/1/maxMinor',
    ],
    ['a word too many', profile({ speed: 'high' }), '/'],
  ])('%s', async (_, body, pointer) => {
    const {
      body: { nextCursor: _cursor, ...before },
    } = await operator('GET /v1/routing/profiles');
    const answer = await operator('POST /v1/routing/profiles', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION' } });
    expect((answer.body['errors'] as { pointer: string }[]).map((one) => one.pointer)).toContain(pointer);
    expect((await operator('GET /v1/routing/profiles')).body).toMatchObject(before);
  });
});

test('the five shipped profiles are there, can be sent as they are, and differ where they say', async () => {
  const { body } = await operator('GET /v1/routing/profiles?limit=200');
  const names = (body['items'] as { name: string; state: string }[]).map((one) => one.name);
  expect(names).toEqual(
    expect.arrayContaining(['complete-nearest', 'cheapest', 'head-office-first', 'store-first', 'campaign-fast']),
  );
  for (const { version, ...data } of builtInProfiles) {
    const copy = await operator('POST /v1/routing/profiles', data);
    expect(copy.status).toBe(201);
    expect(
      (await operator(`GET /v1/routing/profiles/compare?a=${version}&b=${copy.body['version'] as number}`)).body[
        'differences'
      ],
    ).toEqual([]);
  }
  expect((await operator('GET /v1/routing/profiles/compare?a=1&b=2')).body['differences']).toEqual([
    { pointer: '/name', a: 'complete-nearest', b: 'cheapest' },
    { pointer: '/prefer', a: 'NEAREST', b: 'CHEAPEST' },
  ]);
  expect((await operator('GET /v1/routing/profiles/compare?a=1&b=999999')).status).toBe(404);
});

test('the list comes in pages, and a cursor that is not ours is refused', async () => {
  await draft({});
  const first = (await operator('GET /v1/routing/profiles?limit=2')).body as {
    items: { version: number }[];
    nextCursor: string;
  };
  const second = (await operator(`GET /v1/routing/profiles?limit=2&cursor=${first.nextCursor}`)).body as {
    items: { version: number }[];
  };
  expect(second.items[0]?.version).toBe((first.items[1]?.version ?? 0) - 1);
  expect((await operator('GET /v1/routing/profiles?cursor=abc')).body).toMatchObject({ code: 'VALIDATION' });
});

test('an order gets the profile that is in force when it comes in, and keeps it for ever', async () => {
  const version = await draft(farFirst);
  expect(await activate(version, {})).toMatchObject({
    status: 200,
    body: { state: 'ACTIVE', activations: [{ channelId: 'spring', to: null }] },
  });
  const id = await place(system, {}, 'spring');
  const fo = await offered(system, id);
  expect(fo.locationId).toBe('far');
  expect((await activate(1, { replace: true })).status).toBe(200);
  expect((await at(system, fo, 'reject', { reason: 'TOO_BUSY' })).status).toBe(200);
  await orderThat(system, id, (o) => o.fulfillmentOrders.length === 2, 'the next offer');
  expect((await decisionsOf(id)).map((one) => one.profileVersion)).toEqual([version, version]);
  expect((await offered(system, await place(system, {}, 'spring'))).locationId).toBe('near');
});

test('overlapping dates are refused with what is in the way, or cut it back if asked; nothing half-done', async () => {
  const [base, sale] = [await draft({}), await draft(farFirst)];
  const autumn = (from: string, to: string | null, replace = false) => ({
    channelId: 'autumn',
    from: `${from}T00:00:00Z`,
    to: to && `${to}T00:00:00Z`,
    replace,
  });
  const dates = async (version: number) =>
    (
      (await operator(`GET /v1/routing/profiles/${version}`)).body['activations'] as {
        from: string;
        to: string | null;
      }[]
    ).map(({ from, to }) => [from.slice(0, 10), to?.slice(0, 10) ?? null]);
  expect((await activate(base, autumn('2030-01-01', null))).status).toBe(200);
  expect(await activate(sale, autumn('2030-11-01', '2030-11-12'))).toMatchObject({
    status: 409,
    body: { code: 'ACTIVATION_OVERLAPS', errors: [{ pointer: '/from' }] },
  });
  expect([await dates(base), await dates(sale)]).toEqual([[['2030-01-01', null]], []]);
  expect((await activate(sale, autumn('2030-11-01', '2030-11-12', true))).status).toBe(200);
  expect([await dates(base), await dates(sale)]).toEqual([
    [
      ['2030-01-01', '2030-11-01'],
      ['2030-11-12', null],
    ],
    [['2030-11-01', '2030-11-12']],
  ]);
  expect((await activate(sale, autumn('2029-12-31', '2030-01-01'))).status).toBe(200);
  expect((await activate(sale, { ...autumn('2030-11-05', '2030-11-06'), method: 'STORE_PICKUP' })).status).toBe(200);
  const together = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(() => activate(sale, { ...autumn('2031-01-01', '2031-02-01'), channelId: 'crowd' })),
  );
  expect(together.filter((one) => one.status === 200)).toHaveLength(1);
  expect(together.filter((one) => one.body.code === 'ACTIVATION_OVERLAPS')).toHaveLength(5);
});

test('a wrong activation is told why: no such version or channel, end before beginning, archived version', async () => {
  const version = await draft({});
  expect((await activate(999_999, {})).status).toBe(404);
  expect(await activate(version, { channelId: 'nowhere' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/channelId' }] },
  });
  expect(await activate(version, { from: '2030-01-02T00:00:00Z', to: '2030-01-01T00:00:00Z' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/to' }] },
  });
  expect(await operator(`POST /v1/routing/profiles/${version}/archive`)).toMatchObject({
    status: 200,
    body: { state: 'ARCHIVED' },
  });
  expect(await activate(version, { channelId: 'later' })).toMatchObject({
    status: 409,
    body: { code: 'PROFILE_ARCHIVED' },
  });
  expect(await operator('POST /v1/routing/profiles/1/archive')).toMatchObject({
    status: 409,
    body: { code: 'PROFILE_ACTIVE' },
  });
});

test('a dry run says where an order or a draft of one would go under a draft profile, and writes nothing', async () => {
  const version = await draft(farFirst);
  const id = await place(system);
  await offered(system, id);
  const before = JSON.stringify(await see(system, id));
  expect((await operator('POST /v1/routing/dry-run', { orderId: id, profileVersion: version })).body).toMatchObject({
    profileVersion: version,
    profileName: 'test',
    assignments: [{ locationId: 'far' }],
    runnerUp: [{ locationId: expect.any(String) }],
  });
  expect((await operator('POST /v1/routing/dry-run', { orderId: id })).body).toMatchObject({
    profileVersion: 1,
    assignments: [{ locationId: 'near' }],
  });
  const lines = [{ sku: 'SHIRT', quantity: 1 }];
  expect((await operator('POST /v1/routing/dry-run', { lines, profileVersion: version })).body).toMatchObject({
    assignments: [{ locationId: 'far' }],
  });
  expect(await operator('POST /v1/routing/dry-run', { lines, profileVersion: 999_999 })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/profileVersion' }] },
  });
  expect(JSON.stringify(await see(system, id)).replaceAll(/"secondsLeft":\d+/g, '')).toBe(
    before.replaceAll(/"secondsLeft":\d+/g, ''),
  );
});

test('a person can read why a store was chosen: its criteria, the second, what would have changed it', async () => {
  const id = await place(system);
  await offered(system, id);
  const response = await fetch(`${system.url}/v1/orders/${id}/explanation?format=text`, {
    headers: { Authorization: 'Bearer key-operator' },
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await response.text();
  expect(text).toMatch(/Profile complete-nearest, version 1/);
  expect(text).toMatch(/1 {2}near, chosen: opening 0, location-kind 0, region 0/);
  expect(text).toMatch(/Chosen: near sends 1 of line L1\./);
  expect(text).toMatch(/Second: \w+ sends 1 of line L1/);
  expect(text).toMatch(/It would have been another choice with region 0 or better instead of [12] at \w+/);
});

test('units that no location has are held if the profile says so; a release sends them once goods came', async () => {
  await activate(await draft({ rules: [rule({ rest: 'HOLD' })] }), { channelId: 'held' });
  const id = await place(system, { lines: [['ONLY_FAR', 9]] }, 'held');
  const half = await orderThat(system, id, (o) => o.fulfillmentOrders.length === 1, 'the part that is there');
  // a hold would stop the part that is under way
  expect([half.status, half.attention.map((one) => one.reason)]).toEqual(['NEEDS_ATTENTION', ['NO_CANDIDATE']]);
  const none = await place(system, { lines: [['NOWHERE', 2]] }, 'held');
  await orderIn(system, none, 'ON_HOLD');
  expect(
    (await operator('POST /v1/stock/receipts', { id: 'for-held', locationId: 'near', sku: 'NOWHERE', quantity: 2 }))
      .status,
  ).toBe(200);
  expect((await operator(`POST /v1/orders/${none}/holds/NO_LOCATION/release`, {})).status).toBe(200);
  expect(await offered(system, none)).toMatchObject({ locationId: 'near' });
});

test('units that no location has are cancelled and paid back if the profile says so; the rest is sent', async () => {
  await activate(await draft({ rules: [rule({ rest: 'CANCEL' })] }), { channelId: 'dropped' });
  const none = await place(system, { lines: [['WAREHOUSED', 1000]] }, 'dropped');
  await orderThat(system, none, (o) => o.refunds.some((refund) => refund.status === 'SUCCEEDED'), 'the money back');
  expect((await see(system, none)).lines).toMatchObject([{ cancelled: 900, unrouted: 0 }]);
});

test('orders routed while profiles come and go are all served by the profile they came in with', async () => {
  const versions = [await draft(farFirst), await draft({})];
  const placed = Promise.all(Array.from({ length: 12 }, () => place(system, {}, 'part')));
  for (let turn = 0; turn < 6; turn++)
    expect((await activate(versions[turn % 2] ?? 0, { channelId: 'part', replace: true })).status).toBe(200);
  for (const id of await placed) {
    const fo = await offered(system, id);
    const [decision] = await decisionsOf(id);
    expect(fo.locationId).toBe(decision?.profileVersion === versions[0] ? 'far' : 'near');
  }
});

test('an operator routes by the profile in force now, this once; another may be named', async () => {
  const id = await place(system, { lines: [['NOWHERE', 1000]] }, 'later');
  await orderIn(system, id, 'NEEDS_ATTENTION');
  await operator('POST /v1/stock/receipts', { id: 'for-later-far', locationId: 'far', sku: 'NOWHERE', quantity: 1000 });
  await operator('POST /v1/stock/receipts', {
    id: 'for-later-near',
    locationId: 'near',
    sku: 'NOWHERE',
    quantity: 1000,
  });
  const version = await draft(farFirst);
  expect((await operator(`POST /v1/orders/${id}/route`, { profileVersion: version })).status).toBe(200);
  const fo = await offered(system, id);
  expect(fo.locationId).toBe('far');
  await at(system, fo, 'reject', { reason: 'TOO_BUSY' });
  expect(await offered(system, id)).toMatchObject({ locationId: 'near' });
  expect((await decisionsOf(id)).map((one) => one.profileVersion)).toEqual([1, version, 1]);
});
