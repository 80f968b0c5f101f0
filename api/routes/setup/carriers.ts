// The set-up of carriers: areas and cut-off, and rate cards by CSV.
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { z } from 'zod';
import type { Chunk, ImportLineError } from '../../../db/files/import.ts';
import { minuteOf } from '../../../calendar/opening-hours.ts';
import { checkRateCard, type DatedRate, type RateLine } from '../../../domain/carriers/rate-card.ts';
import { Result } from '../../contract/responses.ts';
import { lineErrorsProblem } from '../../files/line-errors.ts';
import { readCsv } from '../../files/read.ts';
import { rateSheet } from '../../files/sheets.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { int4, key, name, orNull, place } from '../../contract/order-in.ts';
import { timeOfDay, TimeZone } from '../../contract/field-in.ts';
import { putCarrier, listCarriers } from '../../../db/setup/carriers.ts';
import { rateCardOf, replaceRateCard } from '../../../db/setup/rate-cards.ts';

const roles = ['operator'] as const;
const tag = 'set-up';
const params = z.strictObject({ id: key });
const Area = z
  .strictObject({ province: place, city: orNull(place), district: orNull(place), served: z.boolean().default(true) })
  .refine(({ city, district }) => !district || city, { path: ['city'], error: 'a district needs its city' });
const Areas = z
  .array(Area)
  .max(5000)
  .superRefine((areas, context) => {
    const seen = new Set<string>();
    for (const [i, { province, city, district }] of areas.entries()) {
      const area = JSON.stringify([province, city, district]);
      if (seen.has(area)) context.addIssue({ code: 'custom', path: [i], message: 'stands there twice' });
      seen.add(area);
    }
  });
const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
const mostRates = 50_000;

const unknown = (): Problem => new Problem('NOT_FOUND', 'there is no such carrier');

/** All lines of a card, or a Problem that names those with errors. */
async function linesOf(chunks: AsyncIterable<Chunk<DatedRate>>): Promise<RateLine[]> {
  const lines: RateLine[] = [];
  const faults: ImportLineError[] = [];
  for await (const chunk of chunks) {
    lines.push(...chunk.rows.map(({ line, row: rate }) => ({ line, rate })));
    faults.push(...chunk.errors);
    if (lines.length + faults.length > mostRates)
      throw new Problem('PAYLOAD_TOO_LARGE', `a rate card has at most ${mostRates} lines`);
  }
  if (faults.length === 0)
    faults.push(...checkRateCard(lines).map(({ line, field, detail }) => ({ line, column: field, detail })));
  if (faults.length > 0) throw lineErrorsProblem(faults, faults.length);
  return lines;
}

export const carrierSetUpRoutes = [
  route({
    method: 'put',
    path: '/v1/carriers/:id',
    roles,
    needs: 'set-up',
    tag,
    summary:
      'A carrier: the areas that it serves or leaves out, its cut-off, volumetric divisor and same-day radius; ' +
      'its rate card stays',
    params,
    answer: Result,
    body: z.strictObject({
      name,
      timeZone: TimeZone.default('UTC'),
      volumetricDivisor: orNull(int4.min(1)),
      cutOff: timeOfDay.nullish(),
      sameDayRadiusKm: orNull(z.number().positive().max(1000)),
      areas: Areas.default([]),
    }),
    handle: async ({ params: { id }, body: { cutOff, ...body }, deps }) => {
      await putCarrier(deps.orm.em.fork(), { id, ...body, cutOffMinute: cutOff ? minuteOf(cutOff) : null });
      return { id };
    },
  }),
  route({
    method: 'get',
    path: '/v1/carriers',
    roles,
    needs: 'set-up',
    tag,
    summary: 'All carriers, with their areas and the number of their rates',
    answer: Result,
    handle: async ({ deps }) => ({
      items: (await listCarriers(deps.orm.em.fork())).map(({ cutOffMinute, ...carrier }) => ({
        ...carrier,
        cutOff: cutOffMinute === null ? null : timeOf(cutOffMinute),
      })),
    }),
  }),
  route({
    method: 'put',
    path: '/v1/carriers/:id/rate-card',
    roles,
    needs: 'set-up',
    tag,
    summary:
      'Replace its rate card by a CSV file: each lane has one price on each day, without gaps; earlier ' +
      'quotes keep their price',
    params,
    consumes: 'text/csv',
    answer: Result,
    handle: async ({ params: { id }, req, deps }) => {
      const replaced = await replaceRateCard(deps.orm.em.fork(), id, await linesOf(readCsv(req, rateSheet)));
      if (!replaced) throw unknown();
      return { id, ...replaced };
    },
  }),
  route({
    method: 'get',
    path: '/v1/carriers/:id/rate-card',
    roles,
    needs: 'set-up',
    tag,
    summary: 'Its rate card as CSV, in the format of the import',
    params,
    produces: 'text/csv',
    handle: async ({ params: { id }, res, deps }) => {
      const rates = await rateCardOf(deps.orm.em.fork(), id);
      if (!rates) throw unknown();
      res.type('text/csv').attachment(`${id}-rate-card.csv`);
      await pipeline(Readable.from(rates), stringify({ header: true, columns: Object.keys(rateSheet.cells) }), res);
    },
  }),
];
