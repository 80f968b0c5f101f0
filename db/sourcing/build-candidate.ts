// One candidate, from what people set up of a place and what moves there: now (db/sourcing/candidates.ts) or at an
// instant of the past (db/replay/past-routings.ts).
import type { Candidate, SameDayThere } from '../../domain/routing/request.ts';
import { parcelQuoter } from '../../domain/routing/parcel-quoter.ts';
import { quotaOn, type LocationSettings } from './location-settings.ts';
import { openHours } from '../../calendar/open-interval-cache.ts';

/** The day (YYYY-MM-DD), the hour (YYYY-MM-DDTHH) and the minute of the day there. */
export interface LocalTime {
  day: string;
  hour: string;
  minute: number;
}

/** What moves; the `…Taken` are places of the quotas of that day and hour. */
export interface LiveFigures extends Pick<
  Candidate,
  'creditScore' | 'backlog' | 'quotaTaken' | 'lastOfferAt' | 'unsoldSince' | 'available'
> {
  local: LocalTime;
  hourTaken: number;
  franchiseTaken: number;
  sameDay?: SameDayThere | undefined;
}

interface CandidateTools {
  hours: ReturnType<typeof openHours>;
  quotes: ReturnType<typeof parcelQuoter>;
}

/** Field by field: spreading a place costs more than all the rest for a thousand of them. */
export function candidateOf(
  place: LocationSettings,
  moving: LiveFigures,
  { hours, quotes }: CandidateTools,
): Candidate {
  const { locationId, kind, partyId, partyKind, province, city, latitude, longitude, hourlyQuota } = place;
  const collecting = place.carriers;
  const { day, hour, minute: localMinute } = moving.local;
  const franchiseLimit = quotaOn(day, place.partyQuota, place.otherPartyQuotas);
  return {
    locationId,
    kind,
    partyId,
    partyKind,
    province,
    city,
    latitude,
    longitude,
    participating: place.participating,
    pausedUntilAt: place.pausedUntilAt,
    autoAccept: place.autoAccept,
    methods: place.methods,
    collecting,
    localMinute,
    quotes: quotes({ province, latitude, longitude, collecting, localMinute }),
    creditScore: moving.creditScore,
    hourlyCapacity: place.hourlyCapacity,
    backlog: moving.backlog,
    quotaLimit: quotaOn(day, place.dailyQuota, place.otherQuotas),
    quotaTaken: moving.quotaTaken,
    quotaDay: day,
    hourlyQuota: hourlyQuota === null ? null : { period: hour, limit: hourlyQuota, taken: moving.hourTaken },
    franchiseQuota: franchiseLimit === null ? null : { limit: franchiseLimit, taken: moving.franchiseTaken },
    lastOfferAt: moving.lastOfferAt,
    unsoldSince: moving.unsoldSince,
    openIntervals: hours(place.schedule),
    available: moving.available,
    ...(moving.sameDay ? { sameDay: moving.sameDay } : {}),
  };
}
