// How long aws-local-stepfunctions takes for the executions of `run.rs`: the fastest of 10, in
// milliseconds. `npm install aws-local-stepfunctions` where Node finds it, then
// `node benches/run.mjs`, right after `cargo bench --bench run`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { StateMachine } = createRequire(import.meta.url)('aws-local-stepfunctions');
const definitions = JSON.parse(readFileSync(new URL('run.json', import.meta.url)));

const row = (number) => ({ id: 100000 + number, text: 'about sixty-four bytes of it' });
const rows = (kilobytes) => Array.from({ length: kilobytes * 16 }, (_, number) => row(number));
const loopInput = (kilobytes) => ({ count: { n: 0 }, payload: rows(kilobytes) });

const states = (name) => ({
  [name]: { Type: 'Pass', Next: `${name} too` },
  [`${name} too`]: { Type: 'Pass', End: true },
});
const branches = Array.from({ length: 40 }, (_, place) => ({
  StartAt: `A${place}`,
  States: states(`A${place}`),
}));
const parallel = {
  StartAt: 'All',
  States: { All: { Type: 'Parallel', Branches: branches, End: true } },
};

const cases = [
  ['loop of 10,000 transitions, no payload', definitions.loop, loopInput(0)],
  ['loop of 10,000 transitions, 10 KB', definitions.loop, loopInput(10)],
  ['loop of 10,000 transitions, 200 KB', definitions.loop, loopInput(200)],
  ['map of 10,000 items', definitions.map, { items: Array.from({ length: 10000 }, (_, n) => n) }],
  ['parallel of 40 branches', parallel, {}],
];

for (const [name, definition, input] of cases) {
  let fastest = Infinity;
  for (let run = 0; run < 10; run++) {
    const machine = new StateMachine(definition, { validationOptions: { checkArn: false } });
    const start = performance.now();
    await machine.run(input, { noThrowOnAbort: true }).result;
    fastest = Math.min(fastest, performance.now() - start);
  }
  console.log(`${name}: ${fastest.toFixed(2)} ms`);
}
