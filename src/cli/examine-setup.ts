import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { AppError } from '../core/errors.ts';
import type { Device } from '../core/device.ts';
import type { Finding } from '../core/finding.ts';
import type { Store } from '../core/ports.ts';
import { isSameCustomer } from '../core/handlers.ts';
import { isSameSerial } from '../core/serial.ts';
import { openReader } from '../devices/open-reader.ts';
import { openStore } from '../open-store.ts';
import type { RuleBook } from '../rules/book.ts';
import { loadRules } from '../rules/load.ts';
import { addServicePlaces } from '../rules/service-places.ts';
import { openRedisStore } from '../store/redis-store.ts';
import type { StoreNotice } from '../store/redis-watch.ts';
import { examineInstalls } from '../slack/examine-installs.ts';
import { examineSlack } from '../slack/examine-slack.ts';
import { identifyDevice } from './identify.ts';
import { namedDevices } from './named-devices.ts';

/** Which device is asked (by default the first that is registered), and how long it has to say who it is. Units: `timeout` seconds. */
export type ExamineOptions = { serial?: string | undefined; timeout: number };

/**
 * Looks into everything a bot with this configuration stands on: rules, store, Slack, and one device.
 * Shape: one thing that is ill keeps nothing else from being looked at. Devices are only read, and nothing is posted.
 * Fails: AppError `not_found` when nobody has that serial.
 */
export async function examineSetup(config: Config, options: ExamineOptions): Promise<Finding[]> {
  const { book, finding: rules } = await examineRules(config);
  const { slack, experts = [], routes } = config;
  const { oauth } = slack;
  const inSlack = oauth === undefined ? examineSlack({ ...slack, experts, routes }, Date.now) : undefined;
  const { store, findings: kept } = await examineStore(config);
  try {
    const device = book === undefined || store === undefined ? [] : await examineDevice(config, book, store, options);
    const customers = store === undefined ? [] : await examineCustomers(config, store);
    const shared = { ...slack, experts, routes, installs: store };
    const slackSide = oauth === undefined ? await inSlack : await examineInstalls({ ...shared, oauth }, Date.now);
    return [rules, ...kept, ...device, ...customers, ...(slackSide ?? [])];
  } finally {
    await store?.close();
  }
}

function ill(what: string, error: unknown, remedy: string): Finding {
  if (!(error instanceof AppError)) throw error;
  return { what, state: 'ill', says: error.message, remedy };
}

async function examineRules({ rulesDir, services, file }: Config): Promise<{ book?: RuleBook; finding: Finding }> {
  const what = 'rules';
  try {
    const book = addServicePlaces(await loadRules(rulesDir), services, file);
    const says = `${book.symptoms.size} symptoms, ${book.items.size} items, ${book.measures.length} measures`;
    return { book, finding: { what, state: 'well', says } };
  } catch (error) {
    return { finding: ill(what, error, 'claimscope rules check names every fault with its place') };
  }
}

async function examineStore(config: Config): Promise<{ store?: Store; findings: Finding[] }> {
  const what = 'store';
  const place = config.store;
  if (place.kind === 'sqlite' && !existsSync(place.path)) {
    const says = `${place.path} is not there yet; the first start makes it`;
    const remedy = 'claimscope fleet import FILE registers your devices';
    return { findings: [{ what, state: 'unsure', says, remedy }] };
  }
  const findings: Finding[] = [];
  try {
    const store = await openNow(config, (says) => {
      findings.push({ what, state: 'unsure', says, remedy: 'change it in the settings of the Redis' });
    });
    const devices = await store.countDevices();
    const where = place.kind === 'sqlite' ? place.path : 'Redis';
    findings.unshift({ what, state: 'well', says: `${where} opens and holds ${devices} devices` });
    return { store, findings };
  } catch (error) {
    const remedy =
      place.kind === 'sqlite'
        ? 'look at who may write the file and its folder, and at the space on the disk'
        : 'look at REDIS_URL and at the Redis; a Redis that is away is waited for by the bot';
    const finding = ill(what, error, remedy);
    if (place.kind !== 'sqlite' || finding.says.includes(place.path)) return { findings: [finding] };
    return { findings: [{ ...finding, says: `${place.path}: ${finding.says}` }] };
  }
}

/** Opens the store as the bot does, but for a Redis that is away, which is not waited for. */
function openNow(config: Config, warn: (what: string) => void): Promise<Store> {
  if (config.store.kind === 'sqlite') return openStore(config);
  const tell = (notice: StoreNotice): void => {
    if (notice.kind === 'warning') warn(notice.what);
  };
  return openRedisStore({ ...config.store, history: config.history, tell });
}

async function examineDevice(
  config: Config,
  book: RuleBook,
  store: Store,
  { serial, timeout }: ExamineOptions,
): Promise<Finding[]> {
  const what = 'device';
  const device =
    serial === undefined
      ? await firstMonitored(store)
      : (await namedDevices(store, [serial], 'No device was asked.'))[0];
  if (device === undefined) {
    const remedy = 'claimscope fleet import FILE registers your devices';
    return [{ what, state: 'ill', says: 'none is registered that may be read', remedy }];
  }
  const { credentials, services } = config;
  const reader = openReader({ credentials, services, clock: Date.now });
  try {
    const found = await identifyDevice(book, reader, device, { deadlineMs: timeout * 1000, overIpp: true });
    const name = `${device.serial} at ${device.address}`;
    if ('silent' in found) {
      const says = `${name} ${found.isRefused ? 'refuses' : 'does not answer'}: ${found.silent}`;
      return [{ what, state: 'ill', says, remedy: remedyOf(device, found.isRefused) }];
    }
    const { serial: said, model = 'a model it does not name' } = found.who;
    if (said !== undefined && !isSameSerial(said, device.serial)) {
      const remedy = 'register the address each of the two has now; until then nothing is read there';
      return [{ what, state: 'ill', says: `${name} says it is ${said}`, remedy }];
    }
    return [{ what, state: 'well', says: `${name} answers as ${model}, read by the profile ${found.profile.id}` }];
  } finally {
    await reader.close();
  }
}

/** Customers of channels that they read, of whom no device is registered: nothing can be claimed there. */
async function examineCustomers({ slack: { customerChannels = [] } }: Config, store: Store): Promise<Finding[]> {
  let left = [...new Set(customerChannels.flatMap(({ customers }) => customers))];
  let after: string | undefined;
  while (left.length > 0) {
    const page = await store.pageDevices({ after, limit: 1000 });
    if (page.length === 0) break;
    const owners = [...new Set(page.map(({ customer }) => customer))];
    left = left.filter((name) => !owners.some((owner) => isSameCustomer(name, owner)));
    after = page.at(-1)?.serial;
  }
  const remedy = 'write the customer in slack.customerChannels as the registry does (claimscope fleet list)';
  return left.map((name) => ({
    what: 'customers',
    state: 'ill',
    says: `no device of "${name}" is registered`,
    remedy,
  }));
}

function remedyOf({ credential, serial }: Device, isRefused: boolean): string {
  const which = credential === undefined ? 'the default credential' : `the credential "${credential}"`;
  if (isRefused) return `set ${which} to what the device has (community, or user and keys)`;
  return `see that the machine of the bot may reach it by UDP 161, and that ${which} fits; another one: --serial, not ${serial}`;
}

async function firstMonitored(store: Store): Promise<Device | undefined> {
  let after: string | undefined;
  for (;;) {
    const page = await store.pageDevices({ after, limit: 100 });
    const found = page.find(({ state }) => state === undefined);
    if (found !== undefined || page.length === 0) return found;
    after = page.at(-1)?.serial;
  }
}
