// Evaluates FEEL with the npm package feelin, for test_feelin.py. A line of standard input is
//   {"cell" | "expression": text, "tested": [value…], "names": {name: [value…]}}
// with values as FEEL literals, one a record; the answer is a line {"values": [value…]}, or
// {"error": message}. Its first argument is the folder that holds node_modules.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.argv[2], 'package.json'));
const { evaluate, unaryTest } = await import(pathToFileURL(require.resolve('feelin')));

const known = new Map();

/** The value of a literal; each is read once. */
function value(literal) {
  if (!known.has(literal)) known.set(literal, evaluate(literal).value);
  return known.get(literal);
}

/** What JSON can carry: dates and durations by their text. */
function plain(result) {
  return typeof result === 'object' && result !== null ? String(result) : result;
}

function answer({ cell, expression, tested, names, size }) {
  const values = [];
  for (let row = 0; row < size; row += 1) {
    const scope = {};
    for (const [name, literals] of Object.entries(names)) scope[name] = value(literals[row]);
    if (cell !== undefined) scope['?'] = value(tested[row]);
    const found = cell === undefined ? evaluate(expression, scope) : unaryTest(cell, scope);
    values.push(plain(found.value));
  }
  return { values };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = answer(JSON.parse(line));
  } catch (error) {
    reply = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
