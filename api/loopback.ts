import { BlockList, isIPv6 } from 'node:net';

const own = new BlockList();
own.addSubnet('127.0.0.0', 8);
own.addAddress('::1', 'ipv6');

/** Says whether only this machine reaches a server that listens on this host. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || own.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
