import { Button, CloseButton, Loader } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { t } from '../texts/texts';
import classes from './FileChips.module.css';
import { sizeOf } from './MediaView';
import type { useFiles } from './useFiles';

/** The files that go with what is being written. */
export function FileChips({ files }: { files: ReturnType<typeof useFiles> }) {
  if (files.uploads.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={t('conversation.files')}>
      {files.uploads.map(upload => (
        <li key={upload.key} className={classes.chip} data-fault={upload.fault ? true : undefined}>
          {upload.preview ? <img src={upload.preview} alt="" className={classes.picture} /> : <IconFile size={20} stroke={1.5} aria-hidden />}
          <span className={classes.name}>{upload.file.name}</span>
          {upload.fault ? <Button size="compact-xs" variant="subtle" onClick={() => files.retry(upload)}>{t('app.again')}</Button>
            : upload.media ? <span className={classes.size}>{sizeOf(upload.file.size)}</span> : <Loader size={14} aria-label={t('app.loading')} />}
          <CloseButton size={24} aria-label={t('conversation.removeFile', { name: upload.file.name })} onClick={() => files.remove(upload.key)} />
        </li>
      ))}
    </ul>
  );
}
