/** How a text travels as SMS (3GPP TS 23.038, 23.040), counted as the server counts it. */
export interface Segments {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** The first character that GSM-7 does not have; empty where it has all. */
  forcedBy: string;
}

const basic = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const extended = new Set('^{}\\[~]|€\f');

export function countSegments(text: string): Segments {
  const characters = [...text];
  const forcedBy = characters.find(character => !basic.has(character) && !extended.has(character)) ?? '';
  const sizes = characters.map(character => (forcedBy ? character.length : extended.has(character) ? 2 : 1));
  const [alone, each] = forcedBy ? [70, 67] : [160, 153];
  let segments = 1;
  if (sizes.reduce((sum, size) => sum + size, 0) > alone) {
    let used = 0;
    for (const size of sizes) {
      if (used + size > each) [segments, used] = [segments + 1, 0];
      used += size;
    }
  }
  return { encoding: forcedBy ? 'UCS-2' : 'GSM-7', segments, forcedBy };
}
