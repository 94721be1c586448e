// The words of a text, for what is the same word for word. No page.

/**
 * The words of a text, as the server compares them: no capitals, punctuation, marks or footnotes.
 * @param {string} text
 */
export const words = (text) =>
  (
    text
      .replace(/^\[\^[^\]\s]+\]:.*$|\[\^[^\]\s]+\]/gm, " ")
      .toLowerCase()
      .replaceAll("'", "’")
      .match(/[\p{L}\p{N}_’-]*[\p{L}\p{N}_]/gu) ?? []
  )
    .map((word) => word.replace(/^[’-]+/, ""))
    .join(" ");
