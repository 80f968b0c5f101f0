// Candidates for routing: every location with one of the wanted products, and the named ones. One statement reads the
// live figures; the settings are cached.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CarrierTerms } from '../../domain/carriers/terms.ts';
import { defaultCreditPolicy } from '../../domain/performance/credit.ts';
import { parcelQuoter } from '../../domain/routing/parcel-quoter.ts';
import type { RoutingFacts, RoutingNeed } from '../../domain/handle.ts';
import { namedLocations, type Candidate, type SameDayService } from '../../domain/routing/request.ts';
import { locationsWithMoves, type CountersByLocation, type PendingMoves } from '../../domain/sourcing/pending-moves.ts';
import { termsParameters } from './carrier-terms.ts';
import { sameDayParameters } from '../setup/delivery-slots.ts';
import { buildCandidate, type LocalTime, type LiveFigures } from './build-candidate.ts';
import { locationSettingsOf, type LocationSettings } from './location-settings.ts';
import { openHours } from '../../calendar/open-interval-cache.ts';

/**
 * The result of routing_facts (db/schema/functions). `shelves` are parallel lists: one row per product at a location,
 * and one per named location, whose `sku` (otherwise an index of the wanted ones) is null. `local` is the time per time
 * zone, `partyTaken` per party and day; the rest is per location, and null when it was not requested.
 */
interface FactsRow {
  shelves: {
    revision: number[] | null;
    sku: (number | null)[];
    units: number[];
    dayTaken: (number | null)[];
    hourTaken: (number | null)[];
  };
  local: Record<string, string>;
  partyTaken: Record<string, number> | null;
  terms: CarrierTerms[];
  counters: CountersByLocation | null;
  credit: Record<string, number> | null;
  backlog: Record<string, number> | null;
  lastOffer: Record<string, string | null> | null;
  unsold: Record<string, Record<string, string>> | null;
  sameDay: Record<string, SameDayService> | null;
}

const tries = 8;

/**
 * The candidates of a request at this statement's now(): every location with one of the products, those that the
 * request names and those whose stock the change has moved; with the terms of the carriers that may be asked.
 */
export async function readCandidates(
  em: EntityManager,
  { request, fields, pending }: Pick<RoutingNeed, 'request' | 'fields'> & { pending?: PendingMoves },
): Promise<RoutingFacts> {
  const skus = [...new Set(request.lines.map((l) => l.sku))];
  const moved = pending ? locationsWithMoves(pending) : [];
  const asked = JSON.stringify({
    skus,
    named: [...new Set([...namedLocations(request), ...moved])],
    moved,
    reads: [...fields],
    ...sameDayParameters(request),
    ...termsParameters(request.destination, request.now),
  });
  for (let attempt = 1; attempt <= tries; attempt++) {
    const [row] = await em.execute<{ facts: FactsRow }[]>('select routing_facts(?) as facts', [asked]);
    if (!row) throw new Error('routing_facts has answered nothing');
    const { facts } = row;
    const stock = stockByRevision(facts, skus);
    const settings = await locationSettingsOf(em, [...stock.keys()]);
    if (!settings) continue;
    return {
      carriers: facts.terms,
      counters: facts.counters ?? {},
      candidates: candidatesOf(facts, { settings, stock: [...stock.values()], request }),
    };
  }
  throw new Error('locations change faster than they can be read');
}

function candidatesOf(
  facts: FactsRow,
  {
    settings,
    stock,
    request,
  }: { settings: LocationSettings[]; stock: LocationStock[]; request: RoutingNeed['request'] },
): Candidate[] {
  const times = localTimes(facts);
  const tools = { hours: openHours(request.now), quotes: parcelQuoter(facts.terms, request) };
  return settings.map((place, i) => {
    const [local, lies] = [times.get(place.timeZone), stock[i]];
    if (!local || !lies) throw new Error(`routing_facts has left out ${place.locationId}`);
    return buildCandidate(place, liveFiguresOf(place, lies, { facts, local }), tools);
  });
}

/** The stock at one location, and the first of its rows. */
interface LocationStock {
  row: number;
  available: [sku: string, units: number][];
}

/** The stock per location, by the location's revision. */
function stockByRevision({ shelves }: FactsRow, skus: readonly string[]): Map<number, LocationStock> {
  const stock = new Map<number, LocationStock>();
  for (const [row, revision] of (shelves.revision ?? []).entries()) {
    const one = stock.get(revision) ?? { row, available: [] };
    if (one.row === row) stock.set(revision, one);
    const sku = shelves.sku[row] ?? null;
    if (sku !== null) one.available.push([skus[sku] ?? '', shelves.units[row] ?? 0]);
  }
  return stock;
}

/** The local time per time zone. */
const localTimes = ({ local }: FactsRow): Map<string, LocalTime> =>
  new Map(
    Object.entries(local ?? {}).map(([timeZone, at]) => [
      timeZone,
      { day: at.slice(0, 10), hour: at.slice(0, 13), minute: Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16)) },
    ]),
  );

const lookUp = <T>(by: Record<string, T> | null, key: string): T | undefined =>
  by !== null && Object.hasOwn(by, key) ? by[key] : undefined;
const instantOf = (at: string | null | undefined): number | null =>
  at === null || at === undefined ? null : Date.parse(at);
const unsoldSince = (sold: Record<string, string> | undefined): Record<string, number> =>
  sold ? Object.fromEntries(Object.entries(sold).map(([sku, at]) => [sku, Date.parse(at)])) : {};

function liveFiguresOf(
  { locationId, partyId }: LocationSettings,
  { row, available }: LocationStock,
  { facts, local }: { facts: FactsRow; local: LocalTime },
): LiveFigures {
  return {
    local,
    available: Object.fromEntries(available),
    quotaTaken: facts.shelves.dayTaken[row] ?? 0,
    hourTaken: facts.shelves.hourTaken[row] ?? 0,
    franchiseTaken: facts.partyTaken === null ? 0 : (lookUp(facts.partyTaken, `${partyId}|${local.day}`) ?? 0),
    creditScore: lookUp(facts.credit, locationId) ?? defaultCreditPolicy.base,
    backlog: lookUp(facts.backlog, locationId) ?? 0,
    lastOfferAt: instantOf(lookUp(facts.lastOffer, locationId)),
    unsoldSince: unsoldSince(lookUp(facts.unsold, locationId)),
    sameDay: lookUp(facts.sameDay, locationId),
  };
}
