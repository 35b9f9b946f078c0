import { Anchor, Text } from '@mantine/core';
import { clockTime, when } from '../api/times';
import type { Media } from '../api/records';
import { MediaView } from '../conversation/MediaView';
import { t } from '../texts/texts';
import classes from './phone.module.css';
import type { Line } from './useThread';

/** A message on the screen of a phone. */
export function Bubble({ line, state }: { line: Line; state?: string }) {
  const at = when(line.tm_create);
  return (
    <li className={classes.bubble} data-mine={line.isMine || undefined}>
      <Text span className={classes.who}>
        {t(line.isMine ? 'phone.you' : 'phone.they')}
      </Text>
      {line.medias.map((media, index) =>
        line.conversationId ? <MediaView key={index} media={media} conversationId={line.conversationId} /> : <Received key={index} media={media} />,
      )}
      {line.text && <span className={classes.text} dir="auto">{line.text}</span>}
      <span className={classes.time}>{state ?? (at && clockTime(at))}</span>
    </li>
  );
}

/** A media that a phone received: its link. Bytes are shown only where they are our own server's. */
function Received({ media }: { media: Media }) {
  const name = media.filename || t('media.file');
  const link = media.url ? URL.parse(media.url) : null;
  if (!link) return <span>{name}</span>;
  const isOurs = link.pathname.startsWith('/v1.0/media_links/');
  const source = isOurs ? link.pathname : link.href;
  if (isOurs && media.type === 'image')
    return (
      <a href={source} target="_blank" rel="noopener noreferrer">
        <img className={classes.picture} src={source} alt={name} />
      </a>
    );
  if (isOurs && media.type === 'video') return <video className={classes.picture} src={source} controls preload="metadata" aria-label={name} />;
  if (isOurs && media.type === 'audio') return <audio className={classes.sound} src={source} controls preload="metadata" aria-label={name} />;
  return (
    <Anchor href={source} target="_blank" rel="noopener noreferrer" size="sm">
      {media.filename || link.href}
    </Anchor>
  );
}
