import { useEffect } from 'react';

/** The forms with something in them that is not saved, and the page on which they are. */
const forms = new Set<symbol>();
let place = '';
let ask: (go: () => unknown) => unknown = go => go();

const here = () => location.pathname + location.search;

/**
 * Asks before what is not saved is thrown away: by a link, by Back, by a reload.
 * @param isUnsaved Whether there is something.
 * @param isKept Whether it is still there when one comes back to the page; then only a reload is asked about.
 */
export function useUnsaved(isUnsaved: boolean, isKept = false) {
  useEffect(() => {
    if (!isUnsaved) return;
    const form = Symbol();
    if (!isKept) forms.add(form);
    place = here();
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => {
      forms.delete(form);
      removeEventListener('beforeunload', warn);
    };
  }, [isUnsaved, isKept]);
}

/** What is not saved may go, until the next form has something. */
export const letGo = () => forms.clear();

/** Goes to another page, perhaps after asking; for the router. */
export function leave<Options>(navigate: (to: string, options?: Options) => void, to: string, options?: Options) {
  if (forms.size > 0 && to !== location.pathname) ask(() => navigate(to, options));
  else navigate(to, options);
}

/** Says how it is asked, until the function that it returns is called. Back and Forward have gone when they are heard of: the page goes back on top of where they led. */
export function whenLeaving(how: typeof ask): () => void {
  ask = how;
  const gone = () => {
    if (forms.size === 0 || here() === place) return;
    history.pushState(null, '', place);
    ask(() => history.back());
  };
  addEventListener('popstate', gone, { capture: true }); // before the router
  return () => {
    ask = go => go();
    removeEventListener('popstate', gone, { capture: true });
  };
}
