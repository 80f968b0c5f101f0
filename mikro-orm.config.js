// the CLI looks for .js without needing any TS loader; Node >= 24 strips the types of the imported file
export { default } from './db/connection/orm-config.ts';
