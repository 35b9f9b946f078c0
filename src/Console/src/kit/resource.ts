import type { ReactNode } from 'react';
import type { Field, Values } from './fields';
import type { Column } from './ResourceList';

/** What a page needs to know of a resource of the API. */
export interface Resource<T> {
  /** The API's path, as in `/v1.0/numbers`. */
  path: string;
  /** The page's address; the dialog's is `/new` or the id behind it. */
  base: string;
  title: string;
  intro: string;
  /** The word of what makes one. */
  add: string;
  /** What else can be done on its page, beside the button that makes one. */
  tools?: ReactNode;
  /** What stands where there is none. */
  empty: { title: string; text: string };
  columns: Column<T>[];
  /** Of one that is there, or of a new one; they may depend on what stands in the form. */
  fields: (item: T | undefined, values: Values) => Field[];
  /** What a form begins with, where that is not the item itself. */
  values?: (item: T | undefined) => Values;
  /** How one is called in a title. */
  nameOf: (item: T) => string;
  /** What deleting it does. */
  onDelete: (item: T) => string;
  /** Writes it, where a POST or PUT of the form does not do. */
  save?: (body: Values, item: T | undefined) => Promise<T>;
  /** Under the form of one that is there. */
  more?: (item: T) => ReactNode;
  /** Beside the form, with what stands in it. */
  aside?: (values: Values, item: T | undefined) => ReactNode;
  /** It is changed where it stands in the list, and has no dialog but that in which it is made. */
  inPlace?: boolean;
  /** After one was made, changed or deleted: for what else shows it. */
  changed?: () => unknown;
  /** After it was made; else the dialog closes. */
  made?: (item: T) => void;
}
