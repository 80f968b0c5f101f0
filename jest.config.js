export default {
  transform: {}, // Jest strips the types itself, as Node does
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 60_000,
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  coverageProvider: 'v8', // the babel provider reports nothing for stripped files
};
