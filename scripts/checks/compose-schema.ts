// The parts of the Compose specification that we use; any other key is an error, so that misspelled ones are found.
import { z } from 'zod';

const Environment = z.record(z.string(), z.string());
const Command = z.array(z.string()).min(1);

const Healthcheck = z.strictObject({
  test: z
    .array(z.string())
    .min(2)
    .refine(([kind]) => kind === 'CMD' || kind === 'CMD-SHELL', 'begins with CMD or CMD-SHELL'),
  interval: z.string(),
  timeout: z.string(),
  retries: z.number().int().positive(),
  start_period: z.string().optional(),
});

const Dependency = z.strictObject({
  condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
});

const Service = z.strictObject({
  image: z.string().regex(/^[\w./-]+(:[\w.-]+)?$/),
  build: z.string().optional(),
  restart: z.string().regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/),
  profiles: z.array(z.string()).min(1).optional(),
  command: Command.optional(),
  entrypoint: Command.optional(),
  environment: Environment.optional(),
  ports: z.array(z.string().regex(/^(127\.0\.0\.1:)?\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[\w.-]+:\/[\w/.-]+$/)).optional(),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string().startsWith('/') })).optional(),
  depends_on: z.record(z.string(), Dependency).optional(),
  healthcheck: Healthcheck.optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
});

export const ComposeFile = z
  .object({
    name: z.string(),
    services: z.record(z.string(), Service),
    volumes: z.record(z.string(), z.null()).default({}),
    configs: z.record(z.string(), z.strictObject({ content: z.string() })).default({}),
  })
  .catchall(z.unknown())
  .refine(
    (file) =>
      Object.keys(file).every(
        (key) => key.startsWith('x-') || ['name', 'services', 'volumes', 'configs'].includes(key),
      ),
    'has a top-level key that is neither name, services, volumes, configs nor x-…',
  );

export type ComposeFile = z.infer<typeof ComposeFile>;
export type Service = z.infer<typeof Service>;
