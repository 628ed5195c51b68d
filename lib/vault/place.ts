/** Where a sealed value stands. It opens there and nowhere else. */
export type Place = {
  readonly orgId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
};

/**
 * Texts as one run of bytes from which they can be told apart again: each with its length in UTF-8 bytes (32 bits,
 * big-endian) before it. Without the lengths "ab","c" and "a","bc" would be the same associated data.
 */
export function lengthPrefixed(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text, "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
