import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompressSync } from "node:zlib";

const compress = promisify(zstdCompress);
/** The fast end: a page of postings says most things many times, and is a quarter of its size with it too. */
const options = {
  params: { [constants.ZSTD_c_compressionLevel]: -1 },
  // A page becomes some hundred KB: not in twenty pieces, each of which comes and goes between threads.
  chunkSize: 2 ** 18,
};

/** A reply as it is kept, in letters that JSON has no need to escape. */
export const packed = async (reply: string): Promise<string> => (await compress(reply, options)).toString("base64");

/** The first bytes of zstd in base64: no document begins so. */
const mark = "KLUv/";

/** A reply that was kept, or one as its source sends it. */
export const unpacked = (text: string): string =>
  text.startsWith(mark) ? zstdDecompressSync(Buffer.from(text, "base64")).toString() : text;
