import { t } from '../texts/texts';

/** A media as a pretend phone sends it. */
export interface PhoneMedia {
  type: 'image' | 'video' | 'audio' | 'file';
  filename: string;
  /** Its bytes in Base64. */
  data: string;
}

const most = 700_000; // bytes: in Base64 they fit into a call
const longest = 1600; // pixels of a picture's longer side

/** A file as a phone sends it: a large picture is made smaller, as phones do. */
export async function asMedia(file: File): Promise<PhoneMedia> {
  const kind = file.type.split('/')[0];
  const type = kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
  const bytes = file.size > most && type === 'image' ? await smaller(file) : file;
  if (bytes.size > most) throw new Error(t('phone.tooLarge', { name: file.name }));
  return { type, filename: file.name, data: await base64(bytes) };
}

async function smaller(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise(resolve => canvas.toBlob(made => resolve(made ?? file), 'image/jpeg', 0.8));
}

const base64 = (bytes: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(bytes);
  });
