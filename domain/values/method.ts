// How goods reach the buyer, and what a location may offer for it.

export const methods = ['HOME_DELIVERY', 'STORE_PICKUP'] as const;
export type Method = (typeof methods)[number];

/** What a location may offer: to deliver, to hand over there, to send to the store where a pickup is collected. */
export const services = [...methods, 'SHIP_TO_STORE'] as const;
export type Service = (typeof services)[number];
