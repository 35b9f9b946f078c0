import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api/client';
import { complain, explain } from '../api/explain';
import type { Media } from '../api/records';

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
let made = 0;

/** Files that go with the message that is being written: uploaded as they are put in. */
export function useFiles() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const aborts = useRef(new Map<number, AbortController>());
  const change = (key: number, to: Partial<Upload>) => setUploads(all => all.map(upload => (upload.key === key ? { ...upload, ...to } : upload)));

  const add = useCallback((files: File[]) => {
    if (files.length === 0) return;
    const fresh = files.map(file => ({ key: made++, file, preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined }));
    setUploads(all => [...all, ...fresh].slice(0, most));
    for (const upload of fresh) void put(upload);
  }, []);

  const put = async (upload: Upload) => {
    const abort = new AbortController();
    aborts.current.set(upload.key, abort);
    const form = new FormData();
    form.append('file', upload.file, upload.file.name || 'image.png');
    try {
      change(upload.key, { fault: undefined, media: await call<Media>('POST', '/v1.0/service_agents/medias', form, { signal: abort.signal }) });
    } catch (e) {
      if (abort.signal.aborted) return;
      complain(e);
      change(upload.key, { fault: explain(e) });
    }
  };

  const remove = (key: number) => {
    aborts.current.get(key)?.abort();
    setUploads(all => all.filter(upload => upload.key !== key || void (upload.preview && URL.revokeObjectURL(upload.preview))));
  };

  useEffect(() => {
    const running = aborts.current;
    return () => running.forEach(abort => abort.abort());
  }, []);

  return {
    uploads,
    add,
    remove,
    retry: (upload: Upload) => void put(upload),
    clear: () => setUploads([]),
    ready: uploads.flatMap(upload => (upload.media ? [upload.media] : [])),
    isBusy: uploads.some(upload => !upload.media),
  };
}
