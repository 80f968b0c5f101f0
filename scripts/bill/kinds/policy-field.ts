// A new field of a channel's policy.
import { docs, type Kind } from '../kind.ts';

export const policyField: Kind = {
  name: 'policy-field',
  title: "field of a channel's policy",
  places: [
    {
      role: 'declaration',
      file: 'domain/order/channel-policy.ts',
      after: 'const parcels = {\n',
      text: `  parcelInsuranceMinor: policyField(
    { kind: 'amount' },
    0,
    'The value of a parcel from which it is insured; 0 insures none. Raise it for goods that break easily.',
  ),
`,
    },
  ],
  generator: docs,
  tests: ['test/domain/order/channel-policy.test.ts'],
  ceiling: { declaration: 1 },
  reason: 'type, default, API and OpenAPI follow',
};
