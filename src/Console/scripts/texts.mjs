// Every language has the same texts, with the same places to fill in; and none is empty.
import { readFileSync } from 'node:fs';

const read = language => new Map(Object.entries(JSON.parse(readFileSync(`src/texts/${language}.json`, 'utf8')))
  .flatMap(([area, texts]) => Object.entries(texts).map(([key, text]) => [`${area}.${key}`, text])));
const places = text => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort().join();

const english = read('en');
const faults = [];
for (const language of ['ko', 'ja']) {
  const texts = read(language);
  for (const [key, text] of english) {
    if (!texts.get(key)) faults.push(`${language}.json lacks ${key}`);
    else if (places(texts.get(key)) !== places(text)) faults.push(`${language}.json: ${key} has other places than in en.json`);
  }
  for (const key of texts.keys()) if (!english.has(key)) faults.push(`${language}.json: ${key} is not in en.json`);
}
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
