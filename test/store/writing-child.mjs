// Run by the tests as a process of its own: `node writing-child.mjs <module of the store> <its open function> <its options as JSON> <name>`.
// It works claims through without end and prints each step once the store has resolved it.
import { writeSync } from 'node:fs';

const [, , module, open, options, name] = process.argv;
const store = await (await import(module))[open](JSON.parse(options));

function acknowledge(step, i) {
  writeSync(1, `${step} ${i}\n`);
}

async function work(i) {
  const key = `${name}:${i}`;
  await store.addIncoming(key, { text: key }, i);
  acknowledge('incoming', i);
  const { claim } = await store.addClaim({
    sourceKey: key,
    serial: key,
    symptoms: [],
    words: key,
    by: 'U1',
    at: i,
    origin: { via: 'command' },
    handler: { kind: 'nobody', id: '' },
  });
  acknowledge('claim', i);
  const reading = { item: 'uptime', value: { kind: 'number', number: i, unit: 'seconds' }, evidence: [], at: i };
  await store.saveReadings([{ serial: key, readings: [reading] }]);
  acknowledge('readings', i);
  const [fetch] = await store.listFetches(claim.id);
  await store.sealFetch(claim.id, { ...fetch, phase: 'complete', readings: [reading] });
  acknowledge('sealed', i);
  await store.doneIncoming(key);
  acknowledge('done', i);
}

for (let i = 0; ; i += 4) await Promise.all([work(i), work(i + 1), work(i + 2), work(i + 3)]);
