import type { Kind } from './kind.ts';
import { auditRule } from './kinds/audit-rule.ts';
import { locationColumn } from './kinds/location-column.ts';
import { message } from './kinds/message.ts';
import { orderPart } from './kinds/order-part.ts';
import { policyField } from './kinds/policy-field.ts';

/** All kinds, in the order of the table. */
export const kinds: readonly Kind[] = [auditRule, message, policyField, locationColumn, orderPart];
