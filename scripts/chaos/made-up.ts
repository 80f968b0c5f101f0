// Generated orders of every kind, in the format of the sample: three cities with stores, a few popular products, buyers
// with and without coordinates.
import type { OlistFile, OlistOrder } from '../olist/file.ts';
import { diceFor } from '../simulation/random.ts';

const cities = [
  { city: 'campinas', state: 'SP', lat: -22.9, lng: -47 },
  { city: 'santos', state: 'SP', lat: -23.9, lng: -46.3 },
  { city: 'niteroi', state: 'RJ', lat: -22.8, lng: -43.1 },
] as const;
const stores = 15;
const products = 25;

/** Generates orders; a seed always gives the same. */
export function madeUp(seed: number, orders: number): OlistFile {
  const nodes = Array.from({ length: stores }, (_, at) => {
    const { lat, lng, ...place } = cities[at % cities.length] as (typeof cities)[number];
    return { id: `n${at}`, ...place, lat: lat + at / 200, lng: lng + at / 300 };
  });
  return {
    source: `made up from seed ${seed}`,
    currency: 'BRL',
    nodes,
    orders: Array.from({ length: orders }, (_, at) => orderOf(seed, at)),
  };
}

function orderOf(seed: number, at: number): OlistOrder {
  const dice = diceFor(seed, `made up ${at}`);
  const { lat, lng, ...place } = dice.pick(cities);
  const lines = [...new Set(Array.from({ length: 1 + dice.below(3) }, () => dice.below(products)))].map((n) => ({
    sku: `s${n}`,
    soldBy: `n${n % stores}`,
    quantity: 1 + dice.below(3),
    unitPriceCentavos: 500 + 137 * n,
    freightCentavos: 100 + 10 * n,
    category: null,
    weightGrams: null,
  }));
  const total = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCentavos + line.freightCentavos, 0);
  const voucher = dice.chance(0.2) ? Math.floor(total / 3) : 0;
  return {
    order: `o${at}`,
    placedAt: '2018-01-31T19:30:37-03:00',
    outcome: 'delivered',
    customer: {
      id: `c${dice.below(50)}`,
      postcode: '13000',
      ...place,
      ...(dice.chance(0.1) ? { lat: null, lng: null } : { lat, lng }),
    },
    lines,
    payments: [
      { type: 'credit_card', centavos: total - voucher },
      ...(voucher > 0 ? [{ type: 'voucher', centavos: voucher }] : []),
    ],
  };
}
