// Fulfillment methods and the services that a location offers for them.

export const methods = ['HOME_DELIVERY', 'STORE_PICKUP'] as const;
export type Method = (typeof methods)[number];

/** Services that a location may offer: delivery, pickup, and sending goods to the store of a pickup. */
export const services = [...methods, 'SHIP_TO_STORE'] as const;
export type Service = (typeof services)[number];
