import { type Command, Option } from 'commander';
import { AUTH_PROTOCOLS, PRIV_PROTOCOLS, type UserCredential } from '../core/credential.ts';
import { AppError } from '../core/errors.ts';
import type { CommandTools } from './command-tools.ts';
import type { DeviceAt } from './identify.ts';
import type { SnmpOptions } from './snmp-options.ts';

/** What every command that speaks SNMP to devices takes. */
export type CredentialOptions = SnmpOptions & { json?: boolean };

/** The options of a command that works on one device. */
export type AtDevice = CredentialOptions & { port: number };

/** The ports and paths of the protocols beside SNMP. */
export type ProtocolOptions = {
  ippPort?: number;
  ippPath?: string;
  ippTls?: boolean;
  pjlPort?: number;
  pjl: boolean;
  httpPort?: number;
  httpTls?: boolean;
};

const SNMP_PORT = 161;
const LEVELS: readonly UserCredential['level'][] = ['noAuthNoPriv', 'authNoPriv', 'authPriv'];

/** Adds the device's address and its SNMP port. */
export function withDevice(command: Command, { numberBetween }: CommandTools): Command {
  return command
    .argument('<address>', 'host name or address of the device, with ":port" for another SNMP port')
    .option('--port <number>', 'its SNMP port', numberBetween(1, 65_535), SNMP_PORT);
}

/** Adds the options that say how to speak SNMP: community, credential, or a user of version 3; and --json. */
export function withCredential(command: Command): Command {
  return command
    .option('--community-env <name>', 'environment variable that holds the community')
    .option('-c, --config <file>', 'configuration file')
    .option('--credential <name>', 'credential of the configuration (default: the one named default, else "public")')
    .option('--user <name>', 'user of SNMP version 3')
    .addOption(
      new Option('--level <level>', 'how its messages are protected (default: as the keys say)').choices(LEVELS),
    )
    .addOption(new Option('--auth-protocol <name>', 'how they are signed (default: sha-1)').choices(AUTH_PROTOCOLS))
    .option('--auth-key-env <name>', 'environment variable that holds the key they are signed with')
    .addOption(
      new Option('--priv-protocol <name>', 'how they are encrypted (default: aes-128)').choices(PRIV_PROTOCOLS),
    )
    .option('--priv-key-env <name>', 'environment variable that holds the key they are encrypted with')
    .option('--context <name>', 'context of SNMP version 3')
    .option('--json', 'print as JSON');
}

/** Adds the options for IPP, PJL and the device's own pages. */
export function withProtocols(command: Command, { numberBetween }: CommandTools): Command {
  const port = numberBetween(1, 65_535);
  return command
    .option('--ipp-port <number>', 'its IPP port (default: 631)', port)
    .option('--ipp-path <path>', 'its IPP path (default: /ipp/print)')
    .option('--ipp-tls', 'speak IPP over TLS')
    .option('--pjl-port <number>', 'its print port (default: 9100)', port)
    .option('--no-pjl', 'leave the print port alone; it is opened last, for what no other place gave, and never prints')
    .option('--http-port <number>', 'port of its own pages (default: 80, with TLS 443)', port)
    .option('--http-tls', 'read its own pages over TLS');
}

/** Where the device that was typed is, for all protocols. Fails: as `hostOf`. */
export function deviceAt(typed: string, options: ProtocolOptions & { port: number }): DeviceAt {
  const { host: address, port: snmpPort } = hostOf(typed, options.port);
  const { ippPort, ippPath, ippTls, pjlPort, httpPort, httpTls } = options;
  return { address, snmpPort, ippPort, ippPath, ippTls, pjlPort, httpPort, httpTls };
}

/**
 * The device that was typed, which may bring its SNMP port: `copier.example:1161`, `[2001:db8::7]:1161`.
 * Fails: AppError `bad_input` for what is no host (a URL, or a name with a user), for what is no port, and for two ports.
 */
export function hostOf(typed: string, port = SNMP_PORT): { host: string; port: number } {
  const bad = (why: string): AppError => new AppError('bad_input', `${typed} ${why}.`, { address: typed });
  if (!/^[^\s/@]+$/.test(typed)) throw bad('is no host name or address');
  const [, bracketed, plain, said] = /^(?:\[([^\]]+)\]|([^:]+))(?::([^:]*))?$/.exec(typed) ?? [];
  const host = bracketed ?? plain ?? typed;
  if (said === undefined) return { host, port };
  const own = /^\d{1,5}$/.test(said) ? Number(said) : 0;
  if (own < 1 || own > 65_535) throw bad('has no port from 1 to 65535 behind the colon');
  if (port !== SNMP_PORT && port !== own) throw bad(`names another port than --port ${port}`);
  return { host, port: own };
}
