import { notifications } from '@mantine/notifications';
import { useCallback, useSyncExternalStore } from 'react';
import { call } from '../api/client';
import { complain, explain } from '../api/explain';
import type { Media } from '../api/records';
import { t } from '../texts/texts';

/** A file on its way to the server, or there. */
export interface Upload {
  key: number;
  file: File;
  /** What the browser shows of a picture meanwhile. */
  preview?: string;
  media?: Media;
  fault?: string;
}

const most = 10;
const none: Upload[] = [];
const kept = new Map<string, Upload[]>();
const aborts = new Map<number, AbortController>();
const listeners = new Set<() => void>();
let made = 0;

function change(name: string, to: (uploads: Upload[]) => Upload[]) {
  const uploads = to(kept.get(name) ?? none);
  if (uploads.length > 0) kept.set(name, uploads);
  else kept.delete(name);
  listeners.forEach(listener => listener());
}

function add(name: string, files: File[]) {
  const room = most - (kept.get(name)?.length ?? 0);
  if (files.length > room) notifications.show({ color: 'red', message: t('conversation.filesMost', { most, n: files.length - room }), autoClose: 8000, withBorder: true });
  const fresh = files.slice(0, room).map(file => ({ key: made++, file, preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined }));
  change(name, uploads => [...uploads, ...fresh]);
  for (const upload of fresh) void put(name, upload);
}

async function put(name: string, upload: Upload) {
  const show = (to: Partial<Upload>) => change(name, uploads => uploads.map(other => (other.key === upload.key ? { ...other, ...to } : other)));
  const abort = new AbortController();
  aborts.set(upload.key, abort);
  show({ fault: undefined });
  const form = new FormData();
  form.append('file', upload.file, upload.file.name || 'image.png');
  try {
    show({ media: await call<Media>('POST', '/v1.0/service_agents/medias', form, { signal: abort.signal }) });
  } catch (e) {
    if (abort.signal.aborted) return;
    complain(e);
    show({ fault: explain(e) });
  } finally {
    aborts.delete(upload.key);
  }
}

function drop(name: string, gone: (upload: Upload) => boolean) {
  change(name, uploads => uploads.filter(upload => {
    if (!gone(upload)) return true;
    aborts.get(upload.key)?.abort();
    if (upload.preview) URL.revokeObjectURL(upload.preview);
    return false;
  }));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Files that go with the message that is being written: uploaded as they are put in, and kept per agent and conversation while the page is open. */
export function useFiles(agentId: string, conversationId: string) {
  const name = `${agentId}:${conversationId}`;
  const uploads = useSyncExternalStore(subscribe, useCallback(() => kept.get(name) ?? none, [name]));
  return {
    uploads,
    add: (files: File[]) => add(name, files),
    remove: (key: number) => drop(name, upload => upload.key === key),
    retry: (upload: Upload) => void put(name, upload),
    clear: () => drop(name, () => true),
    ready: uploads.flatMap(upload => (upload.media ? [upload.media] : [])),
    isBusy: uploads.some(upload => !upload.media),
  };
}
