// Canonical forms of names that people and platforms write in more than one way.

/** Half width, composed characters, single spaces, none at either end. */
const tidy = (written: string): string => written.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();

/**
 * The form in which products are stored and compared: `A1 `, `Ａ１` and `A1` are one product. Capitals differ. Letters,
 * digits and signs of every script are allowed, such as `MUSIC/CD 12`, `A+B`, `Größe#3`.
 */
export const productCode = tidy;

/**
 * The form in which order numbers are compared: `1001`, `1001 ` and `#1001` are one order of its channel. Capitals
 * differ, because some platforms count with them.
 */
export const orderNumberKey = (written: string): string => tidy(written).replace(/^#\s*(?=.)/, '');
