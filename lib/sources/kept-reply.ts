import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompressSync } from "node:zlib";

const compress = promisify(zstdCompress);
/** The fastest level: pages of postings are so repetitive that even this leaves a quarter of the size. */
const options = {
  params: { [constants.ZSTD_c_compressionLevel]: -1 },
  // A page compresses to some hundred KB: in one piece, not in twenty that each cross threads.
  chunkSize: 2 ** 18,
};

/** A reply as it is stored, in characters that JSON need not escape. */
export const packed = async (reply: string): Promise<string> => (await compress(reply, options)).toString("base64");

/** The first bytes of zstd in base64: no document begins like this. */
const mark = "KLUv/";

/** Undoes `packed`; a reply as its source sent it is returned as it is. */
export const unpacked = (text: string): string =>
  text.startsWith(mark) ? zstdDecompressSync(Buffer.from(text, "base64")).toString() : text;
