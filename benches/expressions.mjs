// How often in a second the reference implementation of JSONata parses and evaluates each of the
// expressions in `expressions.json`: the median of 15 runs, as JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jsonata = createRequire(import.meta.url)('jsonata');
const source = new URL('expressions.json', import.meta.url);
const { data, jsonata: expressions } = JSON.parse(readFileSync(source));
const [runs, runMillis] = [15, 40];

async function perSecond(action) {
  const rates = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    let [count, elapsed] = [0, 0];
    while (elapsed < runMillis) {
      await action();
      count++;
      elapsed = performance.now() - start;
    }
    rates.push((count * 1000) / elapsed);
  }
  return rates.sort((one, two) => one - two)[Math.floor(runs / 2)];
}

const input = JSON.parse(JSON.stringify(await jsonata(data).evaluate()));
const rates = {};
for (const [name, text] of Object.entries(expressions)) {
  const compiled = jsonata(text);
  rates[name] = {
    parse: await perSecond(() => jsonata(text)),
    evaluate: await perSecond(() => compiled.evaluate(input)),
  };
}
console.log(JSON.stringify(rates));
