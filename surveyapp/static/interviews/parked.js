// Remarks that were parked at a question: each is a paragraph of its own in the private note there.

/**
 * A paragraph of a note; ``from``, ``at`` and ``text`` when it was parked.
 * @typedef {{ whole: string, parked: { from: string, at: string, text: string } | null }} Paragraph
 */

const PARKED = /^\[Geparkeerd bij vraag (\S+) om (\d\d:\d\d)\]\n([\s\S]+)$/;

/** @param {string} text */
export const paragraphs = (text) => text.split(/\n{2,}/).filter((one) => one.trim());

/**
 * The paragraphs of a note, and which of them were parked.
 * @param {string} note
 * @returns {Paragraph[]}
 */
export const parkedIn = (note) =>
  paragraphs(note).map((whole) => {
    const [, from, at, text] = PARKED.exec(whole.trim()) ?? [];
    return { whole, parked: from && at && text ? { from, at, text } : null };
  });

/**
 * A note with a remark parked in it.
 * @param {string} note
 * @param {{ from: string, at: string, text: string }} remark
 */
export function withParked(note, { from, at, text }) {
  const entry = `[Geparkeerd bij vraag ${from} om ${at}]\n${paragraphs(text.trim()).join("\n")}`;
  return [...paragraphs(note), entry].join("\n\n");
}

/**
 * A note with other words in place of one paragraph; without words it goes.
 * @param {string} note
 * @param {string} whole
 * @param {string} instead
 */
export const withInstead = (note, whole, instead) =>
  paragraphs(note)
    .map((one) => (one === whole ? instead : one))
    .filter(Boolean)
    .join("\n\n");
