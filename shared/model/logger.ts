/** What the product logs through: ids, codes and counts, never people's data. An `InvocationContext` satisfies it. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
