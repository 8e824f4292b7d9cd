/**
 * Wraps the creation of a table, container or queue: it runs at the first use, once for all callers, and again only
 * if it failed.
 */
export function createOnce(create: () => Promise<unknown>): () => Promise<void> {
  let creation: Promise<unknown> | undefined;
  return async () => {
    creation ??= create();
    const mine = creation;
    try {
      await mine;
    } catch (error) {
      if (creation === mine) creation = undefined;
      throw error;
    }
  };
}
