// The result of a what-if, for people and for spreadsheets.
import { stringify } from 'csv-stringify/sync';
import type { Replayed, WhatIf } from '../../db/replay/what-if.ts';
import type { Figures, Outcome } from '../../domain/routing/outcome.ts';

const shown = (value: number | null, digits: number): string =>
  value === null ? 'unknown' : value.toLocaleString('en', { maximumFractionDigits: digits });
const percent = (value: number | null): string => (value === null ? 'unknown' : `${shown(value * 100, 1)} %`);
const rows: [string, (figures: Figures) => string][] = [
  ['parcels per order', (f) => shown(f.parcelsPerOrder, 2)],
  ['orders that are split', (f) => shown(f.split, 0)],
  ['orders with units that no location serves', (f) => shown(f.unroutable, 0)],
  [
    'freight, minor units',
    (f) =>
      f.freightMinor === null
        ? 'unknown'
        : `${shown(f.freightMinor, 0)} (${f.freightKnownFor} of ${f.parcels} parcels)`,
  ],
  ['distance, km a parcel', (f) => shown(f.meanKm, 1)],
  ['parcels within the city', (f) => percent(f.sameCityShare)],
  ['load spread over stores (Gini)', (f) => shown(f.storeGini, 3)],
  ['stores passed over for quota', (f) => shown(f.quotaHits, 0)],
];

/** Both profiles side by side, as a table in Markdown. */
export function table({ orders, asDecided, changed, was, wouldBe, assumedUnchanged }: WhatIf, name: string): string {
  return [
    `${orders} orders; ${asDecided} of them are sent by the replay where they were sent then; ` +
      `${changed} go elsewhere under ${name}.`,
    '',
    `| | as it was | ${name} |`,
    '|---|---|---|',
    ...rows.map(([label, of]) => `| ${label} | ${of(was)} | ${of(wouldBe)} |`),
    '',
    `Not written down, and taken as it is today: ${assumedUnchanged.join('; ')}.`,
  ].join('\n');
}

const csvHead = [
  'order',
  'at',
  'profile',
  'how',
  'parcels',
  'locations',
  'freight_minor',
  'km',
  'same_city',
  'unrouted_units',
  'quota_hits',
];

/** One side of an order as a line of the CSV. */
export type CsvLine = (string | number)[];

/** Two lines per order: as it was, and as it would be. */
export const csvLines = ({ past, was, wouldBe }: Replayed): CsvLine[] =>
  [was, wouldBe].map(({ plan, outcome }) => [
    past.channelOrderNumber,
    new Date(past.request.now).toISOString(),
    `${plan.profileName} ${plan.profileVersion}`,
    plan.tried.at(-1)?.how ?? '',
    outcome.parcels.length,
    plan.assignments.map((one) => one.locationId).join(' '),
    known(outcome, (parcel) => parcel.freightMinor),
    known(outcome, (parcel) => parcel.km),
    outcome.parcels.filter((parcel) => parcel.sameCity).length,
    outcome.unroutedUnits,
    outcome.quotaHits,
  ]);

/** The whole file, with its headings. */
export const csv = (lines: CsvLine[]): string => stringify([csvHead, ...lines]);

/** The sum over the parcels, empty when one is unknown. */
function known({ parcels }: Outcome, of: (parcel: Outcome['parcels'][number]) => number | null): string {
  const values = parcels.map(of);
  return values.includes(null) ? '' : String(values.reduce<number>((all, one) => all + (one ?? 0), 0));
}
