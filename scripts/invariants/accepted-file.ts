import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { AcceptedOrder } from '../../db/invariants/check.ts';

const Line = z.object({ channel: z.string(), number: z.string(), hash: z.string() });

/** The accepted orders of a file, one JSON object per line; throws with the number of an invalid line. */
export async function* acceptedOrders(path: string): AsyncGenerator<AcceptedOrder> {
  let at = 0;
  for await (const text of createInterface({ input: createReadStream(path, 'utf8') })) {
    at += 1;
    if (text.trim() === '') continue;
    yield parse(text, `${path}:${at}`);
  }
}

function parse(text: string, where: string): AcceptedOrder {
  try {
    return Line.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${where} is no accepted order: ` +
        `${error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message}`,
    );
  }
}
