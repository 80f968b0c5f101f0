/**
 * The SQL condition that order `o` has the number of this expression, which is in the form of `orderNumberKey`.
 * Capitals differ; the first half lets the index `orders_number` serve it, which also finds numbers whatever their
 * capitals.
 */
export const hasNumber = (key: string): string => `lower(o.number_key) = lower(${key}) and o.number_key = ${key}`;
