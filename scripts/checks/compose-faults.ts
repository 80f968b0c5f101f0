import { parse } from 'yaml';
import { z } from 'zod';
import { ComposeFile, type Service } from './compose-schema.ts';

export interface ComposeSources {
  compose: string;
  dockerfile: string;
  /** Says whether this path exists in the repository. */
  exists: (path: string) => boolean;
}

/** Returns the errors of the compose file and the Dockerfile that can be found without Docker. */
export function composeFaults({ compose, dockerfile, exists }: ComposeSources): string[] {
  const copied = copyFaults(dockerfile, exists);
  const parsed = ComposeFile.safeParse(parse(compose, { merge: true }));
  if (!parsed.success) return [z.prettifyError(parsed.error), ...copied];
  const file = parsed.data;
  const faults = Object.entries(file.services).flatMap(([name, service]) =>
    [
      ...dependencyFaults(service, file.services),
      ...declarationFaults(service, file),
      ...commandFaults(service, exists),
      ...secretFaults(service),
      ...demoFaults(service),
    ].map((fault) => `service ${name}: ${fault}`),
  );
  return [...faults, ...publishedTwice(file), ...copied];
}

function dependencyFaults({ depends_on = {}, profiles }: Service, services: ComposeFile['services']): string[] {
  return Object.entries(depends_on).flatMap(([name, { condition }]) => {
    const target = services[name];
    if (target === undefined) return [`depends on ${name}, which is no service`];
    if (target.profiles !== undefined && profiles === undefined)
      return [`depends on ${name}, which is started with the profile ${target.profiles.join()} only`];
    if (condition === 'service_healthy' && target.healthcheck === undefined)
      return [`waits for ${name} to be healthy, which has no healthcheck`];
    if (
      condition === 'service_completed_successfully' &&
      !target.restart.startsWith('on-failure') &&
      target.restart !== 'no'
    ) {
      return [`waits for ${name} to complete, which is restarted (${target.restart})`];
    }
    return [];
  });
}

function declarationFaults({ volumes = [], configs = [] }: Service, file: ComposeFile): string[] {
  const undeclaredVolumes = volumes
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((name) => !(name in file.volumes));
  const undeclaredConfigs = configs.map(({ source }) => source).filter((name) => !(name in file.configs));
  return [
    ...undeclaredVolumes.map((name) => `mounts the volume ${name}, which is not declared`),
    ...undeclaredConfigs.map((name) => `mounts the config ${name}, which is not declared`),
  ];
}

/** Every file that `node` runs, as a command or as a health check. */
const programsOfService = ({ command = [], healthcheck }: Service): string[] =>
  [command, healthcheck?.test.slice(1) ?? []].filter(([program]) => program === 'node').map(([, file = '']) => file);

/** The programs of a compose file's services, by path in the repository. */
export const programsOf = (compose: string): string[] => [
  ...new Set(Object.values(ComposeFile.parse(parse(compose, { merge: true })).services).flatMap(programsOfService)),
];

const commandFaults = (service: Service, exists: ComposeSources['exists']): string[] =>
  programsOfService(service)
    .filter((file) => !exists(file))
    .map((file) => `runs ${file}, which does not exist`);

/** Secrets, and the addresses to which money and goods are sent, come from the environment without a default. */
function secretFaults({ environment = {} }: Service): string[] {
  return Object.entries(environment)
    .filter(
      ([name, value]) =>
        /PASSWORD|PWD|SECRET|PEPPER|DATABASE_URL|PAYMENT_URL|CARRIER_URL/.test(name) &&
        !/\$\{\w+:\?[^}]+\}/.test(value),
    )
    .map(([name]) => `${name} must be \${…:?…}`);
}

/** What is for trying is started on purpose only: the demo's keys never, the sandbox under a profile. */
const demoFaults = (service: Service): string[] => [
  ...((service.command ?? []).includes('--demo') ? ["seeds the demo, whose keys are not the retailer's own"] : []),
  ...(programsOfService(service).includes('sandbox/main.ts') && service.profiles?.join() !== 'try'
    ? ['runs the sandbox, which pays and carries nothing, without the profile try alone']
    : []),
];

function publishedTwice({ services }: ComposeFile): string[] {
  const hostPorts = Object.values(services).flatMap(({ ports = [] }) =>
    ports.map((port) => port.split(':').at(-2) ?? ''),
  );
  return hostPorts
    .filter((port, index) => hostPorts.indexOf(port) !== index)
    .map((port) => `the port ${port} is published twice`);
}

function copyFaults(dockerfile: string, exists: ComposeSources['exists']): string[] {
  return dockerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY '))
    .flatMap((line) =>
      line
        .split(/\s+/)
        .slice(1, -1)
        .filter((word) => !word.startsWith('--')),
    )
    .filter((source) => !exists(source))
    .map((source) => `Dockerfile: copies ${source}, which does not exist`);
}
