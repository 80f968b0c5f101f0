// Import of 200,000 stock rows through the API: the time of the first file, of the same file again, and of one with
// other counts; and the API's memory meanwhile.
import { openOrm } from '../../db/connection/orm.ts';
import { median, type Figure } from '../bench/figures.ts';
import type { Rig } from '../bench/rig.ts';
import { startSystem, type StartedSystem } from '../bench/system.ts';

const size = { locations: 200, products: 1000 };
const rounds = 3;
const sampleMs = 200;

/** The files of a round in order, each with its count of the first product. */
const files = [
  ['first', 10],
  ['same', 10],
  ['other', 11],
] as const;
/** Seconds of each file in each round, and the API's megabytes above idle. */
interface Measured {
  taken: Record<(typeof files)[number][0], number[]>;
  peaks: number[];
}

export async function measureImport(rig: Rig): Promise<Figure[]> {
  const system = await startSystem(rig);
  await setUp(system);
  const idle = system.megabytes().api;
  const measured: Measured = { taken: { first: [], same: [], other: [] }, peaks: [] };
  for (let round = 1; round <= rounds; round++) {
    await clear(system);
    for (const [what, onHand] of files) {
      const { seconds, peak } = await imported(
        system,
        fileOf(onHand),
        what === 'same' ? 0 : size.locations * size.products,
      );
      measured.taken[what].push(seconds);
      measured.peaks.push(peak - idle);
      rig.say(
        `import round ${round} of ${rounds}, ${what}: ${seconds.toFixed(1)} s, ` +
          `api ${(peak - idle).toFixed(0)} MB above idle`,
      );
    }
  }
  return figuresOf(measured);
}

function figuresOf({ taken, peaks }: Measured): Figure[] {
  return [
    {
      name: '200,000 new stock rows from CSV, all or nothing',
      value: median(taken.first),
      unit: 's',
      goal: { atMost: 20 },
    },
    { name: 'the same file again', value: median(taken.same), unit: 's', goal: { atMost: 20 } },
    { name: 'every count another', value: median(taken.other), unit: 's', goal: { atMost: 20 } },
    {
      name: 'memory of the api above idle, the most of all',
      value: Math.max(...peaks),
      unit: 'MB',
      goal: { atMost: 200 },
    },
  ];
}

async function withDatabase(system: StartedSystem, sql: string, parameters: unknown[] = []): Promise<void> {
  const orm = await openOrm(system.databaseUrl, { max: 1, statementTimeoutMs: 120_000, lockTimeoutMs: 60_000 });
  await orm.em.fork().execute(sql, parameters);
  await orm.close();
}

async function setUp(system: StartedSystem): Promise<void> {
  await withDatabase(
    system,
    `insert into product (sku, name, category, unit_price_minor)
      select 'P-' || n, 'P-' || n, 'bench', 10000
      from generate_series(1, ?) n`,
    [size.products],
  );
  await withDatabase(
    system,
    `insert into location (id, name, kind, party_id, province, city, time_zone, opening_hours, carriers)
      select 'L-' || n, 'L-' || n, 'STORE', 'head', 'P', 'C', 'Asia/Shanghai',
        (select opening_hours from location where id = 'near'), '["sandbox"]'
      from generate_series(1, ?) n`,
    [size.locations],
  );
}

/** Restores the state before the first file. */
async function clear(system: StartedSystem): Promise<void> {
  for (const table of ['stock_ledger', 'stock'])
    await withDatabase(system, `delete from ${table} where location_id like 'L-%'`);
  await withDatabase(system, 'vacuum analyze');
}

function fileOf(onHand: number): string {
  const rows = Array.from({ length: size.locations }, (_, l) =>
    Array.from({ length: size.products }, (__, p) => `L-${l + 1},P-${p + 1},${onHand + ((l + p) % 7)},1`).join('\n'),
  );
  return `locationId,sku,onHand,safety\n${rows.join('\n')}\n`;
}

async function imported(
  system: StartedSystem,
  file: string,
  expected: number,
): Promise<{ seconds: number; peak: number }> {
  let peak = system.megabytes().api;
  const sampling = setInterval(() => {
    peak = Math.max(peak, system.megabytes().api);
  }, sampleMs);
  const begun = performance.now();
  const response = await fetch(`${system.api}/v1/stock/import`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', authorization: 'Bearer key-operator' },
    body: file,
  });
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(sampling);
  const report = (await response.json()) as { written?: number };
  if (report.written !== expected)
    throw new Error(`of ${expected} rows the import wrote ${JSON.stringify(report).slice(0, 300)}`);
  return { seconds, peak };
}
