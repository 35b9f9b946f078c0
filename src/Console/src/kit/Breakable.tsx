import { Fragment } from 'react';

/** An address or a name that a program made: it breaks behind what divides it, not within a word. */
export const Breakable = ({ text }: { text: string }) =>
  text.split(/(?<=[/_.?&=@])(?=[^/])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
