// How goods reach the buyer, and what a location may offer for it.

export type Method = 'HOME_DELIVERY' | 'STORE_PICKUP';

/** What a location may offer: to deliver, to hand over there, to send to the store where a pickup is collected. */
export type Service = Method | 'SHIP_TO_STORE';
