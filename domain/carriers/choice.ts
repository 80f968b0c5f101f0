import { compare } from '../values/compare.ts';
import { itemAt } from '../values/list.ts';
import type { Quote } from './quote.ts';

/**
 * The rule that chooses a carrier once the location is known. BALANCED gives cost and days the same weight: each is
 * divided by the highest of all quotes.
 */
export const carrierChoices = ['CHEAPEST', 'FASTEST', 'PREFERRED', 'BALANCED'] as const;
export type CarrierChoice = (typeof carrierChoices)[number];

const unknownLast = (value: number | null): number => value ?? Infinity;

/**
 * Sorts quotes, the best first: the label is requested from the first carrier, and from the next one when that fails.
 * Unknown values rank last; ties are decided by cost, then days, then carrier id.
 */
export function rankQuotes(choice: CarrierChoice, preferred: readonly string[], quotes: readonly Quote[]): Quote[] {
  const keys = keysOf(choice, preferred, quotes);
  return quotes.toSorted((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    const at = left.findIndex((key, i) => key !== right[i]);
    return at === -1 ? compare(a.carrierId, b.carrierId) : itemAt(left, at) - itemAt(right, at);
  });
}

function keysOf(
  choice: CarrierChoice,
  preferred: readonly string[],
  quotes: readonly Quote[],
): (quote: Quote) => number[] {
  const cost = ({ freightMinor }: Quote): number => unknownLast(freightMinor);
  const days = (quote: Quote): number => unknownLast(quote.days);
  const rank = ({ carrierId }: Quote): number =>
    preferred.includes(carrierId) ? preferred.indexOf(carrierId) : preferred.length;
  const share = (of: (quote: Quote) => number): ((quote: Quote) => number) => {
    const most = Math.max(1, ...quotes.map(of).filter(Number.isFinite));
    return (quote) => of(quote) / most;
  };
  const [costShare, daysShare] = [share(cost), share(days)];
  const first: Record<CarrierChoice, (quote: Quote) => number[]> = {
    CHEAPEST: (quote) => [cost(quote), days(quote)],
    FASTEST: (quote) => [days(quote), cost(quote)],
    PREFERRED: (quote) => [rank(quote), cost(quote), days(quote)],
    BALANCED: (quote) => [costShare(quote) + daysShare(quote), cost(quote), days(quote)],
  };
  return first[choice];
}
