// The image contains all imports of its programs: checked on the real files, each time with one thing removed.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { programsOf } from '../../scripts/checks/compose-faults.ts';
import { imageFaults, type ImageSources } from '../../scripts/checks/image-faults.ts';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const text = (path: string): string => readFileSync(at(path), 'utf8');
const sources: ImageSources = {
  mains: [...programsOf(text('docker-compose.yml')), 'workflows/index.ts'],
  dockerfile: text('Dockerfile'),
  dockerignore: text('.dockerignore'),
  packageJson: JSON.parse(text('package.json')) as ImageSources['packageJson'],
  read: (path) => (existsSync(at(path)) ? text(path) : undefined),
};

test('every module and package that the services reach is in the image', () => {
  expect(sources.mains).toEqual(expect.arrayContaining(['api/main.ts', 'worker/main.ts', 'scripts/migrate.ts']));
  expect(imageFaults(sources)).toEqual([]);
});

test.each([
  ['a file without COPY', { dockerfile: sources.dockerfile.replace(' crash-points.ts', '') }, 'crash-points.ts'],
  ['a folder without COPY', { dockerfile: sources.dockerfile.replace('COPY auth ./auth\n', '') }, 'auth/'],
  [
    'a file that .dockerignore leaves out',
    { dockerignore: sources.dockerignore.replace('!crash-points.ts\n', '') },
    'crash-points.ts',
  ],
  ['a package for development only', { packageJson: { dependencies: {} } }, 'the package zod'],
  ['a program that does not exist', { mains: ['api/nowhere.ts'] }, 'api/nowhere.ts'],
])('%s is found', (_what, change, fault) => {
  expect(imageFaults({ ...sources, ...change }).join('\n')).toContain(fault);
});
