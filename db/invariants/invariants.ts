// All invariants, I1 to I12.
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { acceptedOrdersAreThere } from './accepted.ts';
import type { Check, CheckResult, CheckOptions, Violation } from './check.ts';
import { codesAndLabelsEnd } from './endings.ts';
import { offersHaveOneOutcome } from './offers.ts';
import { refundsStayWithinCaptures } from './payments.ts';
import { quantitiesAddUp } from './quantities.ts';
import { refundsMatchFundAllocations } from './refunds.ts';
import { reservationsHold } from './reservations.ts';
import { fundAllocationsAddUp } from './fund-allocations.ts';
import { nothingOversold, stockIsItsLedger } from './stock.ts';
import { timelinesAreChains } from './timeline.ts';
import { everyWaitEnds } from './waits.ts';
import { workflowsMatchOrders } from './workflows.ts';
import { writeBacksKeepOrder } from './write-backs.ts';

const databaseChecks: Check[] = [
  stockIsItsLedger,
  nothingOversold,
  quantitiesAddUp,
  reservationsHold,
  acceptedOrdersAreThere,
  everyWaitEnds,
  fundAllocationsAddUp,
  refundsMatchFundAllocations,
  refundsStayWithinCaptures,
  offersHaveOneOutcome,
  codesAndLabelsEnd,
  timelinesAreChains,
  writeBacksKeepOrder,
];

/** Returns every violation that this connection sees; writes nothing. */
export async function checkInvariants(em: EntityManager, options: CheckOptions = {}): Promise<Violation[]> {
  const checked = await run(em, { checks: [...databaseChecks, workflowsMatchOrders], options });
  return checked.flatMap((one) => one.violations);
}

/**
 * Returns the result of every check. The database is read at one instant and may be in use; Temporal is asked
 * afterwards.
 */
export async function inspect(orm: MikroORM, options: CheckOptions = {}): Promise<CheckResult[]> {
  const inside = await orm.em.fork().transactional((em) => run(em, { checks: databaseChecks, options }), {
    isolationLevel: 'repeatable read',
    readOnly: true,
  });
  const outside = await run(orm.em.fork(), { checks: [workflowsMatchOrders], options });
  const number = ({ invariant }: CheckResult): number => Number(invariant.slice(1));
  return [...inside, ...outside].toSorted((a, b) => number(a) - number(b));
}

async function run(
  em: EntityManager,
  { checks, options }: { checks: Check[]; options: CheckOptions },
): Promise<CheckResult[]> {
  const found: CheckResult[] = [];
  for (const check of checks) {
    const checked = await check(em, options);
    if (checked) found.push(checked);
  }
  return found;
}
