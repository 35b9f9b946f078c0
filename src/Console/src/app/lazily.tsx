import { type ComponentType, use } from 'react';
import type { PageRoute } from './routes';

/** A page whose code comes when it is asked for. */
export interface LazyPage {
  Page: ComponentType;
  /** Asks for the code before the page is shown. */
  ask: () => void;
  /** Lets what did not come be asked for again. */
  forget: () => void;
}

/** As React's `lazy`; but code that is there already is shown at once, without the placeholder, which React leaves standing for 300 ms. */
export function lazily(load: PageRoute['load']): LazyPage {
  let there: ComponentType | undefined;
  let asked: Promise<ComponentType> | undefined;
  const ask = () => (asked ??= load().then(module => (there = module.default)));
  const Page = () => {
    const Here = there ?? use(ask());
    return <Here />;
  };
  const forget = () => {
    if (!there) asked = undefined;
  };
  return { Page, ask: () => void ask().catch(() => {}), forget };
}
