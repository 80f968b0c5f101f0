// A candidate, built from a location's settings and its live figures: current ones (db/sourcing/candidates.ts) or past
// ones (db/replay/past-routings.ts).
import type { Candidate, SameDayService } from '../../domain/routing/request.ts';
import { parcelQuoter } from '../../domain/routing/parcel-quoter.ts';
import { quotaOn, type LocationSettings } from './location-settings.ts';
import { openHours } from '../../calendar/open-interval-cache.ts';

/** The local day (YYYY-MM-DD), hour (YYYY-MM-DDTHH) and minute of the day. */
export interface LocalTime {
  day: string;
  hour: string;
  minute: number;
}

/** The figures that change with every order; `…Taken` are units of the quotas of that day and hour. */
export interface LiveFigures extends Pick<
  Candidate,
  'creditScore' | 'backlog' | 'quotaTaken' | 'lastOfferAt' | 'unsoldSince' | 'available'
> {
  local: LocalTime;
  hourTaken: number;
  franchiseTaken: number;
  sameDay?: SameDayService | undefined;
}

interface CandidateTools {
  hours: ReturnType<typeof openHours>;
  quotes: ReturnType<typeof parcelQuoter>;
}

/** Builds a candidate field by field: spreading the settings costs more than all the rest for a thousand locations. */
export function buildCandidate(
  location: LocationSettings,
  figures: LiveFigures,
  { hours, quotes }: CandidateTools,
): Candidate {
  const { locationId, kind, partyId, partyKind, province, city, latitude, longitude, hourlyQuota } = location;
  const collectingCarriers = location.carriers;
  const { day, hour, minute: localMinute } = figures.local;
  const franchiseLimit = quotaOn(day, location.partyQuota, location.otherPartyQuotas);
  return {
    locationId,
    kind,
    partyId,
    partyKind,
    province,
    city,
    latitude,
    longitude,
    participating: location.participating,
    pausedUntilAt: location.pausedUntilAt,
    autoAccept: location.autoAccept,
    methods: location.methods,
    collectingCarriers,
    localMinute,
    quotes: quotes({ province, latitude, longitude, collectingCarriers, localMinute }),
    creditScore: figures.creditScore,
    hourlyCapacity: location.hourlyCapacity,
    backlog: figures.backlog,
    quotaLimit: quotaOn(day, location.dailyQuota, location.otherQuotas),
    quotaTaken: figures.quotaTaken,
    quotaDay: day,
    hourlyQuota: hourlyQuota === null ? null : { period: hour, limit: hourlyQuota, taken: figures.hourTaken },
    franchiseQuota: franchiseLimit === null ? null : { limit: franchiseLimit, taken: figures.franchiseTaken },
    lastOfferAt: figures.lastOfferAt,
    unsoldSince: figures.unsoldSince,
    openIntervals: hours(location.schedule),
    available: figures.available,
    ...(figures.sameDay ? { sameDay: figures.sameDay } : {}),
  };
}
