import type { Quote } from './quote.ts';

/**
 * How a carrier is chosen once the location is: BALANCED weighs cost and days alike, each measured by the dearest and
 * the slowest of the quotes.
 */
export const carrierChoices = ['CHEAPEST', 'FASTEST', 'PREFERRED', 'BALANCED'] as const;
export type CarrierChoice = (typeof carrierChoices)[number];

const unknownLast = (value: number | null): number => value ?? Infinity;

/**
 * Quotes, the best first: the label is asked of the first, and of the next when that fails. What is not known ranks
 * last; ties by cost, then days, then id.
 */
export function inOrderOfChoice(
  choice: CarrierChoice,
  preferred: readonly string[],
  quotes: readonly Quote[],
): Quote[] {
  const keys = keysOf(choice, preferred, quotes);
  return quotes.toSorted((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    const at = left.findIndex((key, i) => key !== right[i]);
    return at < 0 ? (a.carrierId < b.carrierId ? -1 : 1) : (left[at] as number) < (right[at] as number) ? -1 : 1;
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
    const most = Math.max(...quotes.map(of).filter(Number.isFinite), 0);
    return (quote) => (most === 0 || !Number.isFinite(of(quote)) ? of(quote) : of(quote) / most);
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
