// Carriers: areas, terms, rates.
import { defineEntity, p } from '@mikro-orm/core';
import { dayRange } from './day-range.ts';

/** A carrier. Its webhooks are signed with a secret from the environment, which is not stored here. */
const CarrierSchema = defineEntity({
  name: 'Carrier',
  tableName: 'carrier',
  properties: {
    id: p.string().primary().length(80),
    name: p.string(),
    timeZone: p.string().default('UTC').comment('whose days the rate card means'),
    volumetricDivisor: p.integer().strictNullable().comment('cm³ that count as a kilogram; null = only weight counts'),
    cutOffMinute: p.integer().strictNullable().comment('local minute of the day at the location; null = none'),
    sameDayRadiusKm: p.double().$type<number>().strictNullable(),
    areas: () => p.oneToMany(CarrierArea).mappedBy('carrier'),
    /** The number of lines of its rate card. */
    rates: p
      .integer()
      .formula((of) => `(select count(*)::int from carrier_rate r where r.carrier_id = ${of.id})`)
      .lazy(),
  },
});
export class Carrier extends CarrierSchema.class {}
CarrierSchema.setClass(Carrier);

/**
 * An area that the carrier serves, or excludes from a wider area; an empty city is the whole province, an empty
 * district the whole city.
 */
const CarrierAreaSchema = defineEntity({
  name: 'CarrierArea',
  tableName: 'carrier_area',
  properties: {
    carrier: () => p.manyToOne(Carrier).primary().createForeignKeyConstraint(false),
    province: p.string().primary().length(100),
    city: p.string().primary().length(100),
    district: p.string().primary().length(100),
    served: p.boolean(),
  },
});
export class CarrierArea extends CarrierAreaSchema.class {}
CarrierAreaSchema.setClass(CarrierArea);

export const CarrierRate = defineEntity({
  name: 'CarrierRate',
  tableName: 'carrier_rate',
  indexes: [
    {
      name: 'carrier_rate_lane',
      expression: 'create index carrier_rate_lane on carrier_rate (carrier_id, to_province, to_city)',
    },
  ],
  properties: {
    carrierId: p.string().primary().length(80),
    line: p.integer().primary().comment('of the file it came from'),
    zone: p.string().length(40),
    fromProvince: p.string().length(100).strictNullable(),
    toProvince: p.string().length(100).strictNullable(),
    toCity: p.string().length(100).strictNullable(),
    firstGrams: p.integer(),
    firstMinor: p.bigint('number'),
    furtherGrams: p.integer(),
    furtherMinor: p.bigint('number'),
    transitDays: p.integer(),
    validity: dayRange(),
  },
});
export const carrierEntities = [Carrier, CarrierArea, CarrierRate];
