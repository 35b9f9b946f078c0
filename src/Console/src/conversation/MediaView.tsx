import { Loader } from '@mantine/core';
import { IconFile, IconMapPin, IconMoodSmile, IconPuzzle } from '@tabler/icons-react';
import type { Media } from '../api/records';
import { t } from '../texts/texts';
import classes from './MediaView.module.css';

interface Props {
  media: Media;
  conversationId: string;
}

const word = (media: Media, name: string) => (typeof media[name] === 'string' || typeof media[name] === 'number' ? String(media[name]) : '');

/** A picture, film, sound, file, place or sticker of a message. Bytes come from our own server only. */
export function MediaView({ media, conversationId }: Props) {
  if (media.type === 'location') return <Place media={media} />;
  if (media.type === 'reaction') return <span className={classes.chip}><IconMoodSmile size={16} aria-hidden /> {t('media.reaction', { emoji: word(media, 'emoji') })}</span>;
  if (media.status === 'pending') return <span className={classes.chip}><Loader size={14} aria-hidden /> {t('media.pending')}</span>;
  if (media.status === 'failed') return <span className={classes.chip}><IconFile size={16} aria-hidden /> {t('media.failed', { reason: media.error ?? '' })}</span>;
  const isKept = media.id && media.status === 'ready' && media.content_type;
  const name = media.filename || t('media.file');
  if (!isKept) return <Elsewhere media={media} name={name} />;
  const source = `/v1.0/service_agents/conversations/${conversationId}/medias/${media.id}/content`;
  const kind = media.content_type?.split('/')[0];
  if (kind === 'image' && media.type !== 'file') return <Picture media={media} source={source} />;
  if (kind === 'video') return <video className={classes.film} src={source} controls preload="metadata" aria-label={name} />;
  if (kind === 'audio') return <audio className={classes.sound} src={source} controls preload="metadata" aria-label={name} />;
  return (
    <a className={classes.chip} href={source} download={media.filename || true}>
      <IconFile size={18} stroke={1.5} aria-hidden />
      <span className={classes.name}>{name}</span>
      {media.size ? <span className={classes.size}>{sizeOf(media.size)}</span> : null}
    </a>
  );
}

function Picture({ media, source }: { media: Media; source: string }) {
  const { width = 0, height = 0 } = media;
  const most = media.type === 'sticker' ? 140 : 320;
  const scale = width > 0 && height > 0 ? Math.min(1, most / width, most / height) : 1;
  return (
    <a href={source} target="_blank" rel="noopener noreferrer" className={classes.picture}>
      <img src={source} alt={media.filename || t(media.type === 'sticker' ? 'media.sticker' : 'media.picture')} loading="lazy" width={width ? Math.round(width * scale) : most} height={height ? Math.round(height * scale) : undefined} />
    </a>
  );
}

function Place({ media }: { media: Media }) {
  const place = `${word(media, 'latitude')}, ${word(media, 'longitude')}`;
  return (
    <a className={classes.chip} href={`https://www.openstreetmap.org/?mlat=${word(media, 'latitude')}&mlon=${word(media, 'longitude')}#map=16/${place.replace(', ', '/')}`} target="_blank" rel="noopener noreferrer">
      <IconMapPin size={18} stroke={1.5} aria-hidden />
      <span className={classes.name}>{[word(media, 'title'), word(media, 'address')].filter(Boolean).join(', ') || t('media.location')}</span>
      <span className={classes.size}>{place}</span>
    </a>
  );
}

/** What has no bytes of ours: a sticker's name, a link, a template. */
function Elsewhere({ media, name }: { media: Media; name: string }) {
  if (media.type === 'sticker') return <span className={classes.chip}><IconMoodSmile size={16} aria-hidden /> {[t('media.sticker'), word(media, 'keywords')].filter(Boolean).join(': ')}</span>;
  return media.url?.startsWith('https://') ? (
    <a className={classes.chip} href={media.url} target="_blank" rel="noopener noreferrer">
      <IconFile size={18} stroke={1.5} aria-hidden />
      <span className={classes.name}>{media.filename || media.url}</span>
    </a>
  ) : (
    <span className={classes.chip}><IconPuzzle size={16} aria-hidden /> {media.filename ? name : media.type}</span>
  );
}

/** Bytes in words. */
export function sizeOf(bytes: number) {
  const at = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return `${(bytes / 1000 ** at).toFixed(at && bytes / 1000 ** at < 10 ? 1 : 0)} ${['B', 'kB', 'MB'][at]}`;
}
