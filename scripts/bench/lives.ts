// Whole home-delivery orders through a started system: orders per second at 16 in flight, and the cost of each in every
// process.
import type { Drive, Driven } from './driver.ts';
import { median, percentile, ratio, type Figure } from './figures.ts';
import { startReferenceApp, type ReferenceRound } from './reference-app.ts';
import type { Rig } from './rig.ts';
import { ofEach, parts, startSystem, type Part, type StartedSystem } from './system.ts';

const inFlight = 16;
const ordersPerRound = 160;
/** The processes whose CPU counts; the sandbox plays the outside systems. */
const ours: Part[] = ['temporal', 'postgres', 'worker', 'api'];
interface Round {
  perSecond: number;
  lifeMs: number;
  inVain: number;
  cpuSeconds: Record<Part, number>;
}

/**
 * Measures lives and, with `beside`, as many of the reference app after each round. CPU seconds are counted from the
 * first placement to the last end, including idle time of the system.
 */
export async function measureLives(rig: Rig, rounds: number, beside?: string): Promise<Figure[]> {
  const reference = beside === undefined ? null : await startReferenceApp(rig, beside);
  const system = await startSystem(rig);
  const measured: Round[] = [];
  const others: ReferenceRound[] = [];
  for (let round = 0; round <= rounds; round++) {
    const one = await measure(rig, system, `lives-${round}`);
    const other = await reference?.round(`lives-${round}`, { orders: ordersPerRound, inFlight });
    if (round > 0) measured.push(one); // round 0 warms up
    if (round > 0 && other) others.push(other);
    rig.say(
      `lives round ${round} of ${rounds}: ${one.perSecond.toFixed(1)} orders/s, ` +
        `${one.inVain.toFixed(2)} times asked in vain, ` +
        `CPU ms an order: ${parts.map((part) => `${part} ${(one.cpuSeconds[part] * 1000).toFixed(1)}`).join(', ')}` +
        (other
          ? `; reference app ${other.perSecond.toFixed(1)} orders/s, ${(other.cpuSeconds * 1000).toFixed(1)} ms`
          : ''),
    );
  }
  return [...figuresOf(measured), ...(others.length > 0 ? besideFigures(measured, others) : [])];
}

/** Ratios within each round, because a busy machine slows both sides. */
function besideFigures(measured: Round[], others: ReferenceRound[]): Figure[] {
  return [
    {
      name: "CPU per life ÷ the reference app's",
      value: ratio(
        measured.map(cpuOf),
        others.map((round) => round.cpuSeconds),
      ),
      unit: '',
      goal: { atMost: 0.4 },
    },
    {
      name: "orders/s ÷ the reference app's",
      value: ratio(
        measured.map((round) => round.perSecond),
        others.map((round) => round.perSecond),
      ),
      unit: '',
      goal: { atLeast: 2.5 },
    },
    { name: 'reference app, CPU per life', value: median(others.map((round) => round.cpuSeconds)), unit: 's' },
    { name: 'reference app', value: median(others.map((round) => round.perSecond)), unit: 'orders/s' },
  ];
}

const cpuOf = ({ cpuSeconds }: Round): number => ours.reduce((sum, part) => sum + cpuSeconds[part], 0);

async function measure(rig: Rig, system: StartedSystem, run: string): Promise<Round> {
  const before = system.cpuSeconds();
  const drive: Drive = {
    api: system.api,
    sandbox: system.sandbox,
    webhookPort: system.webhookPort,
    orders: ordersPerRound,
    inFlight,
    run,
    until: 'COMPLETED',
  };
  const driven = await rig.run<Driven>('scripts/bench/driver.ts', drive);
  const after = system.cpuSeconds();
  const cpuSeconds = ofEach((part) => (after[part] - before[part]) / ordersPerRound);
  return {
    perSecond: ordersPerRound / driven.seconds,
    lifeMs: percentile(driven.lifeMs, 0.5),
    inVain: driven.inVain / ordersPerRound,
    cpuSeconds,
  };
}

function figuresOf(measured: Round[]): Figure[] {
  const of = (value: (round: Round) => number): number => median(measured.map(value));
  return [
    {
      name: 'CPU per life: server, PostgreSQL, worker and api',
      value: of(cpuOf),
      unit: 's',
      goal: { atMost: 0.08 },
    },
    ...parts.map((part) => ({
      name: `CPU per life: ${part}`,
      value: of(({ cpuSeconds }) => cpuSeconds[part]),
      unit: 's',
    })),
    { name: `lives at ${inFlight} in flight`, value: of((round) => round.perSecond), unit: 'orders/s' },
    { name: 'a life, p50', value: of((round) => round.lifeMs), unit: 'ms' },
    { name: 'asked in vain by the driver, per life', value: of((round) => round.inVain), unit: 'times' },
  ];
}
