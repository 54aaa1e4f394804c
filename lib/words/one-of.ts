/** A written count with the verb that goes with it: "1 is", "1,021 are". */
export const oneOf = (count: string, one: string, many: string): string => `${count} ${count === "1" ? one : many}`;
