import { useLocalStorage } from '@mantine/hooks';
import { parsed } from '../kit/store';

/** The pretend phones that this browser keeps, and the one in hand. */
interface Kept {
  numbers: string[];
  chosen: string;
}

const first = '+15550199001';
const one: Kept = { numbers: [first], chosen: first };

/** What was kept; else one phone. */
export const asKept = (json: string | undefined): Kept =>
  parsed<Kept>(json, ({ numbers, chosen }) => Array.isArray(numbers) && numbers.every(number => asNumber(String(number)) === number) && numbers.includes(chosen)) ?? one;

/** A number as the API takes it; undefined for what is none. */
export function asNumber(text: string): string | undefined {
  const number = text.replace(/[\s().-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined;
}

/** The first number after a given one that is not taken. */
function next(numbers: string[]) {
  let number = BigInt(first.slice(1));
  while (numbers.includes(`+${number}`)) number++;
  return `+${number}`;
}

export function usePhones() {
  const [kept, keep] = useLocalStorage<Kept>({ key: 'phones', defaultValue: one, deserialize: asKept, getInitialValueInEffect: false });
  const { numbers, chosen } = kept;
  return {
    numbers,
    chosen,
    choose: (number: string) => keep({ numbers, chosen: number }),
    add() {
      const number = next(numbers);
      keep({ numbers: [...numbers, number], chosen: number });
    },
    /** Gives the phone in hand another number. */
    change: (to: string) => keep({ numbers: [...new Set(numbers.map(number => (number === chosen ? to : number)))], chosen: to }),
    forget() {
      const left = numbers.filter(number => number !== chosen);
      keep(left.length > 0 ? { numbers: left, chosen: left[0]! } : one);
    },
  };
}

export type Phones = ReturnType<typeof usePhones>;
