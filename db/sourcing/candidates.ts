// Locations as routing sees them: everything that keeps one of the wanted products, and those named. What moves is read
// by one statement; what people set up is at hand.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CarrierTerms } from '../../domain/carriers/terms.ts';
import { defaultCreditPolicy } from '../../domain/performance/credit.ts';
import { parcelQuoter } from '../../domain/routing/parcel-quoter.ts';
import type { Candidate, CandidateField, RoutingRequest, SameDayThere } from '../../domain/routing/request.ts';
import { termsFor } from './carrier-terms.ts';
import { sameDayFor } from '../setup/delivery-slots.ts';
import { candidateOf, type LocalTime, type LiveFigures } from './build-candidate.ts';
import { locationSettingsOf, type LocationSettings } from './location-settings.ts';
import { openHours } from '../../calendar/open-interval-cache.ts';

/**
 * What routing_facts (db/schema/functions) gives. `shelves` are lists side by side: a row for each product at a
 * location and for each location that is named, whose `sku`, else an index of the wanted ones, is null. `local` is the
 * time by time zone, `partyTaken` by party and day; the rest is by location, and null when it is not wanted.
 */
interface Facts {
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
  credit: Record<string, number> | null;
  backlog: Record<string, number> | null;
  lastOffer: Record<string, string | null> | null;
  unsold: Record<string, Record<string, string>> | null;
  sameDay: Record<string, SameDayThere> | null;
}

const tries = 8;

/**
 * Candidates for a request, as of this transaction's now(): every location that has one of the products, and those that
 * are named; with the terms of the carriers that may be asked.
 */
export async function loadCandidates(
  em: EntityManager,
  request: RoutingRequest,
  reads: ReadonlySet<CandidateField>,
): Promise<{ candidates: Candidate[]; carriers: CarrierTerms[] }> {
  const skus = [...new Set(request.lines.map((l) => l.sku))];
  const named = [...new Set([request.pickupLocationId, request.onlyLocationId])].filter((id) => id !== null);
  const asked = JSON.stringify({
    skus,
    named,
    reads: [...reads],
    ...sameDayFor(request),
    ...termsFor(request.destination, request.now),
  });
  for (let attempt = 1; attempt <= tries; attempt++) {
    const [row] = await em.execute<{ facts: Facts }[]>('select routing_facts(?) as facts', [asked]);
    const { facts } = row as { facts: Facts };
    const there = stockByRevision(facts, skus);
    const places = await locationSettingsOf(em, [...there.keys()]);
    if (!places) continue;
    const times = localTimes(facts);
    const making = { hours: openHours(request.now), quotes: parcelQuoter(facts.terms, request) };
    return {
      carriers: facts.terms,
      candidates: [...there.values()].map((one, at) => {
        const place = places[at] as LocationSettings;
        return candidateOf(
          place,
          liveFiguresOf(place, one, { facts, local: times.get(place.timeZone) as LocalTime }),
          making,
        );
      }),
    };
  }
  throw new Error('locations change faster than they can be read');
}

/** What lies at one location, and the first row that tells of it. */
interface LocationStock {
  row: number;
  available: [sku: string, units: number][];
}

/** What lies where, by the revision of the location. */
function stockByRevision({ shelves }: Facts, skus: readonly string[]): Map<number, LocationStock> {
  const there = new Map<number, LocationStock>();
  for (const [row, revision] of (shelves.revision ?? []).entries()) {
    const one = there.get(revision) ?? { row, available: [] };
    if (one.row === row) there.set(revision, one);
    const sku = shelves.sku[row] ?? null;
    if (sku !== null) one.available.push([skus[sku] ?? '', shelves.units[row] ?? 0]);
  }
  return there;
}

/** What time it is there, by time zone. */
const localTimes = ({ local }: Facts): Map<string, LocalTime> =>
  new Map(
    Object.entries(local ?? {}).map(([timeZone, at]) => [
      timeZone,
      { day: at.slice(0, 10), hour: at.slice(0, 13), minute: Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16)) },
    ]),
  );

const under = <T>(by: Record<string, T> | null, key: string): T | undefined =>
  by !== null && Object.hasOwn(by, key) ? by[key] : undefined;
const instantOf = (at: string | null | undefined): number | null =>
  at === null || at === undefined ? null : Date.parse(at);
const unsoldSince = (sold: Record<string, string> | undefined): Record<string, number> =>
  sold ? Object.fromEntries(Object.entries(sold).map(([sku, at]) => [sku, Date.parse(at)])) : {};

function liveFiguresOf(
  { locationId, partyId }: LocationSettings,
  { row, available }: LocationStock,
  { facts, local }: { facts: Facts; local: LocalTime },
): LiveFigures {
  return {
    local,
    available: Object.fromEntries(available),
    quotaTaken: facts.shelves.dayTaken[row] ?? 0,
    hourTaken: facts.shelves.hourTaken[row] ?? 0,
    franchiseTaken: facts.partyTaken === null ? 0 : (under(facts.partyTaken, `${partyId}|${local.day}`) ?? 0),
    creditScore: under(facts.credit, locationId) ?? defaultCreditPolicy.base,
    backlog: under(facts.backlog, locationId) ?? 0,
    lastOfferAt: instantOf(under(facts.lastOffer, locationId)),
    unsoldSince: unsoldSince(under(facts.unsold, locationId)),
    sameDay: under(facts.sameDay, locationId),
  };
}
