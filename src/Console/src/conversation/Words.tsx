import { Fragment } from 'react';
import classes from './Words.module.css';

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;

/** A text as it was written, its addresses to follow. */
export function Words({ text }: { text: string }) {
  return (
    <span className={classes.words}>
      {text.split(address).map((part, index) => (index % 2 === 0 ? <Fragment key={index}>{part}</Fragment>
        : <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a>))}
    </span>
  );
}
