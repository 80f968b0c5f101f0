// The ORM type of instants: text with the full precision of the database.
import { p, Type, type EntityProperty, type Platform } from '@mikro-orm/core';

/**
 * An instant with the full precision of the database: ISO 8601 in UTC with microseconds, or `infinity`. A Date would
 * lose the order of two rows in the same millisecond.
 */
class InstantType extends Type<string | null, string | null> {
  /** The connection is in UTC and gives `2026-11-22 10:00:00.123456+00`. */
  override convertToJSValue(stored: string | null): string | null {
    return stored === null ? null : stored.replace(/^([\d-]+) ([\d:.]+)\+00$/, '$1T$2+00:00');
  }
  override compareAsType(): string {
    return 'string';
  }
  override getColumnType(prop: EntityProperty, platform: Platform): string {
    return platform.getDateTimeTypeDeclarationSQL({ length: prop.length });
  }
  override getDefaultLength(platform: Platform): number {
    return platform.getDefaultDateTimeLength();
  }
}

/** A property of an instant with the full precision of the database. */
export const instant = () => p.type(InstantType).$type<string>();
