// Past orders under another profile. Each sees its own past stock, so that orders do not influence each other.
import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { figuresOf, outcomeOf, type Figures, type Outcome } from '../../domain/routing/outcome.ts';
import type { Assignment, RoutingPlan } from '../../domain/routing/plan.ts';
import type { RoutingProfile } from '../../domain/routing/profile.ts';
import { planWithShipToStore } from '../../domain/routing/ship-to-store-plan.ts';
import { pastRoutings, assumedUnchanged, type PastRouting, type Span } from './past-routings.ts';
import { loadProfile } from '../sourcing/profiles.ts';

/** One order under both profiles. */
export interface Replayed {
  past: PastRouting;
  was: { plan: RoutingPlan; outcome: Outcome };
  wouldBe: { plan: RoutingPlan; outcome: Outcome };
}
/**
 * `asDecided`: orders that the replay under their own profile assigns as they were assigned; the others depended on
 * state that was not recorded: see `assumedUnchanged`.
 */
export interface WhatIf {
  orders: number;
  asDecided: number;
  changed: number;
  was: Figures;
  wouldBe: Figures;
  assumedUnchanged: string[];
}

/** Replays the first routings of a span under their own profile and under the given one. */
export async function whatIf(
  em: EntityManager,
  ask: Span & { profile: RoutingProfile; each?: (one: Replayed) => void },
): Promise<WhatIf> {
  const profiles = new Map<number, RoutingProfile | null>();
  const sides = { was: [] as Outcome[], wouldBe: [] as Outcome[] };
  const stores = new Set<string>();
  const counts = { orders: 0, asDecided: 0, changed: 0 };
  for await (const past of pastRoutings(em, ask)) {
    const { profileVersion } = past.decided;
    const own = profiles.get(profileVersion) ?? (await loadProfile(em, profileVersion));
    profiles.set(profileVersion, own);
    if (!own) throw new Error(`no routing profile ${profileVersion}`);
    const one: Replayed = { past, was: replay(own, past), wouldBe: replay(ask.profile, past) };
    for (const { kind, locationId } of past.candidates) if (kind === 'STORE') stores.add(locationId);
    sides.was.push(one.was.outcome);
    sides.wouldBe.push(one.wouldBe.outcome);
    counts.orders += 1;
    counts.asDecided += Number(isSame(one.was.plan.assignments, past.decided.assignments));
    counts.changed += Number(!isSame(one.was.plan.assignments, one.wouldBe.plan.assignments));
    ask.each?.(one);
    await setImmediate(); // lets other work of the process run
  }
  return {
    ...counts,
    was: figuresOf(sides.was, [...stores]),
    wouldBe: figuresOf(sides.wouldBe, [...stores]),
    assumedUnchanged,
  };
}

function replay(profile: RoutingProfile, { request, candidates }: PastRouting): Replayed['was'] {
  const plan = planWithShipToStore(profile, request, candidates);
  return { plan, outcome: outcomeOf(plan, request, candidates) };
}

const isSame = (a: readonly Assignment[], b: readonly Assignment[]): boolean => textOf(a) === textOf(b);
const textOf = (assignments: readonly Assignment[]): string =>
  assignments
    .flatMap(({ locationId, lines }) => lines.map(({ lineId, quantity }) => `${locationId} ${lineId} ${quantity}`))
    .toSorted()
    .join();
