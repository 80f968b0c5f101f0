// All criteria that a profile can name. A new criterion is one file and one entry here; the API's checks and
// documentation follow.
import type { Condition, Eligibility, RankingCriterion } from './criterion.ts';
import { campaignWindow } from './conditions/campaign-window.ts';
import { channel } from './conditions/channel.ts';
import { goodsClass as ofGoodsClass } from './conditions/goods-class.ts';
import { lineCount } from './conditions/line-count.ts';
import { method } from './conditions/method.ts';
import { orderValue } from './conditions/order-value.ts';
import { region as toRegion } from './conditions/region.ts';
import { timeLeft } from './conditions/time-left.ts';
import { backlog } from './eligibility/backlog.ts';
import { carrierReach } from './eligibility/carrier-reach.ts';
import { channelAssortment } from './eligibility/channel-assortment.ts';
import { chosenLocation } from './eligibility/chosen-location.ts';
import { creditFloor } from './eligibility/credit-floor.ts';
import { deliverySlot } from './eligibility/delivery-slot.ts';
import { exclusion } from './eligibility/exclusion.ts';
import { franchiseQuota } from './eligibility/franchise-quota.ts';
import { hourlyQuota } from './eligibility/hourly-quota.ts';
import { goodsClass } from './eligibility/goods-class.ts';
import { greatestDistance } from './eligibility/greatest-distance.ts';
import { methodOffered } from './eligibility/method-offered.ts';
import { openingInTime } from './eligibility/opening-in-time.ts';
import { participation } from './eligibility/participation.ts';
import { pickupStore } from './eligibility/pickup-store.ts';
import { sameDay } from './eligibility/same-day.ts';
import { sameDayRadius } from './eligibility/same-day-radius.ts';
import { stock } from './eligibility/stock.ts';
import { storeQuota } from './eligibility/store-quota.ts';
import { creditScore } from './ranking/credit-score.ts';
import { distance } from './ranking/distance.ts';
import { fairShare } from './ranking/fair-share.ts';
import { fastest } from './ranking/fastest.ts';
import { freight } from './ranking/freight.ts';
import { loadShare } from './ranking/load-share.ts';
import { locationKind } from './ranking/location-kind.ts';
import { longestUnsold } from './ranking/longest-unsold.ts';
import { opening } from './ranking/opening.ts';
import { priority } from './ranking/priority.ts';
import { promisedDate } from './ranking/promised-date.ts';
import { region } from './ranking/region.ts';
import { stockQuantity } from './ranking/stock-quantity.ts';
import type { ProfileData, CriterionUse } from './profile.ts';
import type { CandidateField } from './request.ts';

/** Criteria that apply under every profile, before all others. */
export const mandatoryEligibility: readonly Eligibility[] = [
  participation,
  pickupStore,
  chosenLocation,
  carrierReach,
  sameDay,
  deliverySlot,
  exclusion,
  stock,
];

const conditions: readonly Condition[] = [
  channel,
  method,
  orderValue,
  lineCount,
  ofGoodsClass,
  toRegion,
  campaignWindow,
  timeLeft,
];
const eligibilities: readonly Eligibility[] = [
  openingInTime,
  methodOffered,
  goodsClass,
  channelAssortment,
  backlog,
  storeQuota,
  hourlyQuota,
  franchiseQuota,
  creditFloor,
  greatestDistance,
  sameDayRadius,
];
const rankings: readonly RankingCriterion[] = [
  opening,
  locationKind,
  region,
  freight,
  stockQuantity,
  longestUnsold,
  distance,
  priority,
  creditScore,
  loadShare,
  fairShare,
  promisedDate,
  fastest,
];
export const register = {
  conditions: byName(conditions),
  eligibility: byName(eligibilities),
  ranking: byName(rankings),
} as const;

function byName<T extends { name: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.name, one]));
}

/** The criterion that a profile names. Throws on an unknown name, because skipping it would route wrongly. */
export function criterionNamed<T>(of: ReadonlyMap<string, T>, { criterion }: CriterionUse): T {
  const found = of.get(criterion);
  if (!found) throw new RangeError(`There is no routing criterion named ${criterion}`);
  return found;
}

/** The fields of candidates that this profile needs in addition to those that are always loaded. */
export function neededFields({ rules }: ProfileData): Set<CandidateField> {
  const used = rules.flatMap((rule) => [
    ...rule.eligibility.map((use) => criterionNamed(register.eligibility, use)),
    ...rule.ranking.criteria.map((use) => criterionNamed(register.ranking, use)),
  ]);
  return new Set(used.flatMap((criterion) => criterion.needs ?? []));
}
