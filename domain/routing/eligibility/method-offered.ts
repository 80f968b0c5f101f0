import { eligibility } from '../criterion.ts';

export const methodOffered = eligibility({
  name: 'method-offered',
  description: 'A location is asked only for methods that it offers.',
  parameters: {},
  refuse: (candidate, request) =>
    request.shipToStore || candidate.methods.includes(request.method)
      ? null
      : { code: 'METHOD_NOT_OFFERED', detail: `does not offer ${request.method}` },
});
