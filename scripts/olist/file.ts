// The format of the sample cut from the public Olist data set. The data is never part of this repository: its path is
// given.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Place = { city: z.string(), state: z.string(), lat: z.number().nullable(), lng: z.number().nullable() };
const centavos = z.int().min(0);
const OlistOrder = z.object({
  order: z.string(),
  placedAt: z.string(),
  outcome: z.string(),
  customer: z.object({ id: z.string(), postcode: z.string(), ...Place }),
  lines: z
    .array(
      z.object({
        sku: z.string(),
        soldBy: z.string(),
        quantity: z.int().min(1),
        unitPriceCentavos: centavos,
        freightCentavos: centavos,
        category: z.string().nullable(),
        weightGrams: z.int().nullable(),
      }),
    )
    .min(1),
  payments: z.array(z.object({ type: z.string(), centavos })),
});
const OlistFile = z.object({
  source: z.string(),
  currency: z.literal('BRL'),
  nodes: z.array(z.object({ id: z.string(), ...Place })).min(1),
  orders: z.array(OlistOrder),
});

export type OlistOrder = z.output<typeof OlistOrder>;
export type OlistFile = z.output<typeof OlistFile>;

/** Reads such a file; throws one sentence about its error. */
export function readOlistFile(path: string): OlistFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
  const parsed = OlistFile.safeParse(content);
  if (!parsed.success)
    throw new Error(`${path} is not in the expected format:\n${z.prettifyError(parsed.error).slice(0, 1000)}`);
  return parsed.data;
}
