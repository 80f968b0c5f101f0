// Checks that the image contains every module that its programs import; a missing one would end them at start.
import { posix } from 'node:path';

export interface ImageSources {
  /** Programs of the image, by path in the repository. */
  mains: readonly string[];
  dockerfile: string;
  dockerignore: string;
  packageJson: { dependencies?: Record<string, string> };
  /** The text of a file of the repository; undefined when it does not exist. */
  read: (path: string) => string | undefined;
}

/** Returns modules that the image lacks, and packages that it installs for development only. */
export function imageFaults({ mains, dockerfile, dockerignore, packageJson, read }: ImageSources): string[] {
  const { files, packages, missing } = reachedFrom(mains, read);
  const copied = copiedPaths(dockerfile);
  const sent = dockerignore
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  return [
    ...missing.map(({ importer, path }) => `${importer} imports ${path}, which does not exist`),
    ...files
      .filter((file) => !isUnder(copied, file))
      .map((file) => `${file} is reached, but the Dockerfile has no COPY`),
    ...files
      .filter((file) => !isUnder(sent, file))
      .map((file) => `${file} is reached, but .dockerignore leaves it out`),
    ...packages
      .filter((name) => !Object.hasOwn(packageJson.dependencies ?? {}, name))
      .map((name) => `the package ${name} is reached, but is no production dependency`),
  ];
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;
/** Type imports do not appear in the image: Node strips them. */
const typeImports = /(?:^|\n)\s*(?:import|export)\s+type\s[^;]*?;/g;

function reachedFrom(mains: readonly string[], read: ImageSources['read']) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const missing: { importer: string; path: string }[] = [];
  const line = mains.map((path) => ({ importer: 'the image', path }));
  for (let next = line.pop(); next; next = line.pop()) {
    if (files.has(next.path)) continue;
    const text = read(next.path);
    if (text === undefined) {
      missing.push(next);
      continue;
    }
    files.add(next.path);
    for (const specifier of specifiersOf(text)) {
      if (specifier.startsWith('.'))
        line.push({ importer: next.path, path: posix.join(posix.dirname(next.path), specifier) });
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort(), missing };
}

const specifiersOf = (text: string): string[] =>
  [...text.replaceAll(typeImports, '\n').matchAll(importPattern)].flatMap((m) => m[1] ?? m[2] ?? m[3] ?? []);

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const copiedPaths = (dockerfile: string): string[] =>
  [...dockerfile.matchAll(/^COPY ((?:\S+ )+)\S+$/gm)].flatMap((m) => (m[1] ?? '').trim().split(' '));

const isUnder = (paths: readonly string[], file: string): boolean =>
  paths.some((path) => file === path || file.startsWith(`${path}/`));
