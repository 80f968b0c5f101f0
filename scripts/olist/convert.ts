// Real orders of a Brazilian marketplace converted to our orders and locations. Pure: the same file gives the same
// retailer.
import { z } from 'zod';
import type { PlaceOrder } from '../../api/contract/order-in.ts';
import type { SeedLocation, SeedParty, SeedProduct } from '../../db/seed/retailer.ts';
import type { HoursRange } from '../../domain/values/time.ts';
import type { OlistFile, OlistOrder } from './file.ts';
import type { FundSource } from '../../domain/pricing/fund-allocation.ts';

/** An order as a channel sends it. */
export type OrderBody = z.input<typeof PlaceOrder>;
export interface OlistRetailer {
  party: SeedParty;
  locations: SeedLocation[];
  products: SeedProduct[];
  orders: OrderBody[];
}

/** The payments of some orders differ from lines and freight by a centavo or two; the channel tolerates it. */
export const olistToleranceMinor = 2;

const timeZone = 'America/Sao_Paulo';
const always: HoursRange[] = [['00:00', '24:00']];
const everyDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, always]));

/**
 * Sellers' cities become stores that are open round the clock, except the first, which never opens; `prefix` separates
 * the ids of several runs.
 */
export function convertOlist(file: OlistFile, prefix = ''): OlistRetailer {
  const party: SeedParty = { id: `${prefix}olist`, name: 'Olist sellers', kind: 'FRANCHISEE' };
  return {
    party,
    locations: file.nodes.map((node, at): SeedLocation => ({
      id: prefix + node.id,
      name: `Loja ${node.id}, ${node.city}`,
      kind: 'STORE',
      partyId: party.id,
      province: node.state,
      city: node.city,
      district: null,
      latitude: node.lat,
      longitude: node.lng,
      timeZone,
      openingHours: { weekly: at === 0 ? {} : everyDay, special: {} },
      autoAccept: false,
      carriers: ['sandbox'],
      dailyQuota: null,
    })),
    products: productsOf(file, prefix),
    orders: file.orders.map((order) => orderOf(order, prefix)),
  };
}

function productsOf({ orders }: OlistFile, prefix: string): SeedProduct[] {
  const lines = new Map(orders.flatMap((order) => order.lines).map((line) => [line.sku, line]));
  return [...lines.values()].map(({ sku, category, unitPriceCentavos, weightGrams }) => ({
    sku: prefix + sku,
    name: `${category ?? 'outros'} ${sku}`,
    nameEn: null,
    category: category ?? 'outros',
    unitPriceMinor: unitPriceCentavos,
    weightGrams,
  }));
}

function orderOf({ order, placedAt, customer, lines, payments }: OlistOrder, prefix: string): OrderBody {
  const name = `Cliente ${customer.id}`;
  const coordinates =
    customer.lat === null || customer.lng === null ? {} : { latitude: customer.lat, longitude: customer.lng };
  return {
    channelOrderNumber: prefix + order,
    placedAt,
    currency: 'BRL',
    method: 'HOME_DELIVERY',
    buyer: { id: customer.id, name },
    address: {
      name,
      phone: `+55 ${customer.postcode}`,
      province: customer.state,
      city: customer.city,
      line: `CEP ${customer.postcode}`,
      postcode: customer.postcode,
      ...coordinates,
    },
    lines: lines.map(({ sku, quantity, unitPriceCentavos }, at) => ({
      lineId: String(at + 1),
      sku: prefix + sku,
      quantity,
      unitPriceMinor: unitPriceCentavos,
    })),
    shippingMinor: lines.reduce((sum, { freightCentavos }) => sum + freightCentavos, 0),
    payments: payments.map(({ type, centavos }, at) => ({
      paymentId: `p${at + 1}`,
      tender: type.toUpperCase(),
      fundSource: fundSourceOf(type),
      amountMinor: centavos,
      status: 'CAPTURED' as const,
      reference: `${order}-${at + 1}`,
    })),
  };
}

/** A voucher is paid by the platform, everything else by the buyer. */
const fundSourceOf = (type: string): FundSource => (type === 'voucher' ? 'PLATFORM_COUPON' : 'BUYER');
