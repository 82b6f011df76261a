/** White space, control characters and whatever else leaves nothing to see. */
const BETWEEN = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** The words of a search, each once; none where nothing of the text can be seen. */
export const wordsOf = (text: string): string[] => [...new Set(text.split(BETWEEN).filter((word) => word !== ''))];
