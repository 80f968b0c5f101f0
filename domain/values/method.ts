// Fulfillment methods and the services that a location offers for them.

export type Method = 'HOME_DELIVERY' | 'STORE_PICKUP';

/** Services that a location may offer: delivery, pickup, and sending goods to the store of a pickup. */
export type Service = Method | 'SHIP_TO_STORE';
