// Packs dist for the server (packed: assets with gzip, the page as it is), and fails where the first load has grown too large.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const budget = 300_000; // bytes of script, packed, that a browser loads before the inbox is there

const page = await readFile('dist/index.html', 'utf8');
await rm('packed.new', { recursive: true, force: true });
await mkdir('packed.new/assets', { recursive: true });
const sizes = new Map();
for (const name of await readdir('dist/assets')) {
  const packed = gzipSync(await readFile(`dist/assets/${name}`), { level: 9 });
  sizes.set(name, packed.length);
  await writeFile(`packed.new/assets/${name}.gz`, packed);
}
const first = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(match => match[1]);
const inbox = [...sizes.keys()].filter(name => /^(InboxPage|ConversationPane)-.*\.js$/.test(name));
const total = [...new Set([...first, ...inbox])].reduce((sum, name) => sum + sizes.get(name), 0);
console.log(`first load: ${Math.round(total / 1000)} kB of script, packed`);
if (total > budget) {
  console.error(`The first load of script is ${total} bytes, packed; at most ${budget} are allowed.`);
  process.exit(1);
}
await writeFile('packed.new/index.html', page);
await rm('packed', { recursive: true, force: true });
await rename('packed.new', 'packed');
