// Repeated attacks: guessed pickup codes, forged tracking events. ATTACKS=10000 ATTACKED_ORDERS=500 npm test --
// test/system/attacks for a long run; SEED=N to repeat it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { median } from '../../scripts/bench/figures.ts';
import { diceFor } from '../../scripts/simulation/random.ts';
import { costOf } from '../support/history.ts';
import { inLanes } from '../../scripts/lanes.ts';
import { accepted, at, insist, must, patient, place, see, type FulfillmentSeen } from '../support/orders.ts';
import { startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

const attacks = Number(process.env['ATTACKS'] ?? 60);
const orders = Number(process.env['ATTACKED_ORDERS'] ?? 5);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const hour = 3_600_000;
let system: WholeSystem;
let client: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
  client = patient(system);
  must(
    await system.call('operator', 'POST /v1/stock/receipts', {
      id: randomUUID(),
      locationId: 'near',
      sku: 'SHIRT',
      quantity: 10_000,
    }),
    200,
  );
});
afterAll(async () => {
  await system.stop();
});

interface Ready {
  id: string;
  fo: FulfillmentSeen;
  number: string;
  code: string;
}
async function ready(): Promise<Ready> {
  const id = await place(client, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const fo = await accepted(client, id);
  must(await at(client, fo, 'ready'), 200);
  const { body } = await client.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  return {
    id,
    fo,
    number: (await client.call('operator', `GET /v1/orders/${id}`)).body['channelOrderNumber'] as string,
    code: body['code'] as string,
  };
}
const guess = (orderNumber: string, code: string, where = 'near'): Promise<Answer> =>
  insist(() => system.call(`location:${where}`, `POST /v1/locations/${where}/redeem`, { orderNumber, code }));
/** The n-th code after the right one. */
const wrongCode = ({ code }: Ready, n: number): string =>
  String((Number(code) + 1 + (n % 999_999)) % 1_000_000).padStart(6, '0');
const words = ({ status, body }: Answer): string => JSON.stringify([status, { ...body, instance: '' }]);
const pickupOf = async ({ id }: Ready): Promise<FulfillmentSeen['pickup'] | undefined> =>
  (await see(client, id)).fulfillmentOrders[0]?.pickup;
const count = async (sql: string): Promise<number> =>
  (await system.deps.orm.em.fork().execute<{ n: number }[]>(`select count(*)::int as n from ${sql}`))[0]?.n ?? -1;

if (process.env['ATTACKS']) process.stdout.write(`seed ${seed}\n`);

test(
  `${attacks} wrong codes against one order: five count, and then nothing is written any more`,
  async () => {
    const victim = await ready();
    const said = new Set<string>();
    for (let n = 0; n < 5; n++) said.add(words(await guess(victim.number, wrongCode(victim, n))));
    const locked = await costOf(system, victim.id);
    const rows = await count('order_message');
    for (const answer of await inLanes(Array.from({ length: attacks - 5 }), 32, (_, n) =>
      guess(victim.number, wrongCode(victim, n + 5)),
    ))
      said.add(words(answer));
    said.add(words(await guess(victim.number, victim.code))); // the right one does not help any more, either
    expect(said.size).toBe(1);
    expect([...said][0]).toMatch(/^\[422,.*CODE_REFUSED/);
    expect(await pickupOf(victim)).toMatchObject({ codeStatus: 'LOCKED', triesLeft: 0, generation: 1 });
    expect((await costOf(system, victim.id)).events).toBe(locked.events);
    expect(await count('order_message')).toBe(rows);
  },
  hour,
);

test(
  `${attacks} wrong codes sprayed over ${orders} orders at once: at most five count for each, nothing is handed out`,
  async () => {
    const victims = await inLanes(Array.from({ length: orders }), 8, ready);
    const answers = await inLanes(Array.from({ length: attacks }), 32, (_, n) => {
      const victim = victims[n % orders] as Ready;
      return guess(victim.number, wrongCode(victim, n));
    });
    expect(new Set(answers.map(words)).size).toBe(1);
    const tried = Math.min(5, Math.floor(attacks / orders));
    for (const victim of victims) expect((await pickupOf(victim))?.triesLeft).toBe(5 - tried);
    expect(await count('pickup_code where tries > 5')).toBe(0);
    expect(await count("fulfillment_order where status = 'COLLECTED'")).toBe(0);
  },
  hour,
);

test(
  'wrong, locked, unknown and foreign are answered alike, in words and in time',
  async () => {
    const [mine, locked] = [await ready(), await ready()];
    for (let n = 0; n < 5; n++) await guess(locked.number, wrongCode(locked, n));
    const kinds: Record<string, (n: number) => Promise<Answer>> = {
      wrong: (n) => guess(mine.number, wrongCode(mine, n)),
      locked: (n) => guess(locked.number, wrongCode(locked, n + 5)),
      unknown: (n) => guess(`nothing-${n}`, wrongCode(mine, n)),
      foreign: (n) => guess(mine.number, wrongCode(mine, n), 'middle'),
    };
    const said = new Set<string>();
    const times: Record<string, number[]> = {};
    for (let n = 0; n < 4; n++) {
      // four: the fifth would lock it
      for (const [kind, ask] of Object.entries(kinds)) {
        const begun = performance.now();
        said.add(words(await ask(n)).replaceAll('middle', 'near'));
        (times[kind] ??= []).push(performance.now() - begun);
      }
    }
    expect(said.size).toBe(1);
    const medians = Object.entries(times).map(([kind, ms]) => [kind, median(ms)] as const);
    if (process.env['ATTACKS'])
      process.stdout.write(`medians: ${medians.map(([kind, ms]) => `${kind} ${ms.toFixed(1)} ms`).join(', ')}\n`);
    // all take the same time; a timer may fire a little early
    for (const [, ms] of medians) expect(ms).toBeGreaterThanOrEqual(245);
  },
  hour,
);

interface Forged {
  body: string;
  headers: Record<string, string>;
}
const secondsFromNow = (s: number): Date => new Date(Date.now() + s * 1000);
function signed(
  body: string,
  { secret = system.deps.carrierSecrets('sandbox'), id = randomUUID() as string, at: signedAt = new Date() } = {},
): Forged {
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, signedAt, body),
    },
  };
}
const send = async ({ body, headers }: Forged): Promise<Answer> => {
  const response = await fetch(`${system.url}/v1/carriers/sandbox/tracking`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};
const put = (text: string, i: number, letter: string): string => text.slice(0, i) + letter + text.slice(i + 1);
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split('');

/** Forgeries: each turns a true request into one without a valid signature or at the wrong time. */
const lies: Record<string, (truth: Forged, dice: ReturnType<typeof diceFor>) => Forged> = {
  'a letter of the body changed': ({ body, headers }, dice) => {
    const i = dice.below(body.length);
    const letter = dice.pick(letters);
    return { headers, body: put(body, i, letter === body[i] ? '_' : letter) };
  },
  'a space added to the body': ({ body, headers }) => ({ headers, body: `${body} ` }),
  'another event': ({ body, headers }) => ({ headers, body: body.replace('DELIVERED', 'LOST') }),
  'the same signature for another body': ({ headers }) => ({
    headers,
    body: JSON.stringify({ eventId: randomUUID(), trackingNumber: 'x', event: 'LOST', at: new Date().toISOString() }),
  }),
  'a letter of the signature changed': ({ body, headers }, dice) => {
    const s = headers['webhook-signature'] ?? '';
    const i = 3 + dice.below(s.length - 5);
    const letter = dice.pick(letters);
    return { body, headers: { ...headers, 'webhook-signature': put(s, i, letter === s[i] ? '_' : letter) } };
  },
  'a signature cut off': ({ body, headers }, dice) => ({
    body,
    headers: { ...headers, 'webhook-signature': (headers['webhook-signature'] ?? '').slice(0, 3 + dice.below(30)) },
  }),
  'no signature': ({ body, headers: { 'webhook-signature': _, ...headers } }) => ({ body, headers }),
  'another way to sign': ({ body, headers }) => ({
    body,
    headers: { ...headers, 'webhook-signature': (headers['webhook-signature'] ?? '').replace('v1,', 'v1a,') },
  }),
  'another id': ({ body, headers }) => ({ body, headers: { ...headers, 'webhook-id': randomUUID() } }),
  'another time': ({ body, headers }, dice) => ({
    body,
    headers: {
      ...headers,
      'webhook-timestamp': String(Number(headers['webhook-timestamp']) + dice.pick([-1, 1, 60, -60])),
    },
  }),
  'a time with something behind it': ({ body, headers }, dice) => ({
    body,
    headers: {
      ...headers,
      'webhook-timestamp': `${headers['webhook-timestamp']}${dice.pick(['.5', 'x', ' 1', 'e0'])}`,
    },
  }),
  'no time': ({ body, headers: { 'webhook-timestamp': _, ...headers } }) => ({ body, headers }),
  'another secret': ({ body }) => signed(body, { secret: `whsec_${Buffer.from(randomUUID()).toString('base64')}` }),
  "another carrier's secret": ({ body }) => signed(body, { secret: system.deps.carrierSecrets('sandbox2') }),
  'signed long ago': ({ body }, dice) => signed(body, { at: secondsFromNow(-310 - dice.below(1_000_000)) }),
  'signed in the future': ({ body }, dice) => signed(body, { at: secondsFromNow(310 + dice.below(1_000_000)) }),
};

test(
  `${attacks} forged, changed and stale words of a carrier: none is taken; the true ones are, once`,
  async () => {
    const id = await place(client);
    const fo = await accepted(client, id);
    const event = (name: string) =>
      JSON.stringify({
        eventId: randomUUID(),
        trackingNumber: fo.waybills[0]?.trackingNumber,
        event: name,
        at: new Date().toISOString(),
      });
    const before = [
      await count('carrier_event'),
      (await costOf(system, id)).events,
      JSON.stringify((await see(client, id)).fulfillmentOrders),
    ];
    const answers = await inLanes(Array.from({ length: attacks }), 32, async (_, n) => {
      const [kind = '', lie] = Object.entries(lies)[n % Object.keys(lies).length] ?? [];
      const answer = await send((lie as (typeof lies)[string])(signed(event('DELIVERED')), diceFor(seed, `${n}`)));
      return `${kind}: ${answer.status} ${answer.body.code}`;
    });
    expect(
      answers.filter(
        (a) =>
          !a.endsWith(': 401 SIGNATURE_INVALID') &&
          !a.endsWith(': 400 MALFORMED_JSON') &&
          !a.endsWith(': 400 VALIDATION'),
      ),
    ).toEqual([]);
    expect([
      await count('carrier_event'),
      (await costOf(system, id)).events,
      JSON.stringify((await see(client, id)).fulfillmentOrders),
    ]).toEqual(before);
    const truth = signed(event('PICKED_UP'));
    expect(await send(truth)).toMatchObject({ status: 200, body: { applied: 1 } });
    const after = [await count('carrier_event'), (await costOf(system, id)).events];
    for (const again of await inLanes(Array.from({ length: Math.ceil(attacks / 10) }), 16, () => send(truth)))
      expect(again).toMatchObject({ status: 200, body: { kept: true, applied: 0 } });
    expect([await count('carrier_event'), (await costOf(system, id)).events]).toEqual(after);
  },
  hour,
);
